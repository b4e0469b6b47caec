package import GatewayCore
import GatewaySQLite
import Synchronization

/// Watches the operations of a store, and refuses some.
package final class StoreProbe: Sendable {
  private struct State {
    var failuresLeft = 0
    var operations: [String] = []
  }

  private let state = Mutex(State())

  package init() {}

  /// Opens an empty store in memory that this probe watches.
  package func openStore() throws -> any Store {
    var configuration = SQLiteStoreConfiguration(.memory)
    configuration.beforeOperation = { try self.admit($0) }
    return try SQLiteStore.inMemory(configuration)
  }

  /// Opens the store of a file, as it was left, that this probe watches.
  package func openStore(in file: String) async throws -> any Store {
    var configuration = SQLiteStoreConfiguration(.file(file))
    configuration.beforeOperation = { try self.admit($0) }
    return try await SQLiteStore.open(configuration)
  }

  /// Lets the next operations fail as if the store couldn't be written to.
  package func fail(times: Int) {
    state.withLock { $0.failuresLeft = times }
  }

  /// The operations since this was last asked, by name, such as `startTransaction`.
  package func takeOperations() -> [String] {
    state.withLock { state in
      defer { state.operations = [] }
      return state.operations
    }
  }

  private func admit(_ operation: StaticString) throws {
    try state.withLock { state in
      state.operations.append(String("\(operation)".prefix { $0 != "(" }))
      guard state.failuresLeft > 0 else { return }
      state.failuresLeft -= 1
      throw StoreError(.unavailable, "the store was told to fail")
    }
  }
}
