import OCPP201

/// Transactions of 2.0.1: events, numbered within each transaction (OCPP 2.0.1 E01 to E12).
extension StationStateMachine {
  mutating func sendStart201(_ number: Int, isRemote: Bool) {
    let id = nextMessageID() + "-\(number)"
    transactions[number]?.entry.id = id
    transactionIDs[number] = id
    send(number, .started, isRemote ? .remoteStart : .authorized, .transactionBegin, .start(number))
  }

  mutating func sendStop201(_ number: Int, _ reason: StopReason) {
    let trigger: TriggerReasonEnumType =
      switch reason {
      case .local: .stopAuthorized
      case .remote: .remoteStop
      case .evDisconnected: .evDeparted
      case .hardReset, .softReset: .resetCommand
      case .powerLoss, .other: .abnormalCondition
      case .unlockCommand: .unlockCommand
      case .deAuthorized: .deauthorized
      }
    transactions[number]?.chargingState = "EVConnected"
    send(number, .ended, trigger, .transactionEnd, .stop(number), stoppedReason: Self.stoppedReason(reason))
  }

  private static func stoppedReason(_ reason: StopReason) -> ReasonEnumType {
    switch reason {
    case .local: .local
    case .remote, .unlockCommand: .remote
    case .evDisconnected: .evDisconnected
    case .hardReset, .softReset: .immediateReset
    case .powerLoss: .powerLoss
    case .deAuthorized: .deAuthorized
    case .other: .other
    }
  }

  /// - Parameter transaction: nil outside one.
  mutating func sendSample201(_ transaction: Int?, at index: Int, _ occasion: SampleOccasion) {
    let context: ReadingContextEnumType =
      switch occasion {
      case .begin: .transactionBegin
      case .periodic: .samplePeriodic
      case .clock: .sampleClock
      case .trigger: .trigger
      case .end: .transactionEnd
      }
    guard let transaction else {
      return notify(
        MeterValuesRequest(evseId: index + 1, meterValue: [meterValue(at: index, context)]),
        isTriggered: occasion == .trigger)
    }
    let trigger: TriggerReasonEnumType =
      switch occasion {
      case .clock: .meterValueClock
      case .trigger: .trigger
      case .begin, .periodic, .end: .meterValuePeriodic
      }
    send(transaction, .updated, trigger, context, .update(transaction))
  }

  mutating func sendChargingState201(at number: Int) {
    guard let index = connectorIndex(number), let transaction = connectors[index].transaction else { return }
    let state: String =
      switch status(of: connectors[index]) {
      case .suspendedEV: "SuspendedEV"
      case .suspendedEVSE: "SuspendedEVSE"
      default: "Charging"
      }
    // The event that began it has told so already.
    guard transactions[transaction]?.chargingState != state else { return }
    transactions[transaction]?.chargingState = state
    send(transaction, .updated, .chargingStateChanged, .other, .update(transaction))
  }

  private mutating func send(
    _ number: Int, _ kind: TransactionEventEnumType, _ trigger: TriggerReasonEnumType,
    _ context: ReadingContextEnumType, _ purpose: StationCall.Purpose, stoppedReason: ReasonEnumType? = nil
  ) {
    guard let transaction = transactions[number], let id = transaction.entry.id else { return }
    let index = transaction.entry.connector - 1
    connectors[index].meter.update(at: now)
    transactions[number]?.sequence += 1
    let isStart = kind == .started
    let isLocalStop = kind == .ended && trigger == .stopAuthorized
    deliver(
      TransactionEventRequest(
        eventType: kind, meterValue: [meterValue(at: index, context)], timestamp: time, triggerReason: trigger,
        seqNo: transaction.sequence, offline: link != .open || registration != .accepted ? true : nil,
        reservationId: isStart ? transaction.entry.reservation : nil,
        transactionInfo: TransactionType(
          transactionId: id, chargingState: ChargingStateEnumType(text: transaction.chargingState),
          stoppedReason: stoppedReason, remoteStartId: isStart ? transaction.remoteStartID : nil),
        evse: EVSEType(id: index + 1, connectorId: 1),
        idToken: isStart || isLocalStop ? Self.token(transaction.entry.idTag) : nil),
      purpose)
  }

  private func meterValue(at index: Int, _ context: ReadingContextEnumType) -> MeterValueType {
    let meter = connectors[index].meter
    return MeterValueType(
      sampledValue: [
        SampledValueType(
          value: DecimalNumber(meter.wattHours), context: context, measurand: .energyActiveImportRegister,
          location: .outlet, unitOfMeasure: UnitOfMeasureType(unit: "Wh")),
        SampledValueType(
          value: DecimalNumber(meter.power), context: context, measurand: .powerActiveImport, location: .outlet,
          unitOfMeasure: UnitOfMeasureType(unit: "W")),
      ],
      timestamp: time)
  }
}
