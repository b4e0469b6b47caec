import GatewayPluginSDK

extension Corrections {
  func correct(_ request: inout OCPP16.StartTransactionRequest) {
    correct(idTag: &request.idTag)
    correct(wattHours: &request.meterStart)
    correct(time: &request.timestamp)
  }

  func correct(_ request: inout OCPP16.StopTransactionRequest) {
    if var idTag = request.idTag {
      correct(idTag: &idTag)
      request.idTag = idTag
    }
    correct(wattHours: &request.meterStop)
    correct(time: &request.timestamp)
    if var values = request.transactionData {
      correct(&values)
      request.transactionData = values
    }
  }

  func correct(_ values: inout [OCPP16.MeterValue]) {
    for index in values.indices {
      correct(time: &values[index].timestamp)
      guard quirks.contains(.kilowattHours) else { continue }
      for sample in values[index].sampledValue.indices where values[index].sampledValue[sample].isEnergyInWattHours {
        count(.kilowattHours)
        values[index].sampledValue[sample].unit = .kWh
      }
    }
  }
}

extension OCPP16.SampledValue {
  /// Whether it is said to be in Wh, or nothing is said, which means the same (OCPP 1.6 §7.45).
  var isEnergyInWattHours: Bool {
    let energies: [OCPP16.Measurand] = [
      .energyActiveExportRegister, .energyActiveImportRegister, .energyActiveExportInterval,
      .energyActiveImportInterval,
    ]
    return energies.contains(measurand ?? .energyActiveImportRegister) && (unit ?? .wh) == .wh
  }
}
