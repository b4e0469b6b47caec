extension GatewayConfiguration {
  /// A plugin of a vendor.
  package struct Plugin: Sendable {
    /// Where its code runs.
    package enum Isolation: String, Sendable, CaseIterable {
      case inProcess = "in-process"
      case process
    }

    /// What becomes of a CALL that it fails to handle.
    package enum FailurePolicy: String, Sendable, CaseIterable {
      case pass
      case reject
      case fail
    }

    /// Its name in chains; no two are the same.
    package let id: Located<String>
    /// Its shared library; a relative path of the configuration is already resolved.
    package let library: Located<String>
    package let isolation: Isolation
    /// What it is told; a mapping, `nil` for an empty one. The plugin's schema says what it must be.
    package let configuration: YAMLNode?
    /// The SHA-256 that the library must have: 64 hexadecimal digits.
    package let sha256: String?
    package let deadline: Duration
    package let queueSize: Int
    package let threads: Int
    /// Bytes.
    package let memoryLimit: Int
    package let failureLimit: Int
    package let pause: Duration
    /// Unless an entry of a chain says something else.
    package let onFailure: FailurePolicy
    /// Where the plugin stands.
    package let location: ConfigurationLocation
  }
}

extension GatewayConfiguration.Plugin {
  static func all(reading readers: [ConfigurationReader]) -> [Self] {
    var plugins: [Self] = []
    for reader in readers {
      guard let plugin = Self(reading: reader) else { continue }
      if let first = plugins.first(where: { $0.id.value == plugin.id.value }) {
        reader.report("the plugin '\(plugin.id.value)' is listed twice, first at \(first.location)", at: "id")
      } else {
        plugins.append(plugin)
      }
    }
    return plugins
  }

  private init?(reading reader: ConfigurationReader) {
    reader.require("id")
    let id = reader.value(
      "id", type: "text", range: "1 to 64 of a-z, 0-9 and '-', a letter first",
      expected: "1 to 64 of a-z, 0-9 and '-', a letter first", help: "The plugin's name in chains, logs and metrics."
    ) { text throws(ConfigurationValueProblem) in
      guard Self.isID(text) else { throw ConfigurationValueProblem() }
      return text
    }
    reader.require("library")
    let library = reader.optionalPath(
      "library",
      help: "The plugin's shared library; relative to the folder of the configuration file. It must belong to root or "
        + "to the gateway's user, and nobody else may be able to write to it.")
    isolation = reader.enumeration(
      "isolation", default: .inProcess,
      help: "Where the plugin's code runs: in the gateway, or in a process of its own, which may crash.")
    configuration = Self.configuration(reading: reader)
    sha256 = reader.value(
      "sha256", type: "text", range: "64 hexadecimal digits", expected: "64 hexadecimal digits",
      help: "The SHA-256 that the library must have."
    ) { text throws(ConfigurationValueProblem) in
      guard text.utf8.count == 64, text.allSatisfy(\.isHexDigit) else { throw ConfigurationValueProblem() }
      return text.lowercased()
    }
    deadline = reader.duration(
      "deadline", default: .seconds(5), in: .milliseconds(10)...(.seconds(300)),
      help: "How long the plugin may take for a message; what the rest of the chain takes doesn't count.")
    queueSize = reader.integer(
      "queue_size", default: 1024, in: 1...65_536,
      help: "How many messages the plugin may have at a time; further ones fail at once.")
    threads = reader.integer(
      "threads", default: 2, in: 1...64, help: "How many messages the plugin handles at the same time.")
    memoryLimit = reader.byteCount(
      "memory_limit", default: 256 << 20, in: 64 << 20...(64 << 30),
      help: "How much memory the plugin's process may use; only with `isolation: process`.")
    failureLimit = reader.integer(
      "failure_limit", default: 5, in: 1...1000,
      help: "After so many failures in a row the plugin gets no messages for a while.")
    pause = reader.duration(
      "pause", default: .seconds(10), in: .milliseconds(100)...(.seconds(3600)), help: "How long that while is.")
    onFailure = reader.enumeration(
      "on_failure", default: .fail,
      help: "What becomes of a message that the plugin fails to handle: `pass`: the rest of the chain handles it; "
        + "`reject`: it is answered with an error; `fail`: as when the store fails, transaction messages are sent again. "
        + "An entry of a chain may say something else: `{plugin: tariff, on_failure: pass}`.")
    location = reader.location
    if isolation == .inProcess, reader.location(of: "memory_limit") != .builtIn {
      reader.report("'memory_limit' needs 'isolation: process'", at: "memory_limit")
    }
    guard let id, let library else { return nil }
    self.id = Located(id, at: reader.location(of: "id"))
    self.library = Located(library, at: reader.location(of: "library"))
  }

  private static func configuration(reading reader: ConfigurationReader) -> YAMLNode? {
    reader.record(
      "config", kind: .section, type: "section",
      help: "What the plugin is told; its own documentation says what there is.")
    guard let node = reader.raw("config"), !node.isAbsent else { return nil }
    guard case .mapping = node.content else {
      reader.report(
        "'\(reader.path.appending("config"))' must be a section of keys and values, not \(node.kindDescription)",
        at: "config")
      return nil
    }
    return node
  }

  private static func isID(_ text: String) -> Bool {
    guard let first = text.utf8.first, text.utf8.count <= 64, 0x61...0x7A ~= first else { return false }
    return text.utf8.allSatisfy { 0x61...0x7A ~= $0 || 0x30...0x39 ~= $0 || $0 == UInt8(ascii: "-") }
  }
}
