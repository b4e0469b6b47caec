import GatewayCore

/// The connection of a station that another process has: what is sent goes to its list of responses.
final class RedisStationConnection: StationConnection {
  /// How long a command may wait for its answer, in seconds.
  private static let patience = 120

  private let station: StationID
  private let edge: String?
  private let name: String
  private let client: RedisClient
  private let keys: RedisKeys
  private let sessions: SessionRegistry?
  private let clock = SystemClock()

  /// - Parameters:
  ///   - edge: the gateway that has the connection.
  ///   - name: this gateway, which is told the answers.
  ///   - sessions: where its session is registered; nil: nowhere.
  init(
    _ station: StationID,
    edge: String?,
    name: String,
    client: RedisClient,
    keys: RedisKeys,
    sessions: SessionRegistry?
  ) {
    self.sessions = sessions
    self.station = station
    self.edge = edge
    self.name = name
    self.client = client
    self.keys = keys
  }

  func send(_ frame: [UInt8]) {
    let envelope = BusEnvelope(
      station: station, payload: frame, server: name, timestamp: clock.milliseconds, epoch: nil)
    var commands: [RedisCommand] = []
    if let head = FrameHead(frame), head.type == 2 {
      let key = keys.correlation(head.id)
      commands += [
        RedisCommand("HSET", key, "process", name, "station", station.text), RedisCommand("EXPIRE", key, Self.patience),
      ]
    }
    commands += [
      RedisCommand("LPUSH", keys.responses(station), envelope.bytes()),
      RedisCommand("EXPIRE", keys.responses(station), Self.patience),
    ]
    if let edge { commands.append(RedisCommand("PUBLISH", keys.wake(edge), station.text)) }
    // When it fails, whoever sent it gets no answer in time.
    client.submit(commands) { _ in }
  }

  /// Forgets the station; its connection is its edge's.
  func close(_ reason: ConnectionCloseReason) {
    guard let session = sessions?.session(of: station), session.connection === self else { return }
    sessions?.remove(session)
  }
}
