/// The meter of a connector: a register that only grows. Exact, so that a ledger can be compared to the last Wh.
struct EnergyMeter: Sendable, Equatable {
  /// In W·ms.
  private var total: Int64
  /// In W, since ``updatedAt``.
  private(set) var power = 0
  /// Milliseconds since the epoch.
  private var updatedAt: Int64

  /// - Parameters:
  ///   - wattHours: what the register shows.
  ///   - moment: milliseconds since the epoch.
  init(wattHours: Int, at moment: Int64) {
    total = Int64(wattHours) * 3_600_000
    updatedAt = moment
  }

  /// What the register shows, in whole Wh.
  var wattHours: Int { Int(total / 3_600_000) }

  /// Counts what flowed until now, and what flows from now on.
  ///
  /// - Parameter power: in W; nil for the same as before.
  mutating func update(at moment: Int64, power: Int? = nil) {
    if moment > updatedAt {
      total += Int64(self.power) * (moment - updatedAt)
      updatedAt = moment
    }
    if let power { self.power = power }
  }
}
