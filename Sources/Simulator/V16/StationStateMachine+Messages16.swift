import OCPP16

extension StationStateMachine {
  static var catalog16: MessageCatalog { .v16 }

  var bootRequest16: any OCPPRequest {
    let group = identity.group
    return BootNotificationRequest(
      chargePointVendor: group.vendor, chargePointModel: group.model,
      chargePointSerialNumber: String(identity.id.prefix(25)), firmwareVersion: firmware.version)
  }

  var heartbeatRequest16: any OCPPRequest { HeartbeatRequest() }

  func authorizeRequest16(_ idTag: String) -> any OCPPRequest { AuthorizeRequest(idTag: idTag) }

  func statusRequest16(_ number: Int, _ status: Connector.Status) -> any OCPPRequest {
    StatusNotificationRequest(
      connectorId: number, errorCode: status == .faulted ? .groundFailure : .noError,
      status: ChargePointStatus(text: status.rawValue), timestamp: time)
  }

  func firmwareStatusRequest16(_ state: String) -> any OCPPRequest {
    guard let id = firmware.requestID else {
      return FirmwareStatusNotificationRequest(status: FirmwareStatus(text: state))
    }
    return SignedFirmwareStatusNotificationRequest(status: FirmwareStatusEnumType(text: state), requestId: id)
  }

  func uploadStatusRequest16(_ state: String, isLog: Bool) -> any OCPPRequest {
    guard isLog else {
      return DiagnosticsStatusNotificationRequest(status: DiagnosticsStatus(text: state))
    }
    return LogStatusNotificationRequest(status: UploadLogStatusEnumType(text: state), requestId: logUpload.requestID)
  }

  // MARK: Transactions

  mutating func sendStart16(_ number: Int) {
    guard let entry = transactions[number]?.entry else { return }
    deliver(
      StartTransactionRequest(
        connectorId: entry.connector, idTag: entry.idTag, meterStart: entry.meterStart,
        reservationId: entry.reservation, timestamp: time),
      .start(number))
  }

  mutating func sendStop16(_ number: Int, _ reason: StopReason) {
    guard let transaction = transactions[number], let meterStop = transaction.entry.meterStop else { return }
    let byDriver = reason == .local || reason == .evDisconnected
    deliver(
      StopTransactionRequest(
        idTag: byDriver ? transaction.entry.idTag : nil, meterStop: meterStop, timestamp: time, transactionId: -1,
        reason: Reason(text: reason.rawValue), transactionData: transactionData(transaction, meterStop)),
      .stop(number))
  }

  /// The readings at the beginning and at the end, if they are configured.
  private func transactionData(_ transaction: ChargingTransaction, _ meterStop: Int) -> [MeterValue]? {
    guard !configuration.names("StopTxnSampledData").isEmpty else { return nil }
    func reading(_ wattHours: Int, _ context: ReadingContext, _ moment: Int64) -> MeterValue {
      MeterValue(
        timestamp: clock.time(at: moment),
        sampledValue: [
          SampledValue(
            value: String(wattHours), context: context, measurand: .energyActiveImportRegister, unit: .wh)
        ])
    }
    return [
      reading(transaction.meterStart, .transactionBegin, transaction.startedAt),
      reading(meterStop, .transactionEnd, now),
    ]
  }

  /// - Parameter transaction: nil outside one.
  mutating func sendSample16(_ transaction: Int?, at index: Int, _ occasion: SampleOccasion) {
    guard let request = sample16(at: index, occasion) else { return }
    if let transaction {
      deliver(request, .update(transaction))
    } else {
      notify(request, isTriggered: occasion == .trigger)
    }
  }

  func sample16(at index: Int, _ occasion: SampleOccasion) -> MeterValuesRequest? {
    let key = occasion == .clock ? "MeterValuesAlignedData" : "MeterValuesSampledData"
    let values = configuration.names(key).compactMap { sampledValue($0, at: index, occasion) }
    guard !values.isEmpty else { return nil }
    return MeterValuesRequest(
      connectorId: index + 1, meterValue: [MeterValue(timestamp: time, sampledValue: values)])
  }

  /// - Returns: nil for a measurand that the station can't measure.
  private func sampledValue(_ name: String, at index: Int, _ occasion: SampleOccasion) -> SampledValue? {
    let meter = connectors[index].meter
    let reading: (value: Int, unit: UnitOfMeasure)
    let measurand = Measurand(text: name)
    switch measurand {
    case .energyActiveImportRegister: reading = (meter.wattHours, .wh)
    case .powerActiveImport: reading = (meter.power, .w)
    case .currentImport: reading = (meter.power / Self.voltsOfThreePhases, .a)
    case .voltage: reading = (Self.volts, .v)
    default: return nil
    }
    let context: ReadingContext =
      switch occasion {
      case .begin: .transactionBegin
      case .periodic: .samplePeriodic
      case .clock: .sampleClock
      case .trigger: .trigger
      case .end: .transactionEnd
      }
    return SampledValue(
      value: String(reading.value), context: context, measurand: measurand, location: .outlet, unit: reading.unit)
  }

  /// Of a phase.
  static let volts = 230
  static let voltsOfThreePhases = 3 * volts

  /// Puts in the transaction id, which is known only when the start was answered.
  mutating func fillInTransactionID(_ call: inout StationCall) {
    guard let number = call.transaction, let entry = transactions[number]?.entry else { return }
    let id = entry.unknownID ?? entry.id.flatMap { Int($0) } ?? -1
    if var request = call.request as? MeterValuesRequest {
      request.transactionId = id
      call.request = request
    } else if var request = call.request as? StopTransactionRequest {
      request.transactionId = id
      call.request = request
    }
  }
}
