import GatewayCore
import Synchronization

/// A clock that stands still until a test moves it.
package final class ManualClock: GatewayClock {
  private struct Sleeper {
    let deadline: Duration
    let continuation: CheckedContinuation<Void, any Error>
  }

  private struct State {
    var now = Duration.zero
    var lastID = 0
    var sleepers: [Int: Sleeper] = [:]
    var slept: [Duration] = []
    var arrivals: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
  }

  private let isInstant: Bool
  private let state = Mutex(State())

  /// - Parameter isInstant: whether sleeping moves the clock instead of waiting for it.
  package init(isInstant: Bool = false) {
    self.isInstant = isInstant
  }

  package var milliseconds: Int64 {
    1_767_225_600_000 + state.withLock { $0.now }.milliseconds
  }

  /// How long was slept, each time.
  package var slept: [Duration] { state.withLock { $0.slept } }

  package func advance(by duration: Duration) {
    let due = state.withLock { state in
      state.now += duration
      let due = state.sleepers.filter { $0.value.deadline <= state.now }
      for id in due.keys { state.sleepers[id] = nil }
      return due.values.sorted { $0.deadline < $1.deadline }
    }
    for sleeper in due { sleeper.continuation.resume() }
  }

  /// Waits until so many sleep.
  package func sleepers(_ count: Int) async {
    await withCheckedContinuation { continuation in
      let isThere = state.withLock { state in
        if state.sleepers.count >= count { return true }
        state.arrivals.append((count, continuation))
        return false
      }
      if isThere { continuation.resume() }
    }
  }

  /// Moves the clock while somebody sleeps for so long, and waits until he has looked and sleeps so long again.
  package func advance(by duration: Duration, pastSleepOf interval: Duration) async throws {
    try await eventually("somebody sleeps for \(interval)") { [self] in slept.contains(interval) }
    let before = slept.count { $0 == interval }
    advance(by: duration)
    try await eventually("somebody sleeps for \(interval) again") { [self] in
      slept.count { $0 == interval } > before
    }
  }

  package func sleep(for duration: Duration) async throws {
    try Task.checkCancellation()
    if isInstant {
      return state.withLock { state in
        state.slept.append(duration)
        state.now += duration
      }
    }
    let id = state.withLock { state in
      state.lastID += 1
      return state.lastID
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let arrived = state.withLock { state in
          state.slept.append(duration)
          state.sleepers[id] = Sleeper(deadline: state.now + duration, continuation: continuation)
          let arrived = state.arrivals.filter { $0.count <= state.sleepers.count }
          state.arrivals.removeAll { $0.count <= state.sleepers.count }
          return arrived
        }
        for arrival in arrived { arrival.continuation.resume() }
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
