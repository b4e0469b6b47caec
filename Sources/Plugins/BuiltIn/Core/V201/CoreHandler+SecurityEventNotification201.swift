import GatewayCore
import OCPP201
import OCPPCodec

extension CoreHandler {
  /// Records a security event (OCPP 2.0.1 A04).
  func recordSecurityEvent(
    _ request: OCPP201.SecurityEventNotificationRequest, _ context: CallContext, at receivedAt: Int64
  ) async throws -> OCPP201.SecurityEventNotificationResponse {
    try await context.store.recordSecurityEvent(
      SecurityEventRecord(
        station: context.station, type: request.type, timestamp: request.timestamp.description,
        technicalInformation: request.techInfo, receivedAt: receivedAt))
    context.publish(
      .security, at: receivedAt, ["type": .text(request.type), "technicalInformation": .optional(request.techInfo)])
    return OCPP201.SecurityEventNotificationResponse()
  }
}
