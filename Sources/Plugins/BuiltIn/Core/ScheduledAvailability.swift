import GatewayCore
import Logging
import OCPPCodec
import ServiceLifecycle
import Synchronization

/// Which stations have changes of availability to do when their transactions end (OCPP 1.6 §5.2): their connectors'
/// states tell when they are done.
final class ScheduledAvailability: Sendable {
  static let kind = "ChangeAvailability"
  static let openStates: [OperationState] = [.accepted, .uncertain]

  private let stations = Mutex<Set<StationID>>([])
  /// So that a state costs nothing while there are none.
  private let isEmpty = Atomic(true)

  /// Looks at a station's states from now on.
  func watch(_ station: StationID) {
    stations.withLock { stations in
      stations.insert(station)
      isEmpty.store(false, ordering: .relaxed)
    }
  }

  private func forget(_ station: StationID) {
    stations.withLock { stations in
      stations.remove(station)
      isEmpty.store(stations.isEmpty, ordering: .relaxed)
    }
  }

  /// Looks whether something is done; to be called when a state was recorded.
  func followUp(_ context: CallContext) {
    guard !isEmpty.load(ordering: .relaxed), stations.withLock({ $0.contains(context.station) }) else { return }
    followUp(context.station, context.services)
  }

  func followUp(_ station: StationID, _ services: GatewayServices) {
    services.background.submit {
      do {
        try await self.check(station, services)
      } catch {
        services.logger.warning(
          "availability not followed up", metadata: ["station": "\(station)", "error": "\(error)"])
      }
    }
  }

  /// Finds the changes that were scheduled before the gateway started, or by another process.
  func service(_ gateway: GatewayServices) -> any Service {
    PeriodicTask("scheduled availability", every: .seconds(20), gateway) {
      var query = OperationQuery(kind: Self.kind, states: Self.openStates, limit: 1000)
      while true {
        let page = try await gateway.store.operations(query)
        for station in Set(page.map(\.station)) {
          self.watch(station)
          try await self.check(station, gateway)
        }
        guard page.count == query.limit, let cursor = page.last?.cursor else { break }
        query.after = cursor
      }
    }
  }

  private func check(_ station: StationID, _ services: GatewayServices) async throws {
    let query = OperationQuery(station: station, kind: Self.kind, states: Self.openStates, limit: 1000)
    let operations = try await services.store.operations(query)
    let connectors = try await services.store.connectors(of: station)
    var isDone = true
    for operation in operations {
      if let state = Self.state(of: operation, connectors) {
        try await services.operations.advance(operation.id, to: .succeeded, reason: "the station reports \(state)")
      } else {
        isDone = false
      }
    }
    if isDone { forget(station) }
  }

  /// The state that shows that an operation is done; nil when it isn't.
  private static func state(of operation: OperationRecord, _ connectors: [ConnectorRecord]) -> String? {
    guard let details = try? operation.details.value(), let connector = details["connectorId"]?.integer,
      let type = details["type"]?.string
    else { return nil }
    // 0 is the station with all its connectors (OCPP 1.6 §5.2).
    let single = connectors.filter { $0.connector == connector }
    let all = connectors.filter { $0.connector > 0 }
    let concerned = connector == 0 && !all.isEmpty ? all : single
    guard let first = concerned.first,
      concerned.allSatisfy({ ($0.status == "Unavailable") == (type == "Inoperative") })
    else { return nil }
    return first.status
  }
}
