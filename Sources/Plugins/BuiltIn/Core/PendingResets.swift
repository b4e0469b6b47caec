import GatewayCore
import Logging
import OCPP16
import ServiceLifecycle

/// Resets as operations: a station that accepted one is expected to boot (OCPP 1.6 §5.14).
struct PendingResets: Sendable {
  static let kind = OCPP16.ResetRequest.action

  /// How long a station may take to boot.
  let timeout: Duration

  /// Between two looks for those that take too long.
  private static let interval = Duration.seconds(15)
  /// A station that may have been told boots, or a boot came before the answer.
  private static let open: [OperationState] = [.sent, .accepted, .uncertain]

  /// Ends the resets of a station that booted.
  func noteBoot(_ event: GatewayEvent, _ gateway: GatewayServices) async {
    guard let station = event.station else { return }
    do {
      let query = OperationQuery(station: station, kind: Self.kind, states: Self.open)
      for operation in try await gateway.store.operations(query) where operation.createdAt <= event.moment {
        // Long after an uncertain one, the boot has another reason.
        if operation.state == .uncertain, isOverdue(operation, at: event.moment) { continue }
        try await gateway.operations.advance(operation.id, to: .succeeded, reason: "the station booted")
      }
    } catch {
      gateway.logger.warning("reset not followed up", metadata: ["station": "\(station)", "error": "\(error)"])
    }
  }

  func service(_ gateway: GatewayServices) -> any Service {
    PeriodicTask("resets", every: Self.interval, gateway) {
      let query = OperationQuery(kind: Self.kind, states: [.accepted], limit: 1000)
      for operation in try await gateway.store.operations(query)
      where isOverdue(operation, at: gateway.clock.milliseconds) {
        try await gateway.operations.advance(
          operation.id, to: .uncertain, reason: "the station did not boot in time (reset_timeout)", from: [.accepted])
      }
    }
  }

  private func isOverdue(_ operation: OperationRecord, at moment: Int64) -> Bool {
    operation.updatedAt + timeout.milliseconds < moment
  }
}
