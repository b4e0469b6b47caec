import OCPP201

extension StationStateMachine {
  /// Takes an answer of the gateway.
  ///
  /// - Returns: the status in it, if it has one.
  mutating func answered201(_ call: StationCall, _ message: any OCPPMessage) -> String? {
    switch (call.purpose, message) {
    case (.boot, let answer as BootNotificationResponse):
      booted(Self.registration(answer.status), interval: answer.interval)
      return answer.status.text
    case (.authorize(let connector), let answer as AuthorizeResponse):
      let idTag = (call.request as? AuthorizeRequest)?.idToken.idToken
      if let idTag { remember(idTag, answer.idTokenInfo) }
      authorized(answer.idTokenInfo.status == .accepted, at: connector)
      return answer.idTokenInfo.status.text
    case (.start(let number), let answer as TransactionEventResponse):
      started(call, number, answer)
      return answer.idTokenInfo?.status.text
    case (.update, _), (.stop, _):
      settled(call, .confirmed)
      return (message as? TransactionEventResponse)?.idTokenInfo?.status.text
    default: return nil
    }
  }

  private static func registration(_ status: RegistrationStatusEnumType) -> Registration {
    switch status {
    case .accepted: .accepted
    case .pending: .pending
    case .rejected, .unrecognized: .rejected
    }
  }

  private mutating func remember(_ idTag: String, _ info: IdTokenInfoType) {
    guard configuration.isOn("AuthorizationCacheEnabled") else { return }
    authorization.remember(idTag, LocalAuthorization.Entry(info))
  }

  private mutating func started(_ call: StationCall, _ number: Int, _ answer: TransactionEventResponse) {
    guard !call.isRepetition else { return }
    let idTag = transactions[number]?.entry.idTag
    if let idTag, let info = answer.idTokenInfo { remember(idTag, info) }
    transactions[number]?.entry.authorization = answer.idTokenInfo?.status.text
    settled(call, .confirmed)
    // OCPP 2.0.1 E05: a driver who may not charge doesn't.
    let isRefused = answer.idTokenInfo.map { $0.status != .accepted } ?? false
    if isRefused, configuration.isOn("StopTransactionOnInvalidId"), let connector = connector(ofTransaction: number) {
      endTransaction(at: connector, .deAuthorized)
    }
  }
}

extension LocalAuthorization.Entry {
  init(_ info: IdTokenInfoType) {
    self.init(
      isAccepted: info.status == .accepted, expiresAt: info.cacheExpiryDateTime?.millisecondsSinceEpoch,
      parent: info.groupIdToken?.idToken)
  }
}
