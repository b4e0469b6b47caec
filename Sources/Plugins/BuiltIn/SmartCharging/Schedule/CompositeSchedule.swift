import OCPPCodec

/// What a station should let flow over a time, by the profiles it accepted.
struct CompositeSchedule: Sendable, Equatable {
  /// The same limit from one moment to the next.
  struct Period: Sendable, Equatable {
    /// Seconds from the start of the schedule.
    var start: Int64
    /// Tenths of the unit; nil: no profile limits it.
    var limit: Int?
    /// Nil when nothing limits it, and for a station as a whole.
    var phases: Int?
  }

  /// Seconds since the epoch.
  var start: Int64
  /// Seconds.
  var duration: Int64
  var unit: ChargingUnit
  /// In order, the first at 0; neighbours differ.
  var periods: [Period]

  /// The period that a moment lies in.
  ///
  /// - Parameter offset: seconds from the start.
  func period(at offset: Int64) -> Period? {
    guard (0..<duration).contains(offset) else { return nil }
    return periods.last { $0.start <= offset }
  }

  /// Adds a period, or lets the last one go on.
  mutating func append(_ period: Period) {
    if let last = periods.last, last.limit == period.limit, last.phases == period.phases { return }
    periods.append(period)
  }
}
