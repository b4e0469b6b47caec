import Foundation

/// How far a place's clocks are ahead of UTC, which changes twice a year where there is daylight saving.
struct LocalTime: Sendable {
  private let zone: TimeZone

  /// - Parameter name: of the time zone database, such as `Europe/Berlin`.
  /// - Returns: nil when there is none of that name.
  init?(_ name: String) {
    guard let zone = TimeZone(identifier: name) else { return nil }
    self.zone = zone
  }

  /// What holds at a time, and the time at which something else does.
  ///
  /// - Parameter time: milliseconds since the epoch, as `until`.
  func offset(at time: Int64) -> (milliseconds: Int64, until: Int64) {
    let date = Date(timeIntervalSince1970: Double(time) / 1000)
    let change = zone.nextDaylightSavingTimeTransition(after: date)
    return (
      Int64(zone.secondsFromGMT(for: date)) * 1000,
      change.map { Int64(($0.timeIntervalSince1970 * 1000).rounded()) } ?? .max
    )
  }
}
