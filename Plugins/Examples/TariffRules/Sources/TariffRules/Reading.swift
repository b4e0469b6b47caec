import GatewayPluginSDK

/// The energy register at a time.
struct Reading: Sendable {
  var milliwattHours: Int
  /// Milliseconds since the epoch.
  var time: Int64

  init(milliwattHours: Int, time: Int64) {
    self.milliwattHours = milliwattHours
    self.time = time
  }

  /// - Parameters:
  ///   - time: the station's; one that can't be read gives way to the time of the message.
  init(milliwattHours: Int, time: DateTime, _ context: CallContext) {
    self.init(
      milliwattHours: milliwattHours,
      time: time.millisecondsSinceEpoch ?? context.receivedAt.millisecondsSinceEpoch ?? 0)
  }

  /// The register in a 1.6 meter value; nil when it has none.
  init?(_ value: OCPP16.MeterValue, _ context: CallContext) {
    // Without a measurand it is the energy register, without a unit it is Wh (OCPP 1.6 §7.31, §7.45).
    let sample = value.sampledValue.first { sample in
      sample.measurand ?? .energyActiveImportRegister == .energyActiveImportRegister && sample.phase == nil
    }
    guard let sample, let number = Double(sample.value), number.isFinite else { return nil }
    let factor: Double
    switch sample.unit ?? .wh {
    case .wh: factor = 1_000
    case .kWh: factor = 1_000_000
    default: return nil
    }
    self.init(number * factor, value.timestamp, context)
  }

  /// The register in a 2.0.1 meter value; nil when it has none.
  init?(_ value: OCPP201.MeterValueType, _ context: CallContext) {
    let sample = value.sampledValue.first { sample in
      sample.measurand ?? .energyActiveImportRegister == .energyActiveImportRegister && sample.phase == nil
    }
    guard let sample else { return nil }
    var factor: Double
    switch sample.unitOfMeasure?.unit ?? "Wh" {
    case "Wh": factor = 1_000
    case "kWh": factor = 1_000_000
    default: return nil
    }
    let multiplier = min(max(sample.unitOfMeasure?.multiplier ?? 0, -9), 9)
    for _ in 0..<abs(multiplier) { factor = multiplier > 0 ? factor * 10 : factor / 10 }
    self.init(sample.value.double * factor, value.timestamp, context)
  }

  private init?(_ milliwattHours: Double, _ time: DateTime, _ context: CallContext) {
    guard let whole = Int(exactly: milliwattHours.rounded()), whole < 1 << 50 else { return nil }
    self.init(milliwattHours: whole, time: time, context)
  }
}
