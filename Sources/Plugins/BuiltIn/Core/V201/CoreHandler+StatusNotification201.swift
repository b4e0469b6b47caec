import GatewayCore
import OCPP201
import OCPPCodec

extension CoreHandler {
  /// Records a connector's state (OCPP 2.0.1 G01).
  func recordStatus(
    _ request: OCPP201.StatusNotificationRequest, _ context: CallContext, at receivedAt: Int64
  ) async throws -> OCPP201.StatusNotificationResponse {
    try await context.store.recordStatus(
      ConnectorRecord(
        station: context.station, evse: request.evseId, connector: request.connectorId,
        status: request.connectorStatus.text, timestamp: request.timestamp.description,
        effectiveAt: request.timestamp.effective(receivedAt: receivedAt), receivedAt: receivedAt))
    context.publish(
      .status, at: receivedAt,
      [
        "evse": .integer(request.evseId), "connectorId": .integer(request.connectorId),
        "status": .text(request.connectorStatus.text), "timestamp": .text(request.timestamp.description),
      ])
    return OCPP201.StatusNotificationResponse()
  }
}
