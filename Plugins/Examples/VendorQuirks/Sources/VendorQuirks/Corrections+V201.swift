import GatewayPluginSDK

extension Corrections {
  func correct(_ request: inout OCPP201.TransactionEventRequest) {
    if var token = request.idToken {
      correct(idTag: &token.idToken)
      request.idToken = token
    }
    correct(time: &request.timestamp)
    if var values = request.meterValue {
      correct(&values)
      request.meterValue = values
    }
  }

  func correct(_ values: inout [OCPP201.MeterValueType]) {
    for index in values.indices {
      correct(time: &values[index].timestamp)
      guard quirks.contains(.kilowattHours) else { continue }
      for sample in values[index].sampledValue.indices where values[index].sampledValue[sample].isEnergyInWattHours {
        count(.kilowattHours)
        var unit = values[index].sampledValue[sample].unitOfMeasure ?? OCPP201.UnitOfMeasureType()
        unit.unit = "kWh"
        values[index].sampledValue[sample].unitOfMeasure = unit
      }
    }
  }
}

extension OCPP201.SampledValueType {
  /// Whether it is said to be in Wh, or nothing is said, which means the same (OCPP 2.0.1 Part 2 §2.51).
  var isEnergyInWattHours: Bool {
    let energies: [OCPP201.MeasurandEnumType] = [
      .energyActiveExportRegister, .energyActiveImportRegister, .energyActiveExportInterval,
      .energyActiveImportInterval,
    ]
    return energies.contains(measurand ?? .energyActiveImportRegister) && (unitOfMeasure?.unit ?? "Wh") == "Wh"
  }
}
