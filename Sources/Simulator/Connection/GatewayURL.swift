/// Where stations connect: `ws://host:9000/ocpp` or `wss://…`, to which each adds its id.
package struct GatewayURL: Sendable, Equatable {
  /// Why a text is none.
  package struct Problem: Error, CustomStringConvertible {
    package let description: String
  }

  /// Whether it is `wss`: with TLS.
  package let isSecure: Bool
  package let host: String
  package let port: Int
  /// Begins with `/` and doesn't end with one; empty for the root.
  package let path: String
  /// The text as it was given.
  package let text: String

  /// - Throws: ``Problem``.
  package init(_ text: String) throws(Problem) {
    self.text = text
    guard let scheme = text.range(of: "://") else {
      throw Problem(description: "a URL such as ws://localhost:9000/ocpp is expected, not '\(text)'")
    }
    switch text[..<scheme.lowerBound].lowercased() {
    case "ws": isSecure = false
    case "wss": isSecure = true
    default: throw Problem(description: "the URL must begin with ws:// or wss://, not '\(text[..<scheme.upperBound])'")
    }
    let rest = text[scheme.upperBound...]
    let slash = rest.firstIndex(of: "/") ?? rest.endIndex
    let authority = rest[..<slash]
    guard !authority.contains("@") else {
      throw Problem(description: "a password belongs into the script, not into the URL")
    }
    guard !rest.contains("?"), !rest.contains("#") else {
      throw Problem(description: "the URL must have no query: each station adds its id to the path")
    }
    var path = rest[slash...]
    while path.last == "/" { path.removeLast() }
    self.path = String(path)
    let colon = authority.last == "]" ? nil : authority.lastIndex(of: ":")
    var host = authority[..<(colon ?? authority.endIndex)]
    if host.first == "[", host.last == "]" { host = host.dropFirst().dropLast() }
    guard !host.isEmpty else { throw Problem(description: "the URL '\(text)' names no host") }
    self.host = String(host)
    guard let colon else {
      port = isSecure ? 443 : 80
      return
    }
    guard let port = Int(authority[authority.index(after: colon)...]), (1...65_535).contains(port) else {
      throw Problem(description: "the port in '\(text)' must be a number from 1 to 65535")
    }
    self.port = port
  }

  /// What stands in the request line of a station. Its id needs no escapes.
  func target(of station: String) -> String { "\(path)/\(station)" }

  /// What stands in the `Host` header.
  var authority: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

extension String {
  fileprivate func range(of text: String) -> Range<String.Index>? {
    ranges(of: text).first
  }
}
