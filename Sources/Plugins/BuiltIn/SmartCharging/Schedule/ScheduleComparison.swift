import OCPP16
import OCPPCodec

/// Where a station's own composite schedule allows more than the profiles that it accepted do.
///
/// Less is no difference: a station may know limits of its own (OCPP 1.6 §5.7).
struct ScheduleComparison: Sendable, Equatable {
  /// A stretch of time in which the station allows too much.
  struct Excess: Sendable, Equatable {
    /// Seconds from the start of the station's schedule.
    var start: Int64
    /// The first second that is all right again.
    var end: Int64
    /// Tenths of the unit.
    var expected: Int
    /// Tenths of the unit.
    var found: Int
  }

  private(set) var excesses: [Excess] = []

  /// - Parameters:
  ///   - expected: what the gateway calculated.
  ///   - found: the station's periods: seconds from the same start, and tenths of the same unit.
  ///   - duration: seconds that the station's schedule covers.
  ///   - tolerance: tenths of the unit that the station may be above.
  init(expected: CompositeSchedule, found: [(start: Int64, limit: Int)], duration: Int64, tolerance: Int = 0) {
    let end = min(expected.duration, duration)
    let moments = Set(expected.periods.map(\.start) + found.map(\.start)).filter { (0..<end).contains($0) }.sorted()
    for (index, moment) in moments.enumerated() {
      guard let limit = expected.period(at: moment)?.limit, let own = found.last(where: { $0.start <= moment })?.limit,
        own > limit + tolerance
      else { continue }
      let next = index + 1 < moments.count ? moments[index + 1] : end
      if let last = excesses.last, last.end == moment, last.expected == limit, last.found == own {
        excesses[excesses.count - 1].end = next
      } else {
        excesses.append(Excess(start: moment, end: next, expected: limit, found: own))
      }
    }
  }
}
