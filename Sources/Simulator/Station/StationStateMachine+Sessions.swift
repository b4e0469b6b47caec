import OCPPCodec

extension StationStateMachine {
  /// How long a driver whose token was refused stays.
  private static let refusedDeparture: Int64 = 20_000

  mutating func scheduleArrival(_ number: Int) {
    guard !isWindingDown, let index = connectorIndex(number), !timers.isSet(.arrival(number)) else { return }
    let plan = SessionPlan(identity, connector: number, index: connectors[index].sessionCount)
    if let interval = plan.nextArrival { timers.set(.arrival(number), at: now + interval) }
  }

  /// A vehicle comes; if there is no place for it, it goes on.
  mutating func arrive(at number: Int) {
    guard let index = connectorIndex(number) else { return }
    let plan = SessionPlan(identity, connector: number, index: connectors[index].sessionCount)
    connectors[index].sessionCount += 1
    guard canTake(connectors[index]), reservation(for: number, idTag: plan.idTag) != .foreign else {
      return scheduleArrival(number)
    }
    connectors[index].session = plan
    connectors[index].isAuthorizing = true
    reportStatus()
    authorize(plan.idTag, at: number)
  }

  func canTake(_ connector: Connector) -> Bool {
    link != .off && isOperative && connector.isOperative && !connector.isFaulty && connector.session == nil
      && connector.transaction == nil
  }

  /// A driver presents a token (OCPP 1.6 §4.1, §3.5).
  mutating func authorize(_ idTag: String, at number: Int) {
    let isKnown = authorization.knows(idTag, at: now)
    if link == .open, registration == .accepted {
      guard !(isKnown && configuration.isOn("LocalPreAuthorize")) else { return beginTransaction(at: number) }
      notify(authorizeRequest(idTag), .authorize(connector: number))
    } else {
      authorizedOffline(number)
    }
  }

  private func authorizeRequest(_ idTag: String) -> any OCPPRequest {
    switch identity.version {
    case .v16: authorizeRequest16(idTag)
    case .v201: authorizeRequest201(idTag)
    }
  }

  /// The gateway can't be asked: the station decides.
  mutating func authorizedOffline(_ number: Int) {
    guard let index = connectorIndex(number), let plan = connectors[index].session, connectors[index].isAuthorizing
    else { return }
    let isKnown = configuration.isOn("LocalAuthorizeOffline") && authorization.knows(plan.idTag, at: now)
    let isRefused = authorization.refuses(plan.idTag, at: now)
    if !isRefused, isKnown || configuration.isOn("AllowOfflineTxForUnknownId") {
      beginTransaction(at: number)
    } else {
      refused(at: number)
    }
  }

  /// The gateway's word on a token.
  mutating func authorized(_ isAccepted: Bool, at number: Int) {
    guard let index = connectorIndex(number), connectors[index].isAuthorizing else { return }
    if isAccepted { beginTransaction(at: number) } else { refused(at: number) }
  }

  private mutating func refused(at number: Int) {
    guard let index = connectorIndex(number) else { return }
    connectors[index].isAuthorizing = false
    timers.set(.departure(number), at: now + Self.refusedDeparture)
  }

  mutating func becomeFull(at number: Int) {
    guard let index = connectorIndex(number), connectors[index].transaction != nil else { return }
    connectors[index].isFull = true
    updatePower(at: number)
  }

  mutating func becomeFaulty(at number: Int) {
    guard let index = connectorIndex(number), let plan = connectors[index].session,
      connectors[index].transaction != nil
    else { return }
    connectors[index].isFaulty = true
    endTransaction(at: number, .other)
    timers.set(.repair(number), at: now + plan.faultDuration)
  }

  mutating func repair(_ number: Int) {
    guard let index = connectorIndex(number) else { return }
    connectors[index].isFaulty = false
    reportStatus()
  }

  /// The vehicle leaves.
  mutating func depart(from number: Int) {
    guard let index = connectorIndex(number), connectors[index].transaction == nil else { return }
    clearConnector(number)
    reportStatus()
    scheduleArrival(number)
    catchUpWhenIdle()
  }

  mutating func clearConnector(_ number: Int) {
    guard let index = connectorIndex(number) else { return }
    connectors[index].session = nil
    connectors[index].isAuthorizing = false
    connectors[index].isFinishing = false
    connectors[index].isFull = false
    timers.cancel(.departure(number))
  }

  /// A start from afar: whoever wants it is at the station, and plugs in.
  ///
  /// - Returns: false when the station can't.
  mutating func startRemotely(_ idTag: String, connector number: Int?, remoteStartID: Int? = nil) -> Bool {
    let candidate = number ?? connectors.first { canStart($0, idTag) }?.number
    guard let candidate, let index = connectorIndex(candidate), canStart(connectors[index], idTag), !isWindingDown
    else {
      return false
    }
    timers.cancel(.departure(candidate))
    timers.cancel(.arrival(candidate))
    let drawn = SessionPlan(identity, connector: candidate, index: connectors[index].sessionCount)
    if connectors[index].session == nil { connectors[index].sessionCount += 1 }
    connectors[index].session = drawn.presenting(idTag)
    connectors[index].isFinishing = false
    connectors[index].isAuthorizing = true
    reportStatus()
    if configuration.isOn("AuthorizeRemoteTxRequests") {
      authorize(idTag, at: candidate)
    } else {
      beginTransaction(at: candidate, remoteStartID: remoteStartID ?? 0)
    }
    return true
  }

  private func canStart(_ connector: Connector, _ idTag: String) -> Bool {
    isOperative && connector.isOperative && !connector.isFaulty && connector.transaction == nil
      && !connector.isAuthorizing
      && reservation(for: connector.number, idTag: idTag) != .foreign
  }
}
