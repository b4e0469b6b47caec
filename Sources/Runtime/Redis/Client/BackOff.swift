/// The pauses between attempts: they double, and vary, so that many who lost the same server don't come back as one.
struct BackOff {
  private static let shortest = Duration.milliseconds(50)
  private static let longest = Duration.seconds(2)

  /// How many attempts there were since it last went well.
  private(set) var attempts = 0

  mutating func reset() { attempts = 0 }

  /// A connection broke: the first attempt needs no pause.
  mutating func began() { attempts = max(attempts, 1) }

  /// The pause after a failed attempt.
  mutating func next() -> Duration {
    let whole = min(Self.shortest * (1 << min(attempts, 10)), Self.longest)
    attempts += 1
    return whole * Double.random(in: 0.5...1)
  }
}
