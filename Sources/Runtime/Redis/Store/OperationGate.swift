import GatewayCore
import Synchronization

/// Counts operations, so that closing can wait for them.
final class OperationGate: Sendable {
  private struct State: Sendable {
    var count = 0
    var isClosed = false
    var waiting: [CheckedContinuation<Void, Never>] = []
  }

  private let state = Mutex(State())

  /// - Throws: ``StoreError`` when it is closed.
  func enter() throws {
    try state.withLock { state in
      guard !state.isClosed else { throw StoreError(.closed, "the store is closed") }
      state.count += 1
    }
  }

  func leave() {
    let waiting = state.withLock { state -> [CheckedContinuation<Void, Never>] in
      state.count -= 1
      guard state.count == 0 else { return [] }
      defer { state.waiting = [] }
      return state.waiting
    }
    for continuation in waiting { continuation.resume() }
  }

  /// Lets nobody in any more and waits until all have left.
  func close() async {
    await withCheckedContinuation { continuation in
      let isEmpty = state.withLock { state in
        state.isClosed = true
        if state.count > 0 { state.waiting.append(continuation) }
        return state.count == 0
      }
      if isEmpty { continuation.resume() }
    }
  }
}
