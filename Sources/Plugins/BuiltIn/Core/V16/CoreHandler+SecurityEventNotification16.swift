import GatewayCore
import OCPP16
import OCPPCodec

extension CoreHandler {
  /// Records a security event (OCPP 1.6 security whitepaper).
  func recordSecurityEvent(
    _ request: OCPP16.SecurityEventNotificationRequest, _ context: CallContext, at receivedAt: Int64
  ) async throws -> OCPP16.SecurityEventNotificationResponse {
    try await context.store.recordSecurityEvent(
      SecurityEventRecord(
        station: context.station, type: request.type, timestamp: request.timestamp.description,
        technicalInformation: request.techInfo, receivedAt: receivedAt))
    context.publish(
      .security, at: receivedAt, ["type": .text(request.type), "technicalInformation": .optional(request.techInfo)])
    return OCPP16.SecurityEventNotificationResponse()
  }
}
