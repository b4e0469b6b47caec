import GatewayCore

/// A list over many slots: a sorted set whose members sort as the list does.
struct RedisIndex: Sendable {
  let key: String

  func add(_ member: String) -> RedisCommand { RedisCommand("ZADD", key, 0, member) }

  func remove(_ member: String) -> RedisCommand { RedisCommand("ZREM", key, member) }

  /// Members from the first to the last.
  ///
  /// - Parameter text: only those after it; nil: all.
  func members(after text: String?, limit: Int, _ client: RedisClient) async throws -> [String] {
    let from = text.map { "(\($0)" } ?? "-"
    return try await client.send(RedisCommand("ZRANGEBYLEX", key, from, "+", "LIMIT", 0, limit)).texts
  }

  /// Members from the last to the first.
  ///
  /// - Parameter text: only those before it; nil: all.
  func members(before text: String?, limit: Int, _ client: RedisClient) async throws -> [String] {
    let from = text.map { "(\($0)" } ?? "+"
    return try await client.send(RedisCommand("ZREVRANGEBYLEX", key, from, "-", "LIMIT", 0, limit)).texts
  }
}

extension RESPValue {
  /// The texts of an array's elements.
  var texts: [String] { (array ?? []).compactMap(\.text) }
}

extension RedisStore {
  /// A page of a list: members of an index that lead to records which fit.
  ///
  /// - Parameters:
  ///   - limit: at most this many records.
  ///   - next: members after one, nil: from the beginning, at most so many.
  ///   - records: the records of members, in their order, nil for those that don't fit.
  func page<Record>(
    limit: Int,
    after first: String?,
    next: (String?, Int) async throws -> [String],
    records: ([String]) async throws -> [Record?]
  ) async throws -> [Record] {
    var found: [Record] = []
    var after = first
    while found.count < limit {
      let count = min(max(limit - found.count, 50), 1000)
      let members = try await next(after, count)
      found += try await records(members).compactMap(\.self)
      guard let last = members.last, members.count == count else { break }
      after = last
    }
    return Array(found.prefix(limit))
  }
}
