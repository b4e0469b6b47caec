/// What a station says that it can do with charging profiles; nil: not known (OCPP 1.6 §9.1, §9.4).
struct ChargingCapabilities: Sendable, Equatable {
  /// `ChargeProfileMaxStackLevel`
  var maximumStackLevel: Int?
  /// `ChargingScheduleAllowedChargingRateUnit`
  var units: Set<ChargingUnit>?
  /// `ChargingScheduleMaxPeriods`
  var maximumPeriods: Int?
  /// `MaxChargingProfilesInstalled`
  var maximumProfiles: Int?
  /// `NumberOfConnectors`
  var connectors: Int?

  init() {}

  /// - Parameter value: gives the value of a configuration key as the station reported it; nil when it isn't known.
  ///   A value that can't be read counts as not known.
  init(_ value: (String) -> String?) {
    func number(_ key: String) -> Int? { value(key).flatMap { Int($0) } }
    maximumStackLevel = number("ChargeProfileMaxStackLevel")
    maximumPeriods = number("ChargingScheduleMaxPeriods")
    maximumProfiles = number("MaxChargingProfilesInstalled")
    connectors = number("NumberOfConnectors")
    let units = value("ChargingScheduleAllowedChargingRateUnit")?.split(separator: ",").compactMap { item in
      switch item.filter({ !$0.isWhitespace }).lowercased() {
      case "current", "a": ChargingUnit.ampere
      case "power", "w": ChargingUnit.watt
      default: nil
      }
    }
    if let units, !units.isEmpty { self.units = Set(units) }
  }
}
