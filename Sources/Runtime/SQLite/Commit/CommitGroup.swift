internal import GatewayCore

extension StoreWriter {
  /// Runs operations and commits them together. Afterwards each has its outcome, which is final.
  func commit(_ group: ArraySlice<QueuedOperation>) {
    do {
      try begin()
      for operation in group {
        do {
          try operation.run(self)
        } catch where operation.isReadOnly && connection.isInTransaction {
          operation.fail(error)
        }
      }
      try commit()
    } catch {
      rollBack()
      commitOneByOne(group)
    }
  }

  /// The same when something failed: each operation can be undone by itself, which costs more.
  private func commitOneByOne(_ group: ArraySlice<QueuedOperation>) {
    do {
      try begin()
      for operation in group {
        do {
          try withSavepoint { try operation.run(self) }
        } catch {
          // When the whole transaction is gone, so is what the operations before this one did.
          guard connection.isInTransaction else { throw error }
          operation.fail(error)
        }
      }
      try commit()
    } catch {
      rollBack()
      for operation in group { operation.fail(error) }
    }
  }

  /// Runs one operation and commits it.
  func commit<Value>(_ body: (StoreWriter) throws -> Value) throws -> Value {
    do {
      try begin()
      let value = try body(self)
      try commit()
      return value
    } catch {
      rollBack()
      throw error
    }
  }
}
