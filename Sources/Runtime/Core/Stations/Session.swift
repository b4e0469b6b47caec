package import OCPPCodec
import Synchronization

/// A station's connection, from its acceptance to its end.
///
/// Whoever wants to remove a session or write for it needs the very session: the clean-up of an old connection can't
/// hurt the one that replaced it.
package final class Session: Sendable {
  package let station: StationID
  /// Grows with each connection of any station to this process.
  package let epoch: UInt64
  package let version: OCPPVersion
  package let remoteAddress: String
  /// Milliseconds since the epoch.
  package let connectedAt: Int64
  package let connection: any StationConnection
  /// Commands to the station, and the answers that are awaited.
  package let outbound: OutboundCalls
  /// The latest CALLs of the station and their answers.
  package let recentReplies: RecentReplies
  /// For lines about what it sends and shouldn't.
  package let logAllowance = LogAllowance()

  private struct State: Sendable {
    var registration: RegistrationState?
    var requestedActions: Set<String> = []
    var rule: Int?
    var type = StationType()
  }

  private let state: Mutex<State>
  private let lastSeen: Atomic<Int64>
  private let isEnded = Atomic(false)

  package init(
    station: StationID,
    epoch: UInt64,
    version: OCPPVersion,
    remoteAddress: String,
    connectedAt: Int64,
    connection: any StationConnection,
    recentReplies: RecentReplies
  ) {
    self.station = station
    self.epoch = epoch
    self.version = version
    self.remoteAddress = remoteAddress
    self.connectedAt = connectedAt
    self.connection = connection
    self.recentReplies = recentReplies
    outbound = OutboundCalls(connection)
    state = Mutex(State())
    lastSeen = Atomic(connectedAt)
  }

  /// What the station's latest BootNotification was answered; nil when it never sent one.
  package var registration: RegistrationState? {
    get { state.withLock { $0.registration } }
    set { state.withLock { $0.registration = newValue } }
  }

  /// The index of the first of the configuration's station rules that matches; nil if none does.
  package var rule: Int? {
    get { state.withLock { $0.rule } }
    set { state.withLock { $0.rule = newValue } }
  }

  /// What the station said it is when it last booted.
  package var type: StationType {
    get { state.withLock { $0.type } }
    set { state.withLock { $0.type = newValue } }
  }

  /// When the station was last heard of, in milliseconds since the epoch.
  package var lastSeenAt: Int64 {
    get { lastSeen.load(ordering: .relaxed) }
    set { lastSeen.store(newValue, ordering: .relaxed) }
  }

  /// Whether the connection is over, or another has its place.
  package var hasEnded: Bool { isEnded.load(ordering: .sequentiallyConsistent) }

  /// Notes that it is over; no more commands go out.
  func end() {
    isEnded.store(true, ordering: .sequentiallyConsistent)
    outbound.close()
  }

  /// Notes that the gateway itself asked for messages of an action, which a station may then send before its
  /// BootNotification is accepted (OCPP 2.0.1 B02.FR.02).
  package func expect(_ action: String) {
    state.withLock { _ = $0.requestedActions.insert(action) }
  }

  /// The actions that the gateway asked for messages of.
  package var expectedActions: Set<String> { state.withLock { $0.requestedActions } }

  /// Whether the gateway asked for messages of an action.
  package func expects(_ action: String) -> Bool {
    state.withLock { $0.requestedActions.contains(action) }
  }
}
