import Glibc

/// What a number of operations cost.
package struct Cost: Sendable {
  package var operations: Int
  /// Of the clock.
  package var seconds: Double
  /// Of all threads of this process.
  package var processorSeconds: Double

  package var perSecond: Double { Double(operations) / seconds }

  /// Of the processor, for an operation.
  package var microseconds: Double { processorSeconds / Double(operations) * 1_000_000 }

  /// A moment to measure from.
  package struct Mark {
    private let clock = Self.read(CLOCK_MONOTONIC)
    private let processor = Self.read(CLOCK_PROCESS_CPUTIME_ID)

    package init() {}

    /// What was spent since.
    package func cost(of operations: Int) -> Cost {
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
