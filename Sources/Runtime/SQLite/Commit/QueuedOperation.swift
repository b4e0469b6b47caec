/// An operation that waits for the writer.
///
/// `@unchecked Sendable`: whoever made it hands it to the queue, under the queue's lock, and keeps no reference; the
/// queue's thread takes it out under the same lock and is from then on the only one that has it.
class QueuedOperation: @unchecked Sendable {
  /// Whether it changes nothing, so that nothing has to be undone when it fails.
  let isReadOnly: Bool
  private(set) var failure: (any Error)?

  init(isReadOnly: Bool) {
    self.isReadOnly = isReadOnly
  }

  /// Does the work, perhaps again after it was rolled back; a result is kept.
  final func run(_ writer: StoreWriter) throws {
    failure = nil
    try perform(writer)
  }

  /// The work.
  func perform(_ writer: StoreWriter) throws {}

  /// Keeps a failure as the outcome.
  func fail(_ error: any Error) { failure = error }

  /// Hands the outcome to the caller; to be done once, when nothing can undo it any more.
  func finish() {}
}

/// An operation with a result.
final class ResultOperation<Value: Sendable>: QueuedOperation, @unchecked Sendable {
  private let body: (StoreWriter) throws -> Value
  private let continuation: UnsafeContinuation<Value, any Error>
  private var value: Value?

  /// - Parameter continuation: resumed by ``finish()``, which the queue calls once for each operation it takes.
  init(
    isReadOnly: Bool, continuation: UnsafeContinuation<Value, any Error>,
    body: @escaping @Sendable (StoreWriter) throws -> Value
  ) {
    self.body = body
    self.continuation = continuation
    super.init(isReadOnly: isReadOnly)
  }

  override func perform(_ writer: StoreWriter) throws { value = try body(writer) }

  override func finish() {
    if let failure {
      continuation.resume(throwing: SQLiteFailure.storeError(failure))
    } else if let value {
      continuation.resume(returning: value)
    } else {
      continuation.resume(throwing: SQLiteFailure(code: 0, text: "the operation was not run").storeError)
    }
  }
}
