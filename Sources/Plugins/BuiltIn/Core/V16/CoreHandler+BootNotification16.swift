import GatewayCore
import OCPP16
import OCPPCodec

extension CoreHandler {
  /// Records what a station says of itself and answers whether it is accepted (OCPP 1.6 §4.2).
  func boot(
    _ request: OCPP16.BootNotificationRequest, _ context: CallContext, at receivedAt: Int64
  ) async throws -> OCPP16.BootNotificationResponse {
    let answer = try await register(
      StationBoot(
        station: context.station, version: .v16, vendor: request.chargePointVendor, model: request.chargePointModel,
        // The box's number is the older name for the same.
        serialNumber: request.chargePointSerialNumber ?? request.chargeBoxSerialNumber,
        firmwareVersion: request.firmwareVersion, payload: request.json, registration: .accepted,
        receivedAt: receivedAt),
      context)
    return OCPP16.BootNotificationResponse(
      status: Self.status16(answer.registration), currentTime: currentTime(context), interval: answer.interval)
  }

  private static func status16(_ registration: RegistrationState) -> OCPP16.RegistrationStatus {
    switch registration {
    case .accepted: .accepted
    case .pending: .pending
    case .rejected: .rejected
    }
  }
}
