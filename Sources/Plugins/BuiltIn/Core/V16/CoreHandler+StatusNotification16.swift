import GatewayCore
import OCPP16
import OCPPCodec

extension CoreHandler {
  /// Records a connector's state; connector 0 is the station itself (OCPP 1.6 §4.9).
  func recordStatus(
    _ request: OCPP16.StatusNotificationRequest, _ context: CallContext, at receivedAt: Int64
  ) async throws -> OCPP16.StatusNotificationResponse {
    try await context.store.recordStatus(
      ConnectorRecord(
        station: context.station, evse: 0, connector: request.connectorId, status: request.status.text,
        errorCode: request.errorCode.text, info: request.info, vendorID: request.vendorId,
        vendorErrorCode: request.vendorErrorCode, timestamp: request.timestamp?.description,
        effectiveAt: request.timestamp?.effective(receivedAt: receivedAt) ?? receivedAt, receivedAt: receivedAt))
    context.publish(
      .status, at: receivedAt,
      [
        "connectorId": .integer(request.connectorId), "status": .text(request.status.text),
        "errorCode": .text(request.errorCode.text), "info": .optional(request.info),
        "vendorId": .optional(request.vendorId), "vendorErrorCode": .optional(request.vendorErrorCode),
        "timestamp": .optional(request.timestamp?.description),
      ])
    availability.followUp(context)
    return OCPP16.StatusNotificationResponse()
  }
}
