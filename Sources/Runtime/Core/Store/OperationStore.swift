/// Where operations are kept. See ``Store`` for what holds for all methods.
package protocol OperationStore: Sendable {
  /// Records a new operation and its first step; changes nothing when there is one with this id.
  ///
  /// - Parameter operation: its history is not looked at: the first step is its state at ``OperationRecord/createdAt``.
  func createOperation(_ operation: OperationRecord, reason: String?) async throws

  /// Takes an operation a step further. The same state with the same reason again adds no step.
  ///
  /// - Returns: the operation as it is then, with its history; nil, and nothing has changed, when there is none with this
  ///   id or it had ended.
  func advanceOperation(_ change: OperationChange) async throws -> OperationRecord?

  /// Makes all `sent` operations `uncertain`: whoever waited for the answers is gone.
  ///
  /// - Parameter moment: milliseconds since the epoch.
  /// - Returns: how many there were.
  func interruptOperations(reason: String, at moment: Int64) async throws -> Int

  /// An operation, with its history.
  func operation(_ id: String) async throws -> OperationRecord?

  /// Operations without their histories, the newest first.
  func operations(_ query: OperationQuery) async throws -> [OperationRecord]
}
