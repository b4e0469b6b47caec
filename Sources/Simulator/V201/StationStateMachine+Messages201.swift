import OCPP201

extension StationStateMachine {
  static var catalog201: MessageCatalog { .v201 }

  func bootRequest201(_ reason: BootReason) -> any OCPPRequest {
    let group = identity.group
    return BootNotificationRequest(
      chargingStation: ChargingStationType(
        serialNumber: String(identity.id.prefix(25)), model: group.model, vendorName: group.vendor,
        firmwareVersion: firmware.version),
      reason: Self.reason(reason))
  }

  private static func reason(_ reason: BootReason) -> BootReasonEnumType {
    switch reason {
    case .powerUp: .powerUp
    case .remoteReset: .remoteReset
    case .firmwareUpdate: .firmwareUpdate
    case .triggered: .triggered
    }
  }

  var heartbeatRequest201: any OCPPRequest { HeartbeatRequest() }

  func authorizeRequest201(_ idTag: String) -> any OCPPRequest { AuthorizeRequest(idToken: Self.token(idTag)) }

  /// Drivers present cards.
  static func token(_ idTag: String) -> IdTokenType { IdTokenType(idToken: idTag, type: .iso14443) }

  func statusRequest201(_ number: Int, _ status: Connector.Status) -> any OCPPRequest {
    StatusNotificationRequest(timestamp: time, connectorStatus: Self.status201(status), evseId: number, connectorId: 1)
  }

  static func status201(_ status: Connector.Status) -> ConnectorStatusEnumType {
    switch status {
    case .available: .available
    case .preparing, .charging, .suspendedEV, .suspendedEVSE, .finishing: .occupied
    case .reserved: .reserved
    case .unavailable: .unavailable
    case .faulted: .faulted
    }
  }

  /// The same as text.
  static func word201(_ status: Connector.Status) -> String { status201(status).text }

  func reservationExpired201(_ id: Int) -> any OCPPRequest {
    ReservationStatusUpdateRequest(reservationId: id, reservationUpdateStatus: .expired)
  }

  func firmwareStatusRequest201(_ state: String) -> any OCPPRequest {
    FirmwareStatusNotificationRequest(status: FirmwareStatusEnumType(text: state), requestId: firmware.requestID)
  }

  func uploadStatusRequest201(_ state: String) -> any OCPPRequest {
    LogStatusNotificationRequest(status: UploadLogStatusEnumType(text: state), requestId: logUpload.requestID)
  }
}
