import OCPPCodec

extension StationStateMachine {
  /// - Parameter remoteStartID: 2.0.1: of the command that began it; 0 in 1.6.
  mutating func beginTransaction(at number: Int, remoteStartID: Int? = nil) {
    guard let index = connectorIndex(number), let plan = connectors[index].session,
      connectors[index].transaction == nil
    else { return }
    connectors[index].isAuthorizing = false
    connectors[index].isFull = false
    connectors[index].meter.update(at: now)
    transactionCount += 1
    let meter = connectors[index].meter.wattHours
    let isOffline = link != .open || registration != .accepted
    var entry = TransactionEntry(
      version: identity.version, number: transactionCount, connector: number, idTag: plan.idTag,
      startTimestamp: time.description, meterStart: meter)
    entry.startedOffline = isOffline
    if identity.version == .v16, isOffline, plan.forgetsTransaction {
      entry.unknownID = identity.group.quirks.unknownID
    }
    if case .mine(let reservation) = reservation(for: number, idTag: plan.idTag) {
      entry.reservation = reservation
      removeReservation(reservation)
    }
    connectors[index].transaction = transactionCount
    transactions[transactionCount] = ChargingTransaction(
      entry: entry, startedAt: now, remoteStartID: remoteStartID, meterStart: meter)
    timers.set(.sessionEnd(number), at: now + plan.duration)
    if let full = plan.full { timers.set(.full(number), at: now + Int64(Double(plan.duration) * full)) }
    if let fault = plan.fault { timers.set(.fault(number), at: now + Int64(Double(plan.duration) * fault)) }
    scheduleSample(number)
    switch identity.version {
    case .v16: sendStart16(transactionCount)
    case .v201: sendStart201(transactionCount, isRemote: remoteStartID != nil)
    }
    updatePower(at: number)
  }

  mutating func endTransaction(at number: Int, _ reason: StopReason) {
    guard let index = connectorIndex(number), let transaction = connectors[index].transaction,
      transactions[transaction] != nil
    else { return }
    connectors[index].meter.update(at: now, power: 0)
    for timer in [
      StationTimer.sessionEnd(number), .full(number), .fault(number), .sample(number), .limitChange(number),
    ] {
      timers.cancel(timer)
    }
    let meter = connectors[index].meter.wattHours
    let stopTime = time.description
    transactions[transaction]?.entry.stopTimestamp = stopTime
    transactions[transaction]?.entry.meterStop = meter
    transactions[transaction]?.entry.stopReason = reason.rawValue
    switch identity.version {
    case .v16: sendStop16(transaction, reason)
    case .v201: sendStop201(transaction, reason)
    }
    connectors[index].transaction = nil
    connectors[index].isFinishing = true
    removeTransactionProfiles(transaction)
    timers.set(.departure(number), at: now + (connectors[index].session?.departure ?? 0))
    catchUpWhenIdle()
    reportStatus()
    settle(transaction)
  }

  func connector(ofTransaction number: Int) -> Int? { connectors.first { $0.transaction == number }?.number }

  /// The power that flows at a connector follows from the vehicle and from the profiles.
  mutating func updatePower(at number: Int) {
    guard let index = connectorIndex(number), let plan = connectors[index].session,
      connectors[index].transaction != nil
    else { return }
    let limit = limit(of: number, at: now)
    let power = connectors[index].isFull ? 0 : min(plan.power, limit.watts ?? plan.power)
    let before = connectors[index].meter.power
    connectors[index].meter.update(at: now, power: power)
    if let change = limit.changesAt { timers.set(.limitChange(number), at: change) }
    if (before == 0) != (power == 0), identity.version == .v201 { sendChargingState201(at: number) }
    reportStatus()
  }

  mutating func updateAllPower() {
    for connector in connectors where connector.transaction != nil { updatePower(at: connector.number) }
  }

  /// A message of a transaction was answered or given up.
  mutating func settled(_ call: StationCall, _ delivery: TransactionEntry.Delivery) {
    guard let number = call.transaction, !call.isRepetition else { return }
    switch call.purpose {
    case .start: transactions[number]?.entry.start = delivery
    case .stop: transactions[number]?.entry.stop = delivery
    default: break
    }
    settle(number)
  }

  mutating func gaveUp(_ call: StationCall) {
    settled(call, .refused)
    // Without an id there is nothing that its other messages could name.
    guard case .start(let number) = call.purpose, identity.version == .v16 else { return }
    let rest = queue.filter { $0.transaction == number }
    queue.removeAll { $0.transaction == number }
    for call in rest { settled(call, .refused) }
    if let connector = connector(ofTransaction: number) {
      endTransaction(at: connector, .deAuthorized)
      queue.removeAll { $0.transaction == number }
      transactions[number]?.entry.stop = .refused
    }
    settle(number)
  }

  /// Records a transaction that is over and of which nothing waits to be sent.
  mutating func settle(_ number: Int) {
    guard let transaction = transactions[number], transaction.entry.isSettled else { return }
    guard outstanding?.transaction != number, !queue.contains(where: { $0.transaction == number }) else { return }
    transactions[number] = nil
    record(.transaction(transaction.entry))
  }
}
