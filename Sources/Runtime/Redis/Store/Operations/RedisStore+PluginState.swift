package import GatewayCore

/// A plugin has a slot of its own: a hash of what it keeps, the latest version that was given, and what vanishes when.
extension RedisStore: PluginStateStore {
  package func pluginState(
    _ key: [UInt8], of plugin: String, at moment: Int64
  ) async throws -> PluginStateRecord? {
    let slot = keys.plugin(plugin)
    return try await read {
      let reply = try await self.client.send(RedisCommand("HGET", slot.key("state"), key))
      return try reply.bytes.map { try PluginStateDocument($0, in: slot) }?.record(at: moment)
    }
  }

  package func changePluginState(
    _ changes: [PluginStateChange], of plugin: String, at moment: Int64
  ) async throws -> [UInt64]? {
    guard !changes.isEmpty else { return [] }
    let slot = keys.plugin(plugin)
    return try await change(slot) { unit in
      let found = try await unit.get(changes.map { ("state", $0.key) })
      for (change, bytes) in zip(changes, found) {
        let version = try bytes.map { try PluginStateDocument($0, in: slot) }?.record(at: moment)?.version
        switch change.expectation {
        case .version(let expected): if version != expected { return nil }
        case .absent: if version != nil { return nil }
        case .anything: break
        }
      }
      try await self.forgetPluginState(unit, slot, at: moment)
      let latest = try await unit.get("meta", Array("version".utf8))
      var version = latest.flatMap { UInt64(String(decoding: $0, as: UTF8.self)) } ?? 0
      let versions = changes.map { change in
        version += 1
        Self.write(change, version, unit)
        return version
      }
      unit.set("meta", Array("version".utf8), Array(String(version).utf8))
      return versions
    }
  }

  private static func write(_ change: PluginStateChange, _ version: UInt64, _ unit: RedisUnit) {
    if let value = change.value {
      unit.set(
        "state", change.key, PluginStateDocument(value: value, version: version, expiresAt: change.expiresAt).bytes)
    } else {
      unit.remove("state", change.key)
    }
    if let moment = change.expiresAt, change.value != nil {
      unit.write("ZADD", "expiry", [Array(String(moment).utf8), change.key])
    } else {
      unit.write("ZREM", "expiry", [change.key])
    }
  }

  /// Removes a little of what has vanished, so that nobody waits long.
  private func forgetPluginState(_ unit: RedisUnit, _ slot: RedisSlot, at moment: Int64) async throws {
    let vanished = try await client.send(
      RedisCommand("ZRANGEBYSCORE", slot.key("expiry"), "-inf", String(moment), "LIMIT", 0, 16))
    for key in (vanished.array ?? []).compactMap(\.bytes) {
      guard let bytes = try await unit.get("state", key) else { continue }
      guard try PluginStateDocument(bytes, in: slot).record(at: moment) == nil else { continue }
      unit.remove("state", key)
      unit.write("ZREM", "expiry", [key])
    }
  }
}

/// What a plugin keeps under a key, as it is stored: version, moment at which it vanishes (0: never), value.
struct PluginStateDocument {
  private static let headerSize = 16

  let value: [UInt8]
  let version: UInt64
  let expiresAt: Int64?

  init(value: [UInt8], version: UInt64, expiresAt: Int64?) {
    self.value = value
    self.version = version
    self.expiresAt = expiresAt
  }

  init(_ bytes: [UInt8], in slot: RedisSlot) throws {
    guard bytes.count >= Self.headerSize else {
      throw StoreError(
        .corrupt,
        "\(slot.key("state")) holds what the gateway didn't write; restore it from a backup, or remove the key")
    }
    func number(_ offset: Int) -> UInt64 { bytes[offset..<offset + 8].reduce(0) { $0 << 8 | UInt64($1) } }
    version = number(0)
    let moment = Int64(bitPattern: number(8))
    expiresAt = moment == 0 ? nil : moment
    value = Array(bytes[Self.headerSize...])
  }

  var bytes: [UInt8] {
    let moment = UInt64(bitPattern: expiresAt ?? 0)
    func bytes(_ number: UInt64) -> [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) } }
    return bytes(version) + bytes(moment) + value
  }

  /// Nil when it has vanished.
  func record(at moment: Int64) -> PluginStateRecord? {
    if let expiresAt, expiresAt <= moment { return nil }
    return PluginStateRecord(value: value, version: version)
  }
}
