#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A host and a port, to listen on or to connect to.
package struct NetworkAddress: Sendable, Hashable {
  /// An IPv4 address, an IPv6 address without brackets, or a host name.
  package var host: String
  /// 0 to 65535; listening on 0 takes any free port.
  package var port: Int

  /// Creates an address from parts that are known to be right.
  package init(host: String, port: Int) {
    self.host = host
    self.port = port
  }
}

extension NetworkAddress {
  /// Whether only programs of the same machine reach it; a name counts if it is `localhost`.
  package var isLoopback: Bool {
    host == "localhost" || host == "::1" || host.hasPrefix("127.") && host.allSatisfy { $0.isNumber || $0 == "." }
  }
}

extension NetworkAddress: CustomStringConvertible {
  /// `host:port`, an IPv6 address in brackets.
  package var description: String {
    host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
  }
}

extension NetworkAddress {
  static let expected = "an address such as 0.0.0.0:9000 or \"[::1]:9000\""

  /// Reads `host:port`.
  ///
  /// - Throws: ``ConfigurationValueProblem`` when the port is missing or above 65535, or the host is neither an IPv4
  ///   address, nor an IPv6 address in brackets, nor a host name (RFC 1123 §2.1).
  package init(parsing text: String) throws(ConfigurationValueProblem) {
    guard let colon = text.lastIndex(of: ":") else {
      let isPort = Self.port(text[...]) != nil
      throw ConfigurationValueProblem(
        hint: isPort ? "put a host before the port: 0.0.0.0:\(text)" : "add a port: \(text):9000")
    }
    let host = text[..<colon]
    guard let port = Self.port(text[text.index(after: colon)...]) else {
      throw ConfigurationValueProblem(hint: "the port is a number from 0 to 65535")
    }
    guard !host.isEmpty else {
      throw ConfigurationValueProblem(hint: "put a host before the port: 0.0.0.0:\(port)")
    }
    self.init(host: try Self.host(host), port: port)
  }

  /// Reads a port, 0 to 65535.
  static func port(_ text: Substring) -> Int? {
    guard !text.isEmpty, text.count <= 5, text.allSatisfy({ $0.isASCII && $0.isNumber }), let port = Int(text) else {
      return nil
    }
    return port <= 65_535 ? port : nil
  }

  private static func host(_ text: Substring) throws(ConfigurationValueProblem) -> String {
    if text.first == "[" {
      let address = String(text.dropFirst().dropLast())
      guard text.last == "]", isAddress(address, family: AF_INET6) else {
        throw ConfigurationValueProblem(hint: "\(TerminalText.quoted(address)) is not an IPv6 address")
      }
      return address
    }
    if text.contains(":") {
      throw ConfigurationValueProblem(hint: "an IPv6 address stands in brackets and quotes: \"[::1]:9000\"")
    }
    let host = String(text)
    // A last label of digits can only be meant as an IPv4 address (RFC 3696 §2).
    if host.split(separator: ".").last?.allSatisfy({ $0.isASCII && $0.isNumber }) ?? true {
      guard isAddress(host, family: AF_INET) else {
        throw ConfigurationValueProblem(hint: "\(TerminalText.quoted(host)) is not an IPv4 address")
      }
    } else if !isName(host) {
      throw ConfigurationValueProblem(hint: "\(TerminalText.quoted(host)) is neither an address nor a host name")
    }
    return host
  }

  private static func isAddress(_ text: String, family: Int32) -> Bool {
    // inet_pton would stop at a NUL and accept what comes before it.
    guard !text.utf8.contains(0) else { return false }
    var storage = in6_addr()
    return inet_pton(family, text, &storage) == 1
  }

  private static func isName(_ text: String) -> Bool {
    guard text.utf8.count <= 253 else { return false }
    return text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
      (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
        && label.unicodeScalars.allSatisfy { $0.isASCIIAlphanumeric || $0 == "-" || $0 == "_" }
    }
  }
}
