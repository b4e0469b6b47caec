import OCPP201
import OCPPCodec

/// Finds the meter's reading among a transaction's sampled values.
enum EnergyRegister {
  /// Beyond this a multiplier is a mistake: 10^30 Wh is more than the sun gives in a day.
  private static let multipliers = -30...30

  /// The latest reading of the imported energy at the outlet, all phases together, in Wh, exactly.
  ///
  /// What a sampled value doesn't say has the schema's defaults: the measurand is this one, the location the outlet, the
  /// unit Wh (OCPP 2.0.1 `SampledValueType`, `UnitOfMeasureType`).
  ///
  /// - Returns: nil when there is none, or none in a unit of energy.
  static func wattHours(in values: [OCPP201.MeterValueType]) -> DecimalNumber? {
    for value in values.reversed() {
      for sample in value.sampledValue.reversed() where isRegister(sample) {
        if let reading = wattHours(sample) { return reading }
      }
    }
    return nil
  }

  private static func isRegister(_ sample: OCPP201.SampledValueType) -> Bool {
    guard sample.phase == nil else { return false }
    switch sample.measurand {
    case nil, .energyActiveImportRegister: break
    default: return false
    }
    switch sample.location {
    case nil, .outlet: return true
    default: return false
    }
  }

  private static func wattHours(_ sample: OCPP201.SampledValueType) -> DecimalNumber? {
    guard let unit = sample.unitOfMeasure else { return sample.value }
    let multiplier = unit.multiplier ?? 0
    guard multipliers.contains(multiplier) else { return nil }
    // Some write KWH.
    switch unit.unit?.lowercased() {
    case nil, "wh": return sample.value.scaled(byPowerOfTen: multiplier)
    case "kwh": return sample.value.scaled(byPowerOfTen: multiplier + 3)
    default: return nil
    }
  }
}
