import Glibc

/// The time, so that tests can set it.
package protocol GatewayClock: Sendable {
  /// Milliseconds since 1970-01-01T00:00:00Z.
  var milliseconds: Int64 { get }

  /// Waits.
  ///
  /// - Throws: `CancellationError` when the task is cancelled.
  func sleep(for duration: Duration) async throws
}

/// The machine's own time.
package struct SystemClock: GatewayClock {
  package init() {}

  package var milliseconds: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }

  package func sleep(for duration: Duration) async throws {
    try await Task.sleep(for: duration)
  }
}

/// Nanoseconds of a clock that only goes forward, for measuring how long something took.
package func monotonicNanoseconds() -> Int64 {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
}
