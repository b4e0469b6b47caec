import Glibc

/// What a number of operations cost.
struct Cost: Sendable {
  var operations: Int
  /// Of the clock.
  var seconds: Double
  /// Of all threads of this process.
  var processorSeconds: Double

  var perSecond: Double { Double(operations) / seconds }

  /// Of the processor, for an operation.
  var microseconds: Double { processorSeconds / Double(operations) * 1_000_000 }

  /// A moment to measure from.
  struct Mark {
    private let clock = Self.read(CLOCK_MONOTONIC)
    private let processor = Self.read(CLOCK_PROCESS_CPUTIME_ID)

    /// What was spent since.
    func cost(of operations: Int) -> Cost {
      let now = Mark()
      return Cost(
        operations: operations, seconds: now.clock - clock, processorSeconds: now.processor - processor)
    }

    private static func read(_ clock: clockid_t) -> Double {
      var time = timespec()
      clock_gettime(clock, &time)
      return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
  }
}
