internal import GatewayCore

extension StoreWriter {
  /// Runs operations and commits them together. Afterwards each has its outcome, which is final.
  func commit(_ group: ArraySlice<QueuedOperation>) {
    if keepsTransactionOpen { return runUncommitted(group) }
    do {
      try begin()
      for operation in group {
        do {
          try operation.run(self)
        } catch {
          // What changed nothing needs nothing undone.
          guard operation.isReadOnly, connection.isInTransaction else { throw error }
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

  /// Runs one operation of a database in memory, where nothing is gained by committing it alone: that costs more than
  /// the operation does, since SQLite may look through all its pages then. So a transaction stays open for many.
  ///
  /// What the operation does before it fails isn't undone. None does anything before what can fail in memory; for
  /// others there is ``commit(_:)``.
  func runUncommitted<Value>(_ body: (StoreWriter) throws -> Value) throws -> Value {
    if uncommittedOperations == 0 { try begin() }
    uncommittedOperations += 1
    do {
      let value = try body(self)
      keepLearnt()
      if uncommittedOperations >= 4000 { try commit() }
      return value
    } catch {
      keepLearnt()
      throw error
    }
  }

  /// The same for operations that take a while; what one did before it fails is undone.
  private func runUncommitted(_ group: ArraySlice<QueuedOperation>) {
    for operation in group {
      do {
        try runUncommitted { writer in try writer.withSavepoint { try operation.run(writer) } }
      } catch {
        operation.fail(error)
      }
    }
  }
}
