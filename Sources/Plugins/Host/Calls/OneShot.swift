import Synchronization

/// A value that comes once, and one who waits for it.
final class OneShot<Value: Sendable>: Sendable {
  private enum State {
    case empty
    case waiting(UnsafeContinuation<Value?, Never>)
    case fulfilled(Value?)
  }

  private let state = Mutex(State.empty)

  /// Gives the value; only the first counts.
  func fulfil(_ value: Value?) {
    let waiting = state.withLock { state -> UnsafeContinuation<Value?, Never>? in
      switch state {
      case .empty:
        state = .fulfilled(value)
        return nil
      case .waiting(let continuation):
        state = .fulfilled(value)
        return continuation
      case .fulfilled: return nil
      }
    }
    waiting?.resume(returning: value)
  }

  /// Waits; for one caller only.
  ///
  /// - Returns: nil when it didn't come in time.
  func value(within limit: Duration) async -> Value? {
    await withTaskGroup(of: Void.self) { group in
      group.addTask {
        try? await Task.sleep(for: limit)
        self.fulfil(nil)
      }
      let value = await self.value()
      group.cancelAll()
      return value
    }
  }

  /// Waits without a limit; for one caller only.
  func value() async -> Value? {
    await withUnsafeContinuation { continuation in
      let value = state.withLock { state -> Value?? in
        if case .fulfilled(let value) = state { return .some(value) }
        state = .waiting(continuation)
        return nil
      }
      if let value { continuation.resume(returning: value) }
    }
  }
}
