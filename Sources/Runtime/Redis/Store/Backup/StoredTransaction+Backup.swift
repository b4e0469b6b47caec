import GatewayCore

extension StoredTransaction {
  /// As a backup has it.
  var backup: TransactionBackup {
    var record = document.record
    if let heard { record.updatedAt = max(record.updatedAt, heard) }
    var messages = events.map { number, event in event.message(number) }
    for value in values {
      if let number = value.sequenceNumber, let index = messages.firstIndex(where: { $0.sequenceNumber == number }) {
        messages[index].values = value.values
      } else {
        messages.append(value.message)
      }
    }
    // Written by a gateway that kept it with the transaction only.
    if let state = record.chargingState, !messages.contains(where: { $0.chargingState != nil }),
      let index = messages.firstIndex(where: { $0.sequenceNumber == document.chargingSequence })
    {
      messages[index].chargingState = state
    }
    let order = messages.enumerated().sorted { left, right in
      (left.element.receivedAt, left.element.sequenceNumber ?? -1, left.offset)
        < (right.element.receivedAt, right.element.sequenceNumber ?? -1, right.offset)
    }
    return TransactionBackup(record: record, stopSequence: document.stopSequence, messages: order.map(\.element))
  }
}

extension EventDocument {
  fileprivate func message(_ number: Int) -> TransactionMessage {
    var message = TransactionMessage(receivedAt: receivedAt)
    message.sequenceNumber = number
    message.kind = kind
    message.triggerReason = trigger
    message.chargingState = chargingState
    message.stoppedReason = stoppedReason
    message.isOffline = isOffline
    message.timestamp = timestamp
    message.occurredAt = occurredAt
    message.idToken = idToken
    message.idTokenType = idTokenType
    message.evse = evse
    message.connector = connector
    return message
  }

  init?(_ message: TransactionMessage) {
    guard let kind = message.kind, message.sequenceNumber != nil else { return nil }
    self.kind = kind
    trigger = message.triggerReason ?? ""
    timestamp = message.timestamp ?? ""
    receivedAt = message.receivedAt
    chargingState = message.chargingState
    stoppedReason = message.stoppedReason
    isOffline = message.isOffline
    occurredAt = message.occurredAt
    idToken = message.idToken
    idTokenType = message.idTokenType
    evse = message.evse
    connector = message.connector
  }
}

extension MeterValuesDocument {
  var message: TransactionMessage {
    var message = TransactionMessage(receivedAt: receivedAt)
    message.sequenceNumber = sequenceNumber
    message.values = values
    message.evse = evse
    message.connector = connector
    return message
  }

  init?(_ message: TransactionMessage) {
    guard let values = message.values else { return nil }
    // What comes with an event is with the event.
    let isEvent = message.kind != nil
    self.init(
      values: values, sequenceNumber: message.sequenceNumber, receivedAt: message.receivedAt,
      evse: isEvent ? nil : message.evse, connector: isEvent ? nil : message.connector)
  }
}
