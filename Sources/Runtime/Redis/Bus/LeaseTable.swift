/// Who says from time to time that he lives, and until when that counts: a sorted set, by the server's clock.
struct LeaseTable: Sendable {
  let key: String
  let client: RedisClient

  /// Says that one lives.
  ///
  /// - Parameter lease: milliseconds.
  /// - Returns: whether its lease hadn't ended.
  func live(_ name: String, lease: Int64) async throws -> Bool {
    try await client.run(Self.live, keys: [key], arguments: [name, lease]).integer == 1
  }

  private static let live = RedisScript(
    "lives",
    """
    local time = redis.call('TIME')
    local now = time[1] * 1000 + math.floor(time[2] / 1000)
    local ends = redis.call('ZSCORE', KEYS[1], ARGV[1])
    redis.call('ZADD', KEYS[1], now + tonumber(ARGV[2]), ARGV[1])
    return ends and tonumber(ends) > now and 1 or 0
    """)

  /// Some of those whose leases have ended.
  func expired() async throws -> [String] {
    try await client.run(Self.expired, keys: [key], arguments: []).texts
  }

  private static let expired = RedisScript(
    "expired",
    """
    local time = redis.call('TIME')
    return redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', time[1] * 1000 + math.floor(time[2] / 1000), 'LIMIT', 0, 10)
    """)

  func remove(_ name: String) async throws { _ = try await client.send(RedisCommand("ZREM", key, name)) }
}
