import GatewayCore
import OCPP201
import OCPPCodec

extension CoreHandler {
  /// Records what a station says of itself and answers whether it is accepted (OCPP 2.0.1 B01, B02, B03).
  func boot(
    _ request: OCPP201.BootNotificationRequest, _ context: CallContext, at receivedAt: Int64
  ) async throws -> OCPP201.BootNotificationResponse {
    let station = request.chargingStation
    let answer = try await register(
      StationBoot(
        station: context.station, version: .v201, vendor: station.vendorName, model: station.model,
        serialNumber: station.serialNumber, firmwareVersion: station.firmwareVersion, payload: request.json,
        registration: .accepted, receivedAt: receivedAt),
      context)
    return OCPP201.BootNotificationResponse(
      currentTime: currentTime(context), interval: answer.interval, status: Self.status201(answer.registration))
  }

  private static func status201(_ registration: RegistrationState) -> OCPP201.RegistrationStatusEnumType {
    switch registration {
    case .accepted: .accepted
    case .pending: .pending
    case .rejected: .rejected
    }
  }
}
