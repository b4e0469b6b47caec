import OCPP16
import OCPPCodec

/// What may flow at a moment: a bound on each phase, one on all of them together, and on how many phases.
///
/// Whole tenths, as OCPP has them (OCPP 1.6 §7.14), so that nothing is rounded before it is asked for in the other unit.
/// Both bounds are kept: 10 A on three phases and 16 A on one are together 10 A on one, though 16 A on one is less power.
struct ChargingLimit: Sendable, Hashable {
  /// The largest limit that is taken, in tenths: ten million watts or amperes.
  static let maximumTenths = 100_000_000

  /// Tenths of an ampere on each phase.
  var current: Int?
  /// Tenths of a watt on all phases together.
  var power: Int?
  /// 1 to 3
  var phases: Int

  init(current: Int? = nil, power: Int? = nil, phases: Int) {
    self.current = current
    self.power = power
    self.phases = phases
  }

  /// A limit in a profile's own unit.
  init(_ tenths: Int, unit: ChargingUnit, phases: Int) {
    self.init(current: unit == .ampere ? tenths : nil, power: unit == .watt ? tenths : nil, phases: phases)
  }

  /// What both allow.
  func combined(with other: ChargingLimit?) -> ChargingLimit {
    guard let other else { return self }
    return ChargingLimit(
      current: Self.least(current, other.current), power: Self.least(power, other.power),
      phases: min(phases, other.phases))
  }

  /// The limit in a unit, in tenths, rounded down: never more than allowed.
  ///
  /// - Parameter supply: by which amperes become watts.
  func tenths(_ unit: ChargingUnit, _ supply: ElectricalSupply) -> Int {
    let volts = supply.voltage * phases
    let bound =
      switch unit {
      case .ampere: Self.least(current, power.map { $0 / volts })
      case .watt: Self.least(power, current.map { $0 * volts })
      }
    return bound ?? Self.maximumTenths
  }

  private static func least(_ left: Int?, _ right: Int?) -> Int? {
    guard let left, let right else { return left ?? right }
    return min(left, right)
  }
}

/// In what a limit is given (OCPP 1.6 §7.12).
enum ChargingUnit: String, Sendable, Hashable, CaseIterable {
  /// For each phase.
  case ampere = "A"
  /// For all phases together.
  case watt = "W"

  init?(_ unit: OCPP16.ChargingRateUnitType) { self.init(rawValue: unit.text) }
}

/// The grid at a station.
struct ElectricalSupply: Sendable, Hashable {
  /// Volts between a phase and neutral; 1 to 1000.
  var voltage: Int
  /// 1 to 3; a profile that names no number of phases means three (OCPP 1.6 §7.14), as far as there are so many.
  var phases: Int

  init(voltage: Int = 230, phases: Int = 3) {
    self.voltage = voltage
    self.phases = phases
  }
}

extension DecimalNumber {
  /// The number in tenths; nil when it isn't a whole number of them, is negative, or beyond any real limit.
  var tenths: Int? {
    guard isMultiple(of: DecimalNumber(significand: 1, exponent: -1)), self >= 0,
      self <= DecimalNumber(ChargingLimit.maximumTenths / 10)
    else { return nil }
    // Exact: at most one digit after the point and nine before it.
    return Int((double * 10).rounded())
  }

  /// So many tenths.
  init(tenths: Int) {
    self = tenths % 10 == 0 ? DecimalNumber(tenths / 10) : DecimalNumber(significand: Int64(tenths), exponent: -1)
  }
}
