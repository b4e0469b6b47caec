import GatewayCore
import Synchronization

/// The store of gateways that share their state: records in hashes, lists in sorted sets, and changes by a script.
///
/// An operation reads what it needs, decides, and commits: the script writes only if nothing of what was read has
/// changed meanwhile, else the operation begins anew. A script touches the keys of one slot. Indexes across stations are
/// of other slots: an entry is added before its record is committed and removed after, so that none is missing, and who
/// reads one passes over those that no longer fit.
package final class RedisStore: Sendable {
  let client: RedisClient
  let keys: RedisKeys
  let order: OrderKeys
  /// This process, by a name that none had before.
  let sender: String
  let known = KnownStations()
  private let gate = OperationGate()

  /// - Parameters:
  ///   - client: closed with the store.
  ///   - keys: the names of its keys.
  ///   - name: of the gateway.
  ///   - isForRestore: whether it may be used though a restore was broken off.
  /// - Throws: ``StoreError`` when the server may lose or evict what it is given, or has but a part of a backup.
  package static func open(
    _ client: RedisClient,
    keys: RedisKeys = RedisKeys(),
    name: String = "gateway",
    isForRestore: Bool = false
  ) async throws -> RedisStore {
    try await RedisServerCheck(client).run()
    if !isForRestore, try await client.send(RedisCommand("EXISTS", keys.restoring)).integer == 1 {
      throw RedisBackup.unfinished(client.configuration.name)
    }
    return RedisStore(client, keys: keys, name: name)
  }

  init(_ client: RedisClient, keys: RedisKeys, name: String) {
    self.client = client
    sender = "\(name):\(MessageID.make().prefix(12))"
    self.keys = keys
    order = OrderKeys(counter: keys.index.key("sequence"), client)
  }

  package func checkHealth() async throws {
    try await read { _ = try await self.client.send(RedisCommand("SET", self.keys.health, 1, "EX", 3600)) }
  }

  package func close() async {
    await gate.close()
    await client.close()
  }

  // MARK: Ways to the keys

  /// Does something that only reads.
  func read<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
    try gate.enter()
    defer { gate.leave() }
    return try await body()
  }

  /// Changes something of one slot: while a message of the slot's station is handled, together with its answer, else now.
  ///
  /// - Parameter body: may run several times, so it does nothing else than read, and write by the unit.
  func change<Value: Sendable>(_ slot: RedisSlot, _ body: (RedisUnit) async throws -> Value) async throws -> Value {
    try gate.enter()
    defer { gate.leave() }
    if let unit = MessageScope.current?.unit, unit.slot == slot { return try await body(unit) }
    for attempt in 0..<Self.attempts {
      let unit = RedisUnit(slot, client)
      let value = try await body(unit)
      if try await unit.commit() == .committed { return value }
      // Whoever was faster goes first; the others come back one after the other.
      try await Task.sleep(for: .milliseconds(Int.random(in: 0...min(attempt, 20))))
    }
    throw StoreError(.unavailable, "\(slot.key("")) is changed by too many at once")
  }

  private static let attempts = 500
}

/// What is done while a message is handled, in the task that does.
enum MessageScope {
  /// Collects the changes that are committed with the message's answer.
  struct Current: Sendable {
    let unit: RedisUnit
  }

  @TaskLocal static var current: Current?
}
