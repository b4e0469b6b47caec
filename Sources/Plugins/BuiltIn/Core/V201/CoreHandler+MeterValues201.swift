import GatewayCore
import OCPP201
import OCPPCodec

extension CoreHandler {
  /// Records meter values outside of transactions; those of a transaction come with its events (OCPP 2.0.1 J01).
  func recordMeterValues(
    _ request: OCPP201.MeterValuesRequest, _ context: CallContext, at receivedAt: Int64
  ) async throws -> OCPP201.MeterValuesResponse {
    try await context.store.recordMeterValues(
      MeterValuesRecord(
        station: context.station, evse: request.evseId, connector: 0, transaction: nil,
        values: request.meterValue.json, receivedAt: receivedAt))
    return OCPP201.MeterValuesResponse()
  }
}
