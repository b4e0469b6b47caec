import GatewayCore
import Synchronization

/// A clock that shows the times of a recording. Whoever sleeps wakes up when the recording has come so far.
final class ReplayClock: GatewayClock {
  private struct Sleeper {
    var until: Int64
    var continuation: CheckedContinuation<Void, any Error>
  }

  private struct State {
    var now: Int64
    var lastID = 0
    var sleepers: [Int: Sleeper] = [:]
  }

  private let state: Mutex<State>

  /// - Parameter start: milliseconds since the epoch.
  init(start: Int64) {
    state = Mutex(State(now: start))
  }

  var milliseconds: Int64 { state.withLock { $0.now } }

  /// Goes on to a time; never back.
  func advance(to time: Int64) {
    let due = state.withLock { state -> [Sleeper] in
      state.now = max(state.now, time)
      let due = state.sleepers.filter { $0.value.until <= state.now }
      for id in due.keys { state.sleepers[id] = nil }
      return due.values.sorted { $0.until < $1.until }
    }
    for sleeper in due { sleeper.continuation.resume() }
  }

  func sleep(for duration: Duration) async throws {
    let id = state.withLock { state in
      state.lastID += 1
      return state.lastID
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let milliseconds = duration.milliseconds
        let isOver = state.withLock { state -> Bool in
          guard milliseconds > 0 else { return true }
          state.sleepers[id] = Sleeper(until: state.now + milliseconds, continuation: continuation)
          return false
        }
        if isOver { continuation.resume() }
        if Task.isCancelled { wake(id) }
      }
    } onCancel: {
      wake(id)
    }
  }

  private func wake(_ id: Int) {
    state.withLock { $0.sleepers.removeValue(forKey: id) }?.continuation.resume(throwing: CancellationError())
  }
}
