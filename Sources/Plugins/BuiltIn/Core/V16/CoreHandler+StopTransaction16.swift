import GatewayCore
import Logging
import OCPP16
import OCPPCodec

extension CoreHandler {
  /// Ends a transaction (OCPP 1.6 §4.10).
  ///
  /// An id that the station was never given (-1 and 0 after offline starts, another station's) is recorded as an orphan
  /// and answered like any other: a station would repeat a stop that fails, and could not do better.
  func stop(
    _ request: OCPP16.StopTransactionRequest, _ context: CallContext, at receivedAt: Int64
  ) async throws -> OCPP16.StopTransactionResponse {
    let stopped = try await context.store.stopTransaction(
      TransactionStop(
        station: context.station, transaction: request.transactionId, idTag: request.idTag,
        meterStop: request.meterStop, reason: request.reason?.text, timestamp: request.timestamp.description,
        stoppedAt: request.timestamp.effective(receivedAt: receivedAt), receivedAt: receivedAt,
        meterValues: request.transactionData?.json, policy: policy(context)))
    if stopped.isOrphan, !stopped.isRepeated { warn(ofOrphan: request.transactionId, context) }
    if !stopped.isRepeated {
      context.publish(
        .transactionEnded, at: receivedAt,
        [
          "transactionId": .integer(request.transactionId), "meterStop": .integer(request.meterStop),
          "reason": .optional(request.reason?.text), "idTag": .optional(request.idTag),
          "isOrphan": .boolean(stopped.isOrphan), "timestamp": .text(request.timestamp.description),
        ])
    }
    return OCPP16.StopTransactionResponse(idTagInfo: stopped.decision.map { OCPP16.IdTagInfo($0) })
  }

  private func warn(ofOrphan transaction: Int, _ context: CallContext) {
    context.services.logger.warning(
      "transaction stopped that the station never started",
      metadata: [
        "station": "\(context.station)", "epoch": "\(context.session.epoch)", "transaction": "\(transaction)",
      ])
  }
}
