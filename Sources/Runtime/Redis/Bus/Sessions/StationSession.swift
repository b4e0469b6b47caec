import GatewayCore
import OCPPCodec

/// What Redis knows of a station's connection.
struct StationSession: Sendable {
  var epoch: Int64?
  /// The gateway that has the connection; nil when it is none of ours, or there is none.
  var edge: String?
  var version: OCPPVersion
  var remoteAddress: String
  var connectedAt: Int64

  /// Reads it; a station of the seed's edge has but its entry there.
  static func read(_ station: StationID, _ keys: RedisKeys, _ client: RedisClient) async throws -> StationSession {
    try await read([station], keys, client)[0]
  }

  /// Reads many, in one go.
  static func read(_ stations: [StationID], _ keys: RedisKeys, _ client: RedisClient) async throws -> [StationSession] {
    let replies = try await client.values(stations.map { command($0, keys) })
    return try zip(stations, replies).map { try StationSession($0, $1) }
  }

  /// The command that reads it.
  static func command(_ station: StationID, _ keys: RedisKeys) -> RedisCommand {
    RedisCommand(
      "HMGET", keys.station(station).key("session"), "epoch", "edge", "version", "remote_address", "connected_at")
  }

  /// - Parameter reply: to ``command(_:_:)``.
  init(_ station: StationID, _ reply: RESPValue) throws {
    guard let fields = reply.array, fields.count == 5 else {
      throw StoreError(.corrupt, "the session of \(station) can't be read")
    }
    epoch = fields[0].integer
    edge = fields[1].text.flatMap { $0.isEmpty ? nil : $0 }
    version = fields[2].text.flatMap(OCPPVersion.init(rawValue:)) ?? .v16
    remoteAddress = fields[3].text ?? "-"
    connectedAt = fields[4].integer ?? 0
  }

  /// The session as handlers see it.
  func session(_ station: StationID, connection: any StationConnection) -> Session {
    Session(
      station: station, epoch: UInt64(max(epoch ?? 0, 0)), version: version, remoteAddress: remoteAddress,
      connectedAt: connectedAt, connection: connection, recentReplies: RecentReplies())
  }
}
