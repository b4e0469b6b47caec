import Logging
import OCPPCodec

/// What is done with a CALL while the store doesn't take it.
///
/// Stations give a transaction message up after a few CALLERRORs, so it gets none: it waits, then its connection closes,
/// and the station sends it again (OCPP 1.6 §3.7.1).
package struct StallPolicy: Sendable, Equatable {
  /// How long a transaction message waits before its connection is closed.
  package var limit: Duration
  /// Between two attempts.
  package var interval: Duration

  package init(limit: Duration = .seconds(30), interval: Duration = .seconds(1)) {
    self.limit = limit
    self.interval = interval
  }

  /// Those whose effects a station must not lose.
  package static let transactionActions: Set<String> = [
    "StartTransaction", "StopTransaction", "MeterValues", "TransactionEvent",
  ]

  /// - Throws: ``CallError`` for other messages; the last error of the attempts for a transaction message.
  func retry(
    _ action: ActionDescriptor,
    after error: any Error,
    _ services: GatewayServices,
    _ attempt: () async throws -> any OCPPMessage
  ) async throws -> any OCPPMessage {
    services.logger.error("handling failed", metadata: ["action": "\(action.name)", "error": "\(error)"])
    guard error is any StallsMessage, Self.transactionActions.contains(action.name) else {
      throw CallError(.internalError, "the gateway could not handle \(action.name)")
    }
    var waited = Duration.zero
    var latest = error
    while waited < limit {
      try await services.clock.sleep(for: interval)
      waited += interval
      do {
        return try await attempt()
      } catch let error as any StallsMessage {
        latest = error
      }
    }
    throw latest
  }
}
