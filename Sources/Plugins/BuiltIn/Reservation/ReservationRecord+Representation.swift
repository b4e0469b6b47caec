import GatewayCore

extension ReservationRecord {
  /// What operators are told.
  var representation: APIValue {
    [
      "reservationId": .integer(id),
      "clientId": .text(station.text),
      "connectorId": .integer(connector),
      "idTag": .text(idTag),
      "parentIdTag": .optional(parentIdTag),
      "expiryDate": .text(expiryDate),
      "status": .text(state.rawValue),
      "outcome": .optional(outcome),
      "transactionId": .optional(transaction),
      "createdAt": .moment(createdAt),
      "updatedAt": .moment(updatedAt),
    ]
  }
}
