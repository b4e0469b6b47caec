/// Whether something has gone well without a break for long enough to judge others by it.
struct Steadiness {
  private let period: Duration
  private var since: ContinuousClock.Instant?
  private var latest: ContinuousClock.Instant?

  /// - Parameter period: how long it must have gone well; a pause of half of it is a break.
  init(period: Duration) {
    self.period = period
  }

  mutating func broke() { since = nil }

  /// It went well.
  ///
  /// - Returns: whether it has for long enough.
  mutating func isSteady(at now: ContinuousClock.Instant) -> Bool {
    if let latest, now - latest > period / 2 { since = nil }
    latest = now
    guard let since else {
      self.since = now
      return false
    }
    return now - since >= period
  }
}
