import OCPP201

/// Reservations and the local list.
extension StationStateMachine {
  mutating func listAnswer201(to message: any OCPPMessage) -> (any OCPPMessage)? {
    switch message {
    case is GetLocalListVersionRequest:
      let isEnabled = configuration.isOn("LocalAuthListEnabled")
      return GetLocalListVersionResponse(versionNumber: isEnabled ? authorization.version : 0)
    case let request as SendLocalListRequest: return sendLocalList(request)
    case let request as ReserveNowRequest:
      let outcome = reserve(
        Reservation(
          id: request.id, connector: request.evseId ?? 0, idTag: request.idToken.idToken,
          parentIDTag: request.groupIdToken?.idToken),
        expiry: request.expiryDateTime.millisecondsSinceEpoch ?? now)
      return ReserveNowResponse(status: ReserveNowStatusEnumType(text: outcome.rawValue))
    case let request as CancelReservationRequest:
      return CancelReservationResponse(status: removeReservation(request.reservationId) ? .accepted : .rejected)
    default: return nil
    }
  }

  private mutating func sendLocalList(_ request: SendLocalListRequest) -> any OCPPMessage {
    guard configuration.isOn("LocalAuthListEnabled") else { return SendLocalListResponse(status: .failed) }
    let outcome = authorization.update(
      version: request.versionNumber, isFull: request.updateType == .full,
      entries: (request.localAuthorizationList ?? []).map {
        ($0.idToken.idToken, $0.idTokenInfo.map { LocalAuthorization.Entry($0) })
      },
      limit: configuration.integer("LocalAuthListMaxLength"))
    switch outcome {
    case .accepted: return SendLocalListResponse(status: .accepted)
    case .failed: return SendLocalListResponse(status: .failed)
    case .versionMismatch: return SendLocalListResponse(status: .versionMismatch)
    }
  }
}
