#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension GatewayConfiguration {
  static func id(reading reader: ConfigurationReader) -> String {
    let id = reader.value(
      "id", type: "text", default: "the host's name", range: "1 to 64 letters, digits, '.', '_' and '-'",
      expected: "1 to 64 letters, digits, '.', '_' and '-'",
      help: "Names this process in logs and metrics. Give each process its own."
    ) { text throws(ConfigurationValueProblem) in
      guard isID(text) else { throw ConfigurationValueProblem() }
      return text
    }
    return id ?? hostName()
  }

  /// The characters are those that need no escaping in a log line, a metric label or a key of a store.
  private static func isID(_ text: String) -> Bool {
    (1...64).contains(text.utf8.count)
      && text.unicodeScalars.allSatisfy { $0.isASCIIAlphanumeric || "._-".unicodeScalars.contains($0) }
  }

  private static func hostName() -> String {
    var buffer = [CChar](repeating: 0, count: 256)
    // One byte short, because a name that is cut off need not end in NUL.
    guard gethostname(&buffer, buffer.count - 1) == 0 else { return "gateway" }
    let name = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return isID(name) ? name : "gateway"
  }
}
