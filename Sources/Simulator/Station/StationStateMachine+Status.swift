import OCPPCodec

extension StationStateMachine {
  func status(of connector: Connector) -> Connector.Status {
    if connector.transaction != nil {
      if connector.isFull { return .suspendedEV }
      return connector.meter.power == 0 ? .suspendedEVSE : .charging
    }
    if connector.isFaulty { return .faulted }
    if !isOperative || !connector.isOperative { return .unavailable }
    if connector.isFinishing { return .finishing }
    if connector.session != nil { return .preparing }
    return reservations.values.contains { $0.connector == connector.number } ? .reserved : .available
  }

  /// Tells the gateway each state that it doesn't know (OCPP 1.6 §4.9, 2.0.1 G01).
  mutating func reportStatus() {
    guard link == .open, registration == .accepted else { return }
    let whole = isOperative ? "Available" : "Unavailable"
    // Connector 0 is the station itself; 2.0.1 has no such thing.
    if identity.version == .v16, reportedStation != whole {
      reportedStation = whole
      notify(statusRequest16(0, isOperative ? .available : .unavailable))
    }
    for index in connectors.indices {
      let status = status(of: connectors[index])
      let text = reported(status)
      guard connectors[index].reportedStatus != text else { continue }
      connectors[index].reportedStatus = text
      notify(statusRequest(connectors[index].number, status))
    }
  }

  func statusRequest(_ number: Int, _ status: Connector.Status) -> any OCPPRequest {
    switch identity.version {
    case .v16: statusRequest16(number, status)
    case .v201: statusRequest201(number, status)
    }
  }

  private func reported(_ status: Connector.Status) -> String {
    identity.version == .v16 ? status.rawValue : Self.word201(status)
  }

  /// Takes connectors in or out of service (OCPP 1.6 §5.2).
  ///
  /// - Parameter number: nil for the station and all its connectors.
  /// - Returns: whether it is done; false when a transaction must end first.
  mutating func changeAvailability(of number: Int?, isOperative: Bool) -> Bool {
    guard let number else {
      let isBusy = connectors.contains { $0.transaction != nil }
      if isOperative || !isBusy {
        self.isOperative = isOperative
        becomesInoperative = false
      } else {
        becomesInoperative = true
      }
      reportStatus()
      return isOperative || !isBusy
    }
    guard let index = connectorIndex(number) else { return false }
    let isBusy = connectors[index].transaction != nil
    if isOperative || !isBusy {
      connectors[index].isOperative = isOperative
      connectors[index].becomesInoperative = false
    } else {
      connectors[index].becomesInoperative = true
    }
    reportStatus()
    return isOperative || !isBusy
  }

  /// Does what had to wait for transactions to end.
  mutating func catchUpWhenIdle() {
    for index in connectors.indices where connectors[index].becomesInoperative && connectors[index].transaction == nil {
      connectors[index].becomesInoperative = false
      connectors[index].isOperative = false
    }
    if becomesInoperative, !connectors.contains(where: { $0.transaction != nil }) {
      becomesInoperative = false
      isOperative = false
    }
    if resetsWhenIdle, !connectors.contains(where: { $0.transaction != nil }) {
      resetsWhenIdle = false
      timers.set(.reset(isHard: false), at: now + 1_000)
    }
    reportStatus()
  }
}
