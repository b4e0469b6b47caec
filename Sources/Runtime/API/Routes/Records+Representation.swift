import GatewayCore
import OCPPCodec

extension Session {
  var representation: APIValue {
    [
      "clientId": .text(station.text),
      "version": .text(version.rawValue),
      "remoteAddress": .text(remoteAddress),
      "connectedAt": .moment(connectedAt),
      "lastSeen": .moment(lastSeenAt),
      "epoch": .integer(Int(clamping: epoch)),
    ]
  }
}

extension ConnectorRecord {
  var representation: APIValue {
    [
      "evse": .integer(evse),
      "connectorId": .integer(connector),
      "status": .text(status),
      "errorCode": .optional(errorCode),
      "info": .optional(info),
      "vendorId": .optional(vendorID),
      "vendorErrorCode": .optional(vendorErrorCode),
      "timestamp": .optional(timestamp),
      "receivedAt": .moment(receivedAt),
    ]
  }
}

extension VariableRecord {
  var representation: APIValue {
    [
      "component": .raw(component),
      "variable": .raw(variable),
      "attribute": .text(attribute),
      "value": .optional(value),
      "mutability": .optional(mutability),
      "characteristics": .optional(characteristics),
      "receivedAt": .moment(receivedAt),
    ]
  }
}

extension SecurityEventRecord {
  var representation: APIValue {
    [
      "type": .text(type),
      "timestamp": .text(timestamp),
      "technicalInformation": .optional(technicalInformation),
      "receivedAt": .moment(receivedAt),
    ]
  }
}

extension TransactionRecord {
  var representation: APIValue {
    [
      "transactionId": transactionID,
      "clientId": .text(station.text),
      "version": .text(version.rawValue),
      "status": .text(state.rawValue),
      "evse": .optional(evse),
      "connectorId": .optional(connector),
      "idTag": .optional(idToken),
      "idTokenType": .optional(idTokenType),
      "authorization": .optional(authorization?.rawValue),
      "reservationId": .optional(reservation),
      "startTimestamp": .optional(startTimestamp),
      "startedAt": .moment(startedAt),
      "meterStart": .number(meterStart),
      "stopTimestamp": .optional(stopTimestamp),
      "stoppedAt": .moment(stoppedAt),
      "meterStop": .number(meterStop),
      "stopReason": .optional(stopReason),
      "stopIdTag": .optional(stopIdToken),
      "chargingState": .optional(chargingState),
      "lastSequenceNumber": .optional(lastSequenceNumber),
      "receivedAt": .moment(receivedAt),
      "updatedAt": .moment(updatedAt),
    ]
  }

  /// A number in 1.6, a string in 2.0.1, as in the messages.
  private var transactionID: APIValue {
    if version == .v16, let number = Int(id) { return .integer(number) }
    return .text(id)
  }
}

extension StoredMeterValues {
  var representation: APIValue {
    [
      "receivedAt": .moment(receivedAt),
      "sequenceNumber": .optional(sequenceNumber),
      "values": .raw(values),
    ]
  }
}

extension IdTokenRecord {
  var representation: APIValue {
    [
      "idTag": .text(id),
      "status": .text(status.rawValue),
      "expiryDate": .optional(expiryDate),
      "parentIdTag": .optional(parent),
      "type": .optional(type),
    ]
  }
}
