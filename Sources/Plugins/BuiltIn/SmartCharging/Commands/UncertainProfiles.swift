import GatewayCore
import Logging
import OCPP16
import OCPPCodec
import ServiceLifecycle

/// Sends commands again whose answer was lost, when their station is there: a profile replaces itself, and what is cleared
/// stays so (OCPP 1.6 §5.16, §5.5).
struct UncertainProfiles: Sendable {
  /// The operation that a command is sent again for.
  @TaskLocal static var operation: OperationRecord?

  private static let kinds = [OCPP16.SetChargingProfileRequest.action, OCPP16.ClearChargingProfileRequest.action]
  /// How often a command is sent at most; then it stays uncertain.
  private static let attempts = 5

  private let gateway: GatewayServices
  private let retryInterval: Duration

  init(_ gateway: GatewayServices, retryInterval: Duration) {
    self.gateway = gateway
    self.retryInterval = retryInterval
  }

  var service: any Service {
    PeriodicTask("charging profiles without an answer", every: retryInterval, gateway) { try await look() }
  }

  private func look() async throws {
    var due: [StationID: [OperationRecord]] = [:]
    let latest = gateway.clock.milliseconds - retryInterval.milliseconds
    for kind in Self.kinds {
      let uncertain = try await gateway.store.operations(
        OperationQuery(kind: kind, states: [.uncertain], limit: 1000))
      for operation in uncertain
      where operation.updatedAt <= latest && gateway.sessions.session(of: operation.station) != nil {
        due[operation.station, default: []].append(operation)
      }
    }
    // One after the other for a station, in the order in which they were meant.
    await withDiscardingTaskGroup { group in
      for (station, operations) in due {
        group.addTask {
          for operation in operations.sorted(by: { $0.createdAt < $1.createdAt }) {
            guard await self.isDone(operation, at: station) else { return }
          }
        }
      }
    }
  }

  /// Sends a command again, if it still makes sense.
  ///
  /// - Returns: whether the next one's turn has come.
  private func isDone(_ operation: OperationRecord, at station: StationID) async -> Bool {
    do {
      if let reason = try await obsolescence(of: operation, at: station) {
        try await gateway.operations.advance(operation.id, to: .cancelled, reason: reason, from: [.uncertain])
        return true
      }
      let sent = try await gateway.store.operation(operation.id)?.history.count { $0.state == .sent } ?? 0
      guard sent < Self.attempts else { return true }
      return try await send(operation)
    } catch {
      gateway.logger.warning(
        "a command without an answer was not sent again",
        metadata: ["station": "\(station)", "operation": "\(operation.id)", "error": "\("\(error)".escapedForPeople)"])
      return false
    }
  }

  private func send(_ operation: OperationRecord) async throws -> Bool {
    let details = try operation.details.value()
    do {
      try await Self.$operation.withValue(operation) {
        if operation.kind == OCPP16.ClearChargingProfileRequest.action {
          let request = try OCPP16.ClearChargingProfileRequest.decode(operation.details.text)
          _ = try await gateway.commands.send(request, to: operation.station)
        } else if let text = details["request"]?.json.text {
          let request = try OCPP16.SetChargingProfileRequest.decode(text)
          _ = try await gateway.commands.send(request, to: operation.station)
        }
      }
    } catch CommandFailure.refused(let error) {
      // The handler didn't let it through, so that the operation doesn't know.
      try await gateway.operations.advance(
        operation.id, to: .failed, reason: error.description.escapedForPeople, from: [.uncertain])
    } catch let failure as CommandFailure where !failure.isUncertain {
      return failure.isFinal
    }
    return true
  }

  /// Why a command makes no sense any more; nil when it does.
  private func obsolescence(of operation: OperationRecord, at station: StationID) async throws -> String? {
    let wanted = try operation.details.value()
    if let transaction = wanted["transactionId"]?.integer,
      try await gateway.store.transaction(String(transaction), of: station)?.state != .active
    {
      return "its transaction has ended"
    }
    for kind in Self.kinds {
      let later = try await gateway.store.operations(
        OperationQuery(station: station, kind: kind, states: [.succeeded], limit: 1000)
      ).filter { $0.createdAt > operation.createdAt }
      // What was cleared later would come back; what was set later would be cleared.
      if kind != operation.kind, !later.isEmpty { return "a later \(kind) took its place" }
      if kind == OCPP16.SetChargingProfileRequest.action, kind == operation.kind,
        try later.contains(where: { try Self.replaces(try $0.details.value(), wanted) })
      {
        return "a later \(kind) took its place"
      }
    }
    return nil
  }

  /// Whether a profile takes another's place (OCPP 1.6 §5.16.4).
  private static func replaces(_ later: JSONValue, _ earlier: JSONValue) throws -> Bool {
    func same(_ names: String...) -> Bool { names.allSatisfy { later[$0] == earlier[$0] } }
    return same("chargingProfileId")
      || same("connectorId", "chargingProfilePurpose", "stackLevel", "transactionId")
  }
}

extension CommandFailure {
  /// Whether the station has been told, or can't be.
  fileprivate var isFinal: Bool {
    switch self {
    case .offline, .busy, .timedOut, .disconnected: false
    default: true
    }
  }
}
