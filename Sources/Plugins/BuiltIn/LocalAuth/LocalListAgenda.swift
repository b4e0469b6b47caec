import DequeModule
import GatewayCore
import Logging
import OCPPCodec
import ServiceLifecycle
import Synchronization

/// Which stations are to be brought up to date, and when.
final class LocalListAgenda: Sendable {
  /// What is known of a connected station.
  private struct Item {
    /// Of the session that this is about.
    var epoch: UInt64
    /// The revision of the id tokens that it was brought to; nil: none.
    var revision: Int64?
    /// Whether it is to be looked at whatever its revision: it booted, or an operator wants it.
    var isDue = false
    /// Whether it booted, so that its limits may have changed.
    var hasBooted = false
    /// Whether it is compared also when nothing has changed.
    var isForced = false
    /// Whether it is at it, or waits for its turn.
    var isRunning = false
    /// Not before; milliseconds since the epoch.
    var notBefore: Int64 = 0
  }

  private struct State {
    var items: [StationID: Item] = [:]
    var running = 0
    /// Stations whose turn hasn't come.
    var waiting: Deque<StationID> = []
    /// The revision that was seen when it was last looked.
    var revision: Int64?
  }

  /// Operators and the agenda don't work on a station together.
  let turns = StationTurns()

  private let configuration: LocalAuthConfiguration
  private let contents: LocalListContents
  private let state = Mutex(State())

  init(_ configuration: LocalAuthConfiguration) {
    self.configuration = configuration
    contents = LocalListContents(configuration)
  }

  func synchroniser(_ gateway: GatewayServices) -> LocalListSynchroniser {
    LocalListSynchroniser(gateway, configuration, contents)
  }

  /// Has connected stations brought up to date, soon and not all at once.
  ///
  /// - Returns: how many there are.
  func request(_ gateway: GatewayServices, where isMeant: (StationID) -> Bool) -> Int {
    let stations = gateway.sessions.all.filter { $0.version == .v16 && isMeant($0.station) }
    state.withLock { state in
      for session in stations {
        var item = state.items[session.station] ?? Item(epoch: session.epoch)
        item.isDue = true
        item.isForced = true
        item.notBefore = 0
        state.items[session.station] = item
      }
    }
    return stations.count
  }

  /// Notes that a station booted.
  func noteBoot(_ event: GatewayEvent) {
    guard let station = event.station, event.details["registration"]?.text == RegistrationState.accepted.rawValue else {
      return
    }
    state.withLock { state in
      var item = state.items[station] ?? Item(epoch: 0)
      item.isDue = true
      item.hasBooted = true
      item.notBefore = 0
      state.items[station] = item
    }
  }

  func service(_ gateway: GatewayServices) -> any Service {
    // Each knows what booted at it.
    PeriodicTask("local lists", every: configuration.changeDelay, isOfEach: true, gateway) {
      try await self.look(gateway)
    }
  }

  private func look(_ gateway: GatewayServices) async throws {
    let revision = try await gateway.store.idTokenRevision()
    let now = gateway.clock.milliseconds
    let sessions = gateway.sessions.all.filter { $0.version == .v16 && $0.registration == .accepted }
    state.withLock { state in
      // Still changing: it waits.
      let isSettled = state.revision == revision
      state.revision = revision
      keepConnected(sessions, &state)
      for session in sessions {
        guard let item = state.items[session.station], !item.isRunning, item.notBefore <= now,
          item.isDue || (configuration.synchronisesOnChange && isSettled && item.revision != revision)
        else { continue }
        state.items[session.station]?.isRunning = true
        state.waiting.append(session.station)
      }
    }
    startNext(gateway)
  }

  /// Starts as many as may run.
  private func startNext(_ gateway: GatewayServices) {
    while let (station, item) = next() {
      let isTaken = gateway.background.submit {
        await self.synchronise(station, item, gateway)
        self.startNext(gateway)
      }
      if !isTaken {
        return end(
          station, revision: nil, retryAt: gateway.clock.milliseconds + configuration.retryInterval.milliseconds)
      }
    }
  }

  private func next() -> (station: StationID, item: Item)? {
    state.withLock { state in
      guard state.running < configuration.parallelism, let station = state.waiting.popFirst() else { return nil }
      state.running += 1
      let item = state.items[station] ?? Item(epoch: 0)
      state.items[station]?.isDue = false
      state.items[station]?.hasBooted = false
      state.items[station]?.isForced = false
      return (station, item)
    }
  }

  /// Forgets stations that are gone; those that are new have the revision that nobody knows.
  private func keepConnected(_ sessions: [Session], _ state: inout State) {
    var items: [StationID: Item] = [:]
    for session in sessions {
      var item = state.items[session.station] ?? Item(epoch: session.epoch)
      item.epoch = session.epoch
      items[session.station] = item
    }
    for (station, item) in state.items where item.isRunning && items[station] == nil { items[station] = item }
    state.items = items
  }

  private func synchronise(_ station: StationID, _ item: Item, _ gateway: GatewayServices) async {
    do {
      let current = try await gateway.store.idTokenRevision()
      let known = try await gateway.store.localList(of: station)
      // After a restart of the gateway, what it knew counts.
      if !item.hasBooted, !item.isForced, known?.state == .known, known?.revision == current {
        return end(station, revision: current, retryAt: 0)
      }
      _ = try await turns.withTurn(station) {
        try await synchroniser(gateway).synchronise(station, readsLimits: item.hasBooted)
      }
      end(station, revision: try await gateway.store.localList(of: station)?.revision, retryAt: 0)
    } catch let problem as LocalListSynchroniser.Problem where problem == .noList || problem == .unsupported {
      // Nothing to be done until it boots or id tokens change.
      end(station, revision: try? await gateway.store.idTokenRevision(), retryAt: 0)
    } catch {
      gateway.logger.notice(
        "local list not brought up to date",
        metadata: ["station": "\(station)", "error": "\("\(error)".escapedForPeople)"])
      end(station, revision: nil, retryAt: gateway.clock.milliseconds + configuration.retryInterval.milliseconds)
    }
  }

  private func end(_ station: StationID, revision: Int64?, retryAt: Int64) {
    state.withLock { state in
      state.running -= 1
      guard var item = state.items[station] else { return }
      item.isRunning = false
      item.notBefore = retryAt
      // One that failed stays due, also when nothing changes.
      if let revision { item.revision = revision } else { item.isDue = true }
      state.items[station] = item
    }
  }
}
