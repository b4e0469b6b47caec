import OCPPCodec

extension StationStateMachine {
  func reservation(for connector: Int, idTag: String) -> Reservation.Claim {
    let claims = reservations.values.filter { $0.connector == connector || $0.connector == 0 }
    guard !claims.isEmpty else { return .none }
    let parent = authorization.parent(of: idTag)
    let mine = claims.sorted { $0.id < $1.id }.first { claim in
      claim.idTag == idTag || (parent != nil && claim.parentIDTag == parent)
    }
    if let mine { return .mine(mine.id) }
    if claims.contains(where: { $0.connector == connector }) { return .foreign }
    // Any connector may be taken as long as one is left for each of those who have reserved any.
    let free = connectors.filter { canTake($0) }.count
    return free > claims.count ? .none : .foreign
  }

  /// The outcomes of ReserveNow (OCPP 1.6 §5.13), in its words.
  enum ReservationOutcome: String, Sendable {
    case accepted = "Accepted"
    case faulted = "Faulted"
    case occupied = "Occupied"
    case rejected = "Rejected"
    case unavailable = "Unavailable"
  }

  /// - Parameter expiry: milliseconds since the epoch.
  mutating func reserve(_ reservation: Reservation, expiry: Int64) -> ReservationOutcome {
    guard expiry > now else { return .rejected }
    if reservation.connector == 0 {
      guard configuration.isOn("ReserveConnectorZeroSupported") else { return .rejected }
      guard isOperative else { return .unavailable }
      guard connectors.contains(where: { canTake($0) }) else { return .occupied }
    } else {
      guard let index = connectorIndex(reservation.connector) else { return .rejected }
      guard !connectors[index].isFaulty else { return .faulted }
      guard isOperative, connectors[index].isOperative else { return .unavailable }
      let isReserved = reservations.values.contains {
        $0.connector == reservation.connector && $0.id != reservation.id
      }
      guard canTake(connectors[index]), !isReserved else { return .occupied }
    }
    reservations[reservation.id] = reservation
    timers.set(.reservationExpiry(reservation.id), at: expiry)
    reportStatus()
    return .accepted
  }

  /// - Returns: false when there is none.
  @discardableResult
  mutating func removeReservation(_ id: Int) -> Bool {
    timers.cancel(.reservationExpiry(id))
    guard reservations.removeValue(forKey: id) != nil else { return false }
    reportStatus()
    return true
  }

  mutating func expireReservation(_ id: Int) {
    guard removeReservation(id), identity.version == .v201 else { return }
    notify(reservationExpired201(id))
  }
}
