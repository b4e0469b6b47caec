import GatewayCore

/// The active transactions that a token was given leave for, over all stations.
///
/// A transaction claims the token before it is committed, so that of two which begin at once one sees the other. A claim
/// that leads to no active transaction counts for a minute, for it may be about to; then it is void.
struct TokenUse {
  /// Seconds.
  private static let grace: Int64 = 60

  private let key: String
  private let store: RedisStore

  /// - Parameter token: the lower-case id.
  init(_ token: String, _ store: RedisStore) {
    key = store.keys.idTokens.key("use:\(token)")
    self.store = store
  }

  /// Claims the token.
  ///
  /// - Returns: whether no other has it.
  func claim(_ claim: String) async throws -> Bool {
    // Its time is the server's own: stations' and tests' moments say nothing of how fresh a claim is.
    let reply = try await store.client.run(
      Self.claim, keys: [key], arguments: [claim])
    return try await !isInUse(reply, except: claim)
  }

  private static let claim = RedisScript(
    "claim token",
    """
    local now = redis.call('TIME')[1]
    redis.call('ZADD', KEYS[1], 'NX', now, ARGV[1])
    return {now, redis.call('ZRANGE', KEYS[1], 0, -1, 'WITHSCORES')}
    """)

  /// The same claim of a transaction that is restored, as if it were old.
  func entry(_ claim: String) -> RedisCommand { RedisCommand("ZADD", key, 0, claim) }

  private static let claims = RedisScript(
    "claims of token", "return {redis.call('TIME')[1], redis.call('ZRANGE', KEYS[1], 0, -1, 'WITHSCORES')}")

  /// Gives the token up.
  func release(_ claim: String) -> RedisCommand { RedisCommand("ZREM", key, claim) }

  /// Whether an active transaction has the token.
  ///
  /// - Parameter own: a claim that doesn't count.
  func isInUse(except own: String? = nil) async throws -> Bool {
    try await isInUse(store.client.run(Self.claims, keys: [key], arguments: []), except: own)
  }

  private func isInUse(_ reply: RESPValue, except own: String?) async throws -> Bool {
    guard let parts = reply.array, parts.count == 2, let now = parts[0].integer, let members = parts[1].array else {
      return false
    }
    for index in stride(from: 0, to: members.count - 1, by: 2) {
      guard let claim = members[index].text, claim != own else { continue }
      switch try await state(claim) {
      case .active: return true
      case .none where now - (members[index + 1].integer ?? 0) < Self.grace: return true
      default: _ = try await store.client.send(release(claim))
      }
    }
    return false
  }

  /// The transaction behind a claim; nil when there is none yet.
  private func state(_ claim: String) async throws -> TransactionRecord.State? {
    guard let colon = claim.firstIndex(of: ":"), let station = StationID(String(claim[..<colon]), maximumLength: .max)
    else { return .ended }
    let slot = store.keys.station(station)
    var name = String(claim[claim.index(after: colon)...])
    if name.hasPrefix("s") {
      let start = String(name.dropFirst())
      guard let found = try await store.client.send(RedisCommand("HGET", slot.key("starts"), start)).text else {
        return nil
      }
      name = found
    }
    let key = slot.key("transactions")
    guard let bytes = try await store.client.send(RedisCommand("HGET", key, name)).bytes else { return nil }
    let document = try RedisDocument.read(bytes, as: TransactionDocument.self, in: key)
    // Active, but without leave: it has no claim.
    guard document.record.state != .active || document.record.authorization == .accepted else { return .ended }
    return document.record.state
  }

  /// The claim of a 1.6 start, which has no id yet.
  static func claim(_ station: StationID, start: String) -> String { "\(station):s\(start)" }

  /// The claim of a 2.0.1 transaction.
  static func claim(_ station: StationID, event transaction: String) -> String { "\(station):e\(transaction)" }
}
