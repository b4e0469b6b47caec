/// Leaves a plugin alone that fails again and again: each of its CALLs would wait for nothing.
struct CircuitBreaker: Sendable {
  private let failureLimit: Int
  private let pause: Int64
  private var failures = 0
  /// Until when it is left alone; nil when it isn't.
  private var pausedUntil: Int64?

  /// - Parameters:
  ///   - failureLimit: so many failures without a success in between.
  ///   - pause: nanoseconds.
  init(failureLimit: Int, pause: Int64) {
    self.failureLimit = failureLimit
    self.pause = pause
  }

  /// Whether calls are refused now.
  var isOpen: Bool { pausedUntil != nil }

  /// Whether a call may be made. After the pause one may, and the next ones once it succeeded.
  mutating func admits(at now: Int64) -> Bool {
    guard let until = pausedUntil else { return true }
    guard now >= until else { return false }
    pausedUntil = now + pause
    return true
  }

  mutating func succeed() {
    failures = 0
    pausedUntil = nil
  }

  /// - Returns: whether the plugin is left alone from now on.
  mutating func fail(at now: Int64) -> Bool {
    failures += 1
    guard failures >= failureLimit else { return false }
    let isNews = pausedUntil == nil
    pausedUntil = now + pause
    return isNews
  }
}
