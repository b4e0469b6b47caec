import GatewayCore
import OCPPCodec

/// A station's session in Redis: the newest connection has it, wherever it is.
struct SessionClaim: Sendable {
  let station: StationID
  let edge: String
  let keys: RedisKeys
  let lease: Duration

  private var slot: RedisSlot { keys.station(station) }

  /// Takes the session, from whoever has it.
  ///
  /// - Returns: its epoch, greater than all before.
  func take(version: OCPPVersion, remoteAddress: String, at now: Int64, _ client: RedisClient) async throws -> Int64 {
    let reply = try await client.run(
      Self.take, keys: [slot.key("session")], arguments: [edge, version.rawValue, remoteAddress, now])
    guard let epoch = reply.integer else { throw StoreError(.corrupt, "the epoch of \(station) is no number") }
    try await enter(version: version, remoteAddress: remoteAddress, at: now, epoch: epoch, client)
    return epoch
  }

  /// Enters a session again that is still the newest.
  ///
  /// - Returns: whether it is.
  func takeBack(_ session: Session, _ client: RedisClient) async throws -> Bool {
    let epoch = Int64(session.epoch)
    let isOwn =
      try await client.run(
        Self.takeBack, keys: [slot.key("session")], arguments: [edge, epoch]
      ).integer == 1
    guard isOwn else { return false }
    try await enter(
      version: session.version, remoteAddress: session.remoteAddress, at: session.connectedAt, epoch: epoch, client)
    return true
  }

  private static let takeBack = RedisScript(
    "take session back",
    """
    if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[2] then return 0 end
    redis.call('HSET', KEYS[1], 'edge', ARGV[1])
    return 1
    """)

  /// Writes what others look at.
  private func enter(
    version: OCPPVersion,
    remoteAddress: String,
    at now: Int64,
    epoch: Int64,
    _ client: RedisClient
  ) async throws {
    let moment = DateTime(millisecondsSinceEpoch: now).description
    let entry = keys.session(station)
    let event = event("connect", remoteAddress, at: now, epoch: epoch)
    _ = try await client.values([
      RedisCommand(
        "HSET", entry, "charge_point_id", station.text, "remote_addr", remoteAddress, "ws_server_id", edge,
        "connected_at", moment, "last_activity", moment, "metadata", "{}", "epoch", epoch, "protocol",
        version.subprotocol),
      RedisCommand("PEXPIRE", entry, Int64(lease / .milliseconds(1))),
      RedisCommand("SADD", keys.active, station.text),
      RedisIndex.online(keys).add(station.text),
      RedisIndex.stations(of: edge, keys).add(station.text),
      RedisCommand("PUBLISH", keys.controlConnect, event),
    ])
  }

  private static let take = RedisScript(
    "take session",
    """
    local epoch = redis.call('HINCRBY', KEYS[1], 'epoch', 1)
    redis.call('HSET', KEYS[1], 'edge', ARGV[1], 'version', ARGV[2], 'remote_address', ARGV[3], 'connected_at', ARGV[4])
    return epoch
    """)

  /// Gives the session up, if it is still this one.
  ///
  /// - Returns: whether it was.
  func release(epoch: Int64, _ client: RedisClient) async throws -> Bool {
    let isOwn =
      try await client.run(
        Self.release, keys: [slot.key("session")], arguments: [edge, epoch]
      ).integer == 1
    var commands = [RedisIndex.stations(of: edge, keys).remove(station.text)]
    if isOwn {
      let event = event("disconnect", "-", at: SystemClock().milliseconds, epoch: epoch)
      commands += [
        RedisCommand("DEL", keys.session(station)), RedisCommand("SREM", keys.active, station.text),
        RedisIndex.online(keys).remove(station.text), RedisCommand("PUBLISH", keys.controlDisconnect, event),
      ]
    }
    _ = try await client.values(commands)
    return isOwn
  }

  private static let release = RedisScript(
    "release session",
    """
    local found = redis.call('HMGET', KEYS[1], 'edge', 'epoch')
    if found[1] ~= ARGV[1] or found[2] ~= ARGV[2] then return 0 end
    redis.call('HDEL', KEYS[1], 'edge')
    return 1
    """)

  private func event(_ name: String, _ remoteAddress: String, at moment: Int64, epoch: Int64) -> [UInt8] {
    ControlEvent(
      event: name, station: station, server: edge, timestamp: moment, remoteAddress: remoteAddress, epoch: epoch
    ).bytes
  }
}

extension RedisIndex {
  /// The stations that are connected.
  static func online(_ keys: RedisKeys) -> RedisIndex { RedisIndex(key: keys.index.key("online")) }

  /// The stations that an edge has.
  static func stations(of edge: String, _ keys: RedisKeys) -> RedisIndex {
    RedisIndex(key: keys.index.key("edge:\(edge)"))
  }
}
