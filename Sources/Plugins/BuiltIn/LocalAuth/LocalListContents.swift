import GatewayCore
import Synchronization

/// What the lists shall have, kept for as long as no id token changes: many stations get the same list.
final class LocalListContents: Sendable {
  private struct Kept {
    let content: LocalListContent
    /// Milliseconds since the epoch.
    let madeAt: Int64
  }

  /// Tokens expire by themselves, so that a list grows old also when nothing changes.
  private static let maximumAge: Int64 = 60_000

  private let includesRefused: Bool
  /// By the rule's name.
  private let kept = Mutex<[String: Kept]>([:])

  init(_ configuration: LocalAuthConfiguration) {
    includesRefused = configuration.entries == .all
  }

  func content(of rule: LocalListRule, _ gateway: GatewayServices) async throws -> LocalListContent {
    // The revision first: what changes meanwhile counts as newer.
    let revision = try await gateway.store.idTokenRevision()
    let now = gateway.clock.milliseconds
    if let known = kept.withLock({ $0[rule.name] }), known.content.revision == revision,
      now - known.madeAt < Self.maximumAge
    {
      return known.content
    }
    var tokens: [IdTokenRecord] = []
    while true {
      let page = try await gateway.store.idTokens(after: tokens.last?.id, limit: 1000)
      tokens += page
      if page.count < 1000 { break }
    }
    let content = LocalListContent(tokens, for: rule, includesRefused: includesRefused, revision: revision, at: now)
    kept.withLock { $0[rule.name] = Kept(content: content, madeAt: now) }
    return content
  }
}
