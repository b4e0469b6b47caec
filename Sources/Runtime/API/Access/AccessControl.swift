import Crypto
import GatewayCore

/// Who may use the REST interface: whoever shows one of the tokens, as RFC 6750 has it.
package struct AccessControl: Sendable, Equatable {
  /// What a token is good for.
  package enum Role: Sendable {
    /// Requests that change nothing.
    case read
    case write
  }

  /// What a program shows with each request; only its hash is kept.
  package struct Token: Sendable, Equatable {
    let name: String
    let role: Role
    let digest: SHA256.Digest

    /// - Parameters:
    ///   - name: names it in logs.
    ///   - text: what requests show.
    package init(name: String, role: Role, text: String) {
      self.name = name
      self.role = role
      // Tokens are long and random, so a quick hash does.
      digest = SHA256.hash(data: Array(text.utf8))
    }
  }

  /// What becomes of a request.
  enum Decision: Equatable {
    /// It may go on; the name of the token, where one was needed.
    case granted(token: String?)
    case noToken
    case wrongToken
    /// It would change something, and the token may only read.
    case readsOnly
  }

  /// Everybody may do anything.
  package static let anybody = AccessControl([])

  private let tokens: [Token]
  private let openHealth: Bool
  private let openMetrics: Bool

  /// - Parameters:
  ///   - tokens: those that are good; none: everybody may do anything.
  ///   - openHealth: whether `/health` needs none.
  ///   - openMetrics: whether `/metrics` needs none.
  package init(_ tokens: [Token], openHealth: Bool = true, openMetrics: Bool = true) {
    self.tokens = tokens
    self.openHealth = openHealth
    self.openMetrics = openMetrics
  }

  /// Decides on a request.
  ///
  /// - Parameters:
  ///   - authorization: the header, if there is one.
  ///   - endpoint: what is asked for; nil for what isn't there, which is nobody's business either.
  func decide(_ authorization: String?, method: String, _ endpoint: Endpoint?) -> Decision {
    guard !tokens.isEmpty, !isOpen(endpoint) else { return .granted(token: nil) }
    guard let text = authorization.flatMap(Self.token) else { return .noToken }
    guard let token = token(text) else { return .wrongToken }
    guard token.role == .write || method == "GET" || method == "HEAD" else { return .readsOnly }
    return .granted(token: token.name)
  }

  private func isOpen(_ endpoint: Endpoint?) -> Bool {
    guard let endpoint else { return false }
    if endpoint.path == "/metrics" { return openMetrics }
    return openHealth && (endpoint.path == "/health" || endpoint.path.hasPrefix("/health/"))
  }

  /// The token of a header `Bearer …`; the scheme's letter case doesn't matter (RFC 9110 §11.1).
  private static func token(_ header: String) -> Substring? {
    let parts = header.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
    let token = parts[1].drop { $0 == " " }
    return token.isEmpty ? nil : token
  }

  private func token(_ text: Substring) -> Token? {
    let digest = SHA256.hash(data: Array(text.utf8))
    var found: Token?
    // All are compared, each in constant time: how long it takes tells nothing of any.
    for token in tokens where token.digest == digest { found = token }
    return found
  }
}
