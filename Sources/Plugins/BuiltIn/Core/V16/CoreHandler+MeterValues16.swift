import GatewayCore
import OCPP16
import OCPPCodec

extension CoreHandler {
  /// Records meter values (OCPP 1.6 §4.7).
  ///
  /// A transactionId that is none of the station's is kept as it came: it belongs to this station, whoever else has a
  /// transaction of that number.
  func recordMeterValues(
    _ request: OCPP16.MeterValuesRequest, _ context: CallContext, at receivedAt: Int64
  ) async throws -> OCPP16.MeterValuesResponse {
    try await context.store.recordMeterValues(
      MeterValuesRecord(
        station: context.station, evse: 0, connector: request.connectorId,
        transaction: request.transactionId.map { String($0) }, values: request.meterValue.json,
        receivedAt: receivedAt))
    if let transaction = request.transactionId {
      context.publish(
        .transactionUpdated, at: receivedAt,
        [
          "transactionId": .integer(transaction), "connectorId": .integer(request.connectorId),
          "meterValues": .raw(request.meterValue.json),
        ])
    }
    return OCPP16.MeterValuesResponse()
  }
}
