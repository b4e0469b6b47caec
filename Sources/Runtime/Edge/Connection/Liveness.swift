/// Tells whether a station is still there: any traffic is a sign of life, since some never answer a ping.
struct Liveness {
  /// What to do at a look.
  enum Action: Equatable {
    case nothing
    case ping
    /// Three intervals without a sign of life.
    case gone
  }

  /// Nanoseconds.
  private let interval: Int64
  private var lastSign: Int64
  private var lastPing: Int64

  /// - Parameters:
  ///   - interval: between two pings, in nanoseconds.
  ///   - now: nanoseconds of a clock that goes forward.
  init(interval: Int64, now: Int64) {
    self.interval = interval
    lastSign = now
    lastPing = now
  }

  /// Something came from the station.
  mutating func received(at now: Int64) {
    lastSign = now
  }

  /// A look, from time to time.
  mutating func look(at now: Int64) -> Action {
    if now - lastSign >= 3 * interval { return .gone }
    if now - max(lastSign, lastPing) >= interval {
      lastPing = now
      return .ping
    }
    return .nothing
  }
}
