package import GatewayCore

extension SQLiteStore {
  package func createOperation(_ operation: OperationRecord, reason: String?) async throws {
    try await write { try $0.create(operation, reason: reason) }
  }

  package func advanceOperation(_ change: OperationChange) async throws -> OperationRecord? {
    try await write { try $0.advance(change) }
  }

  package func interruptOperations(reason: String, at moment: Int64) async throws -> Int {
    try await writeMuch { try $0.interruptOperations(reason: reason, at: moment) }
  }

  package func operation(_ id: String) async throws -> OperationRecord? {
    try await read(isShort: true) { try $0.operation(id) }
  }

  package func operations(_ query: OperationQuery) async throws -> [OperationRecord] {
    try await read(isShort: false) { try $0.operations(query) }
  }
}
