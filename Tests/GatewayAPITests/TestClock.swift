import GatewayCore
import Synchronization

/// A clock that tests set: time stands still, and sleepers sleep until they are woken.
final class TestClock: GatewayClock {
  private struct State {
    var milliseconds: Int64 = 1_767_225_600_000
    var isRinging = false
    var sleepers: [AsyncStream<Void>.Continuation] = []
  }

  private let state = Mutex(State())

  var milliseconds: Int64 { state.withLock { $0.milliseconds } }

  func advance(by milliseconds: Int64) { state.withLock { $0.milliseconds += milliseconds } }

  /// Wakes all who sleep, now and later.
  func ring() {
    let sleepers = state.withLock { state in
      state.isRinging = true
      return state.sleepers
    }
    for sleeper in sleepers { sleeper.finish() }
  }

  func sleep(for duration: Duration) async throws {
    let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
    let isRinging = state.withLock { state in
      if !state.isRinging { state.sleepers.append(continuation) }
      return state.isRinging
    }
    if isRinging { return }
    for await _ in stream {}
    try Task.checkCancellation()
  }
}
