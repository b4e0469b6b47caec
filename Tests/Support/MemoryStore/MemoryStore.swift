package import GatewayCore
import OCPPCodec
import Synchronization

/// A store for tests: quick, in memory, and open to inspection.
package final class MemoryStore: Store {
  private let state = Mutex(MemoryState())

  package init() {}

  /// Lets the next operations fail as if the store couldn't be written to.
  package func fail(times: Int) {
    state.withLock { $0.failuresLeft = times }
  }

  /// The operations since this was last asked, by name.
  package func takeOperations() -> [String] {
    state.withLock { state in
      defer { state.operations = [] }
      return state.operations
    }
  }

  /// All meter values of MeterValues messages, in the order they came.
  package var meterValues: [MeterValuesRecord] {
    state.withLock { $0.meterValues.filter { $0.isMessage }.map(\.record) }
  }

  /// All events, in the order they came, repeated ones left out.
  package var events: [TransactionEventRecord] { state.withLock { $0.events.map(\.event) } }

  package func checkHealth() async throws { try perform { _ in } }

  package func close() async {}

  /// Runs an operation, unless it is to fail.
  func perform<Result: Sendable>(
    _ operation: String = #function, _ body: (inout MemoryState) throws -> Result
  ) throws -> Result {
    try state.withLock { state in
      state.operations.append(String(operation.prefix { $0 != "(" }))
      if state.failuresLeft > 0 {
        state.failuresLeft -= 1
        throw StoreError(.unavailable, "the store was told to fail")
      }
      return try body(&state)
    }
  }
}
