import GatewayCore
import Logging
import OCPP16
import OCPPCodec

extension CoreHandler {
  /// Begins a transaction (OCPP 1.6 §4.8).
  ///
  /// It gets an id also when the idTag is refused: the station may charge all the same, or did so offline, and its meter
  /// values and its stop need one. Connectors are counted from 1; a start at another is kept too, since the energy flows
  /// whatever the number.
  func start(
    _ request: OCPP16.StartTransactionRequest, _ context: CallContext, at receivedAt: Int64
  ) async throws -> OCPP16.StartTransactionResponse {
    if request.connectorId < 1 { warn(of: request.connectorId, context) }
    let started = try await context.store.startTransaction(
      TransactionStart(
        station: context.station, connector: request.connectorId, idTag: request.idTag,
        meterStart: request.meterStart, reservation: request.reservationId, timestamp: request.timestamp.description,
        startedAt: request.timestamp.effective(receivedAt: receivedAt), receivedAt: receivedAt, policy: policy(context))
    )
    if !started.isRepeated {
      context.publish(
        .transactionStarted, at: receivedAt,
        [
          "transactionId": .integer(started.transaction), "connectorId": .integer(request.connectorId),
          "idTag": .text(request.idTag), "authorization": .text(started.decision.status.rawValue),
          "meterStart": .integer(request.meterStart), "timestamp": .text(request.timestamp.description),
          "reservationId": .optional(request.reservationId),
        ])
    }
    return OCPP16.StartTransactionResponse(
      idTagInfo: OCPP16.IdTagInfo(started.decision), transactionId: started.transaction)
  }

  private func warn(of connector: Int, _ context: CallContext) {
    context.services.logger.warning(
      "transaction started at a connector that no station has",
      metadata: [
        "station": "\(context.station)", "epoch": "\(context.session.epoch)", "connector": "\(connector)",
      ])
  }
}
