import Synchronization

/// How many lines a station may cause in the log: one that sends nonsense at full speed fills no disk.
package final class LogAllowance: Sendable {
  private struct State {
    /// Milliseconds since the epoch.
    var windowBegin: Int64 = .min
    var count = 0
    var suppressed = 0
  }

  /// Lines in a window.
  private static let lines = 10
  /// Milliseconds.
  private static let window: Int64 = 60_000

  private let state = Mutex(State())

  package init() {}

  /// Takes a line.
  ///
  /// - Parameter now: milliseconds since the epoch.
  /// - Returns: how many lines were left out since the last one; nil when this one is to be left out.
  package func take(at now: Int64) -> Int? {
    state.withLock { state in
      if now >= state.windowBegin &+ Self.window || now < state.windowBegin {
        state.windowBegin = now
        state.count = 0
      }
      guard state.count < Self.lines else {
        state.suppressed += 1
        return nil
      }
      state.count += 1
      defer { state.suppressed = 0 }
      return state.suppressed
    }
  }
}
