import Glibc

/// The time of a simulation, which may go faster than the real one.
struct SimulationTime: Sendable {
  /// Milliseconds since the epoch.
  let begin: Int64
  let speed: Double
  /// Of a clock that only goes forward.
  private let realBegin: Int64

  /// A time that begins now.
  init(begin: Int64, speed: Double) {
    self.begin = begin
    self.speed = speed
    realBegin = Self.monotonicNanoseconds
  }

  /// Milliseconds since the epoch.
  var now: Int64 { begin + Int64(Double(Self.monotonicNanoseconds - realBegin) / 1_000_000 * speed) }

  /// How long it really is until a moment, in nanoseconds; 0 if it has passed.
  func realNanoseconds(until moment: Int64) -> Int64 {
    let due = Double(moment - begin) / speed * 1_000_000
    guard due < 9e18 else { return Int64.max }
    return max(Int64(due.rounded(.up)) - (Self.monotonicNanoseconds - realBegin), 0)
  }

  static var monotonicNanoseconds: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  /// The machine's time, in milliseconds since the epoch.
  static var realMilliseconds: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }
}
