package import OCPPCodec
import Synchronization

/// The sessions of this process: at most one for a station.
package final class SessionRegistry: Sendable {
  private struct State: Sendable {
    var sessions: [StationID: Session] = [:]
    var lastEpoch: UInt64 = 0
    var departed = DepartedReplies()
    var isClosed = false
    var endObservers: [@Sendable (Session) -> Void] = []
  }

  private let state = Mutex(State())

  package init() {}

  /// Has a function called with each session that ends or is replaced, from then on; it must not block.
  package func observeEnds(_ observer: @escaping @Sendable (Session) -> Void) {
    state.withLock { $0.endObservers.append(observer) }
  }

  /// Opens a session. The station's previous one, if there is one, ends: the newcomer wins (OCPP 2.0.1 Part 4 §5.2).
  ///
  /// - Parameter epoch: of the session, where epochs are given for many gateways; nil: the next of this process.
  /// - Returns: the session; nil when no more are taken, since the gateway shuts down.
  package func open(
    _ station: StationID,
    version: OCPPVersion,
    remoteAddress: String,
    connectedAt: Int64,
    connection: any StationConnection,
    epoch: UInt64? = nil
  ) -> (session: Session, replaced: Session?)? {
    let result = state.withLock { state -> (session: Session, replaced: Session?)? in
      guard !state.isClosed else { return nil }
      state.lastEpoch += 1
      let replaced = state.sessions[station]
      // In 2.0.1 message ids are unique for the station across connections, so a retry may come on a new one.
      let replies = version == .v201 ? replaced?.recentReplies ?? state.departed.take(station) : nil
      let session = Session(
        station: station, epoch: epoch ?? state.lastEpoch, version: version, remoteAddress: remoteAddress,
        connectedAt: connectedAt, connection: connection, recentReplies: replies ?? RecentReplies())
      state.sessions[station] = session
      return (session, replaced)
    }
    if let replaced = result?.replaced {
      replaced.end()
      tellEnd(of: replaced)
      replaced.connection.close(.replaced)
    }
    return result
  }

  /// Ends a session, unless another has its place already.
  ///
  /// - Returns: whether it was the station's current one.
  @discardableResult
  package func remove(_ session: Session) -> Bool {
    session.end()
    let isCurrent = state.withLock { state in
      guard state.sessions[session.station] === session else { return false }
      state.sessions[session.station] = nil
      if session.version == .v201 { state.departed.keep(session.recentReplies, of: session.station) }
      return true
    }
    // Of one that isn't, the end has been told.
    if isCurrent { tellEnd(of: session) }
    return isCurrent
  }

  private func tellEnd(of session: Session) {
    for observer in state.withLock({ $0.endObservers }) { observer(session) }
  }

  /// A station's session.
  package func session(of station: StationID) -> Session? { state.withLock { $0.sessions[station] } }

  /// All sessions, in no order.
  package var all: [Session] { state.withLock { Array($0.sessions.values) } }

  /// How many sessions there are.
  package var count: Int { state.withLock { $0.sessions.count } }

  /// Takes no more sessions and gives those there are.
  package func shutDown() -> [Session] {
    state.withLock { state in
      state.isClosed = true
      return Array(state.sessions.values)
    }
  }
}
