import OCPP16

extension StationStateMachine {
  /// Takes an answer of the gateway.
  ///
  /// - Returns: the status in it, if it has one.
  mutating func answered16(_ call: StationCall, _ message: any OCPPMessage) -> String? {
    switch (call.purpose, message) {
    case (.boot, let answer as BootNotificationResponse):
      booted(Self.registration(answer.status), interval: answer.interval)
      return answer.status.text
    case (.authorize(let connector), let answer as AuthorizeResponse):
      let idTag = (call.request as? AuthorizeRequest)?.idTag
      if let idTag { remember(idTag, answer.idTagInfo) }
      authorized(answer.idTagInfo.status == .accepted, at: connector)
      return answer.idTagInfo.status.text
    case (.start(let number), let answer as StartTransactionResponse):
      started(call, number, answer)
      return answer.idTagInfo.status.text
    case (.stop, let answer as StopTransactionResponse):
      settled(call, .confirmed)
      return answer.idTagInfo?.status.text
    case (.update, _):
      settled(call, .confirmed)
      return nil
    default: return nil
    }
  }

  private static func registration(_ status: RegistrationStatus) -> Registration {
    switch status {
    case .accepted: .accepted
    case .pending: .pending
    case .rejected, .unrecognized: .rejected
    }
  }

  private mutating func remember(_ idTag: String, _ info: IdTagInfo) {
    guard configuration.isOn("AuthorizationCacheEnabled") else { return }
    authorization.remember(idTag, LocalAuthorization.Entry(info))
  }

  private mutating func started(_ call: StationCall, _ number: Int, _ answer: StartTransactionResponse) {
    let id = String(answer.transactionId)
    if answer.transactionId <= 0 {
      record(.contradiction("StartTransaction was answered with the transaction id \(id)"))
    }
    if let known = transactionIDs[number], known != id {
      record(.contradiction("the repeated start of transaction \(known) was answered with the id \(id)"))
    }
    if transactionIDs[number] == nil, transactionIDs.values.contains(id) {
      record(.contradiction("the transaction id \(id) was given twice"))
    }
    guard !call.isRepetition else { return }
    transactionIDs[number] = id
    transactions[number]?.entry.id = id
    transactions[number]?.entry.authorization = answer.idTagInfo.status.text
    if let request = call.request as? StartTransactionRequest { remember(request.idTag, answer.idTagInfo) }
    settled(call, .confirmed)
    // OCPP 1.6 §4.8: a driver who may not charge doesn't.
    let isRefused = answer.idTagInfo.status != .accepted && configuration.isOn("StopTransactionOnInvalidId")
    if isRefused, let connector = connector(ofTransaction: number) { endTransaction(at: connector, .deAuthorized) }
  }
}

extension LocalAuthorization.Entry {
  init(_ info: IdTagInfo) {
    self.init(
      isAccepted: info.status == .accepted, expiresAt: info.expiryDate?.millisecondsSinceEpoch,
      parent: info.parentIdTag)
  }
}
