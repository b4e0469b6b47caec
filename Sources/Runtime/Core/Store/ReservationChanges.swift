/// A reservation that is about to be asked for. Moments are milliseconds since the epoch.
package struct ReservationRequest: Sendable, Equatable {
  package var station: StationID
  package var id: Int
  /// 0: any connector.
  package var connector: Int
  package var idTag: String
  package var parentIdTag: String?
  /// As it is sent.
  package var expiryDate: String
  package var expiresAt: Int64
  package var requestedAt: Int64

  package init(
    station: StationID, id: Int, connector: Int, idTag: String, parentIdTag: String?, expiryDate: String,
    expiresAt: Int64, requestedAt: Int64
  ) {
    self.station = station
    self.id = id
    self.connector = connector
    self.idTag = idTag
    self.parentIdTag = parentIdTag
    self.expiryDate = expiryDate
    self.expiresAt = expiresAt
    self.requestedAt = requestedAt
  }
}

/// What became of a ``ReservationRequest``.
package enum ReservationRequested: Sendable, Equatable {
  /// It is recorded and may be sent.
  case recorded(ReservationRecord)
  /// Nothing was recorded: this live one is in its way.
  case conflict(ReservationRecord)
}

/// What became of a ReserveNow.
package enum ReservationAnswer: Sendable, Equatable {
  case accepted
  /// The station refused, or it never got it.
  case refused(String)
  /// The station got it, perhaps; there is no answer.
  case uncertain(String)
}

/// What became of a CancelReservation.
package enum CancellationAnswer: Sendable, Equatable {
  case accepted
  /// The station says that it has no such reservation.
  case rejected
  /// The station got it, perhaps; there is no answer.
  case uncertain(String)
}

/// A StartTransaction, as far as it may use a reservation.
package struct ReservationUse: Sendable, Equatable {
  package var station: StationID
  /// The reservation that the station named.
  package var reservation: Int?
  package var connector: Int
  package var idTag: String
  /// The id of the transaction.
  package var transaction: String
  /// Milliseconds since the epoch.
  package var startedAt: Int64
  package var receivedAt: Int64

  package init(
    station: StationID, reservation: Int?, connector: Int, idTag: String, transaction: String, startedAt: Int64,
    receivedAt: Int64
  ) {
    self.station = station
    self.reservation = reservation
    self.connector = connector
    self.idTag = idTag
    self.transaction = transaction
    self.startedAt = startedAt
    self.receivedAt = receivedAt
  }
}
