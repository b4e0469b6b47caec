import GatewayCore

/// The messages that wait for a processor.
package struct WorkBacklog: Sendable {
  private let client: RedisClient
  private let keys: RedisKeys

  package init(client: RedisClient, keys: RedisKeys) {
    self.client = client
    self.keys = keys
  }

  /// How many there are: those that nobody has taken, and the stations whose processor died.
  ///
  /// - Throws: ``StoreError``
  package func count() async throws -> Int {
    let lists = [keys.requests] + ["next", "ready", "suspects"].map(keys.work.key)
    return try await client.values(lists.map { RedisCommand("LLEN", $0) }).reduce(0) { $0 + Int($1.integer ?? 0) }
  }
}
