import OCPP16

/// The commands of the optional feature profiles.
extension StationStateMachine {
  mutating func optionalAnswer16(to message: any OCPPMessage) -> (any OCPPMessage)? {
    switch message {
    case is GetLocalListVersionRequest:
      let isEnabled = configuration.isOn("LocalAuthListEnabled")
      return GetLocalListVersionResponse(listVersion: isEnabled ? authorization.version : -1)
    case let request as SendLocalListRequest: return sendLocalList(request)
    case let request as ReserveNowRequest:
      let outcome = reserve(
        Reservation(
          id: request.reservationId, connector: request.connectorId, idTag: request.idTag,
          parentIDTag: request.parentIdTag),
        expiry: request.expiryDate.millisecondsSinceEpoch ?? now)
      return ReserveNowResponse(status: ReservationStatus(text: outcome.rawValue))
    case let request as CancelReservationRequest:
      return CancelReservationResponse(status: removeReservation(request.reservationId) ? .accepted : .rejected)
    case let request as SetChargingProfileRequest:
      guard let profile = installed(request.csChargingProfiles, connector: request.connectorId), accepts(profile) else {
        return SetChargingProfileResponse(status: .rejected)
      }
      install(profile)
      return SetChargingProfileResponse(status: .accepted)
    case let request as ClearChargingProfileRequest:
      let filter = ProfileFilter(
        id: request.id, connector: request.connectorId,
        purpose: request.chargingProfilePurpose.flatMap { InstalledProfile.Purpose(rawValue: $0.text) },
        stackLevel: request.stackLevel)
      return ClearChargingProfileResponse(status: clearProfiles(filter) ? .accepted : .unknown)
    case let request as GetCompositeScheduleRequest: return compositeSchedule(request)
    default: return securityAnswer16(to: message)
    }
  }

  private mutating func sendLocalList(_ request: SendLocalListRequest) -> any OCPPMessage {
    guard configuration.isOn("LocalAuthListEnabled") else { return SendLocalListResponse(status: .notSupported) }
    let entries = request.localAuthorizationList ?? []
    guard entries.count <= configuration.integer("SendLocalListMaxLength") else {
      return SendLocalListResponse(status: .failed)
    }
    let outcome = authorization.update(
      version: request.listVersion, isFull: request.updateType == .full,
      entries: entries.map { ($0.idTag, $0.idTagInfo.map { LocalAuthorization.Entry($0) }) },
      limit: configuration.integer("LocalAuthListMaxLength"))
    switch outcome {
    case .accepted: return SendLocalListResponse(status: .accepted)
    case .failed: return SendLocalListResponse(status: .failed)
    case .versionMismatch: return SendLocalListResponse(status: .versionMismatch)
    }
  }

  private func compositeSchedule(_ request: GetCompositeScheduleRequest) -> any OCPPMessage {
    guard request.connectorId == 0 || connectorIndex(request.connectorId) != nil, request.duration > 0 else {
      return GetCompositeScheduleResponse(status: .rejected)
    }
    let unit = request.chargingRateUnit ?? .w
    let periods = compositeSchedule(of: request.connectorId, duration: request.duration).map { period in
      // In tenths of an ampere, the schema's multipleOf.
      let limit =
        unit == .a
        ? DecimalNumber(significand: Int64(period.watts * 10 / Self.voltsOfThreePhases), exponent: -1)
        : DecimalNumber(period.watts)
      return ChargingSchedulePeriod(startPeriod: period.start, limit: limit)
    }
    return GetCompositeScheduleResponse(
      status: .accepted, connectorId: request.connectorId, scheduleStart: time,
      chargingSchedule: ChargingSchedule(
        duration: request.duration, startSchedule: time, chargingRateUnit: unit, chargingSchedulePeriod: periods))
  }

  /// - Returns: nil for a profile of a kind or purpose that there isn't, or for a transaction that isn't the station's.
  func installed(_ profile: ChargingProfile, connector: Int) -> InstalledProfile? {
    guard let purpose = InstalledProfile.Purpose(rawValue: profile.chargingProfilePurpose.text) else { return nil }
    let schedule = profile.chargingSchedule
    let kind: InstalledProfile.Kind
    switch profile.chargingProfileKind {
    case .absolute: kind = .absolute
    case .relative: kind = .relative
    case .recurring:
      guard let recurrency = profile.recurrencyKind, schedule.startSchedule != nil else { return nil }
      kind = .recurring(period: recurrency == .weekly ? 7 * 86_400_000 : 86_400_000)
    case .unrecognized: return nil
    }
    var transaction: Int?
    if let id = profile.transactionId {
      guard let known = transactions.values.first(where: { $0.entry.id == String(id) }) else { return nil }
      transaction = known.entry.number
    }
    return InstalledProfile(
      id: profile.chargingProfileId, connector: connector, purpose: purpose, stackLevel: profile.stackLevel, kind: kind,
      validFrom: profile.validFrom?.millisecondsSinceEpoch, validTo: profile.validTo?.millisecondsSinceEpoch,
      transaction: transaction, scheduleStart: schedule.startSchedule?.millisecondsSinceEpoch,
      duration: schedule.duration.map { Int64($0) * 1000 },
      periods: schedule.chargingSchedulePeriod.map { period in
        let isAmperes = schedule.chargingRateUnit == .a
        let factor = isAmperes ? Self.volts * min(max(period.numberPhases ?? 3, 1), 3) : 1
        let watts = (period.limit.double * Double(factor)).rounded()
        return InstalledProfile.Period(
          start: Int64(period.startPeriod) * 1000, watts: Int(min(max(watts, 0), 1e9)))
      })
  }
}
