internal import GatewayCore
internal import Synchronization

/// The writer, for one at a time.
///
/// Nobody waits for it on a thread that tasks share: who finds it taken leaves his operation with whoever has it, who
/// does it when he has done his own.
final class SharedWriter: Sendable {
  /// Nil after closing.
  private let writer: Mutex<StoreWriter?>
  private let left = Mutex<[QueuedOperation]>([])
  /// Whether ``left`` has something; changed under its lock, read without it.
  private let hasLeft = Atomic(false)

  init(_ writer: sending StoreWriter) {
    self.writer = Mutex(writer)
  }

  static var closedError: StoreError { StoreError(.closed, "the store is closed") }

  // MARK: For the thread of the queue, which may wait

  func commit(_ group: ArraySlice<QueuedOperation>) {
    writer.withLock { $0?.commit(group) }
  }

  func tidyUp() {
    writer.withLock { $0?.tidyUp() }
  }

  func close() {
    writer.withLock { $0 = nil }
  }

  // MARK: For callers

  /// Runs an operation at once; nil when somebody else has the writer.
  func run<Value: Sendable>(_ body: @Sendable (StoreWriter) throws -> Value) -> Result<Value, any Error>? {
    writer.withLockIfAvailable { writer in
      Result {
        guard let writer else { throw Self.closedError }
        do {
          return try writer.runUncommitted(body)
        } catch {
          throw SQLiteFailure.storeError(error)
        }
      }
    }
  }

  /// Leaves an operation for whoever has the writer; to be followed by ``runLeft(rounds:)``, since he may just have
  /// let go of it.
  func leave(_ operation: QueuedOperation) {
    left.withLock { left in
      left.append(operation)
      hasLeft.store(true, ordering: .relaxed)
    }
  }

  /// Does what others left, unless somebody has the writer, who will do it. To be called by whoever had the writer.
  ///
  /// - Returns: false when there is still something after so many rounds.
  func runLeft(rounds: Int = .max) -> Bool {
    for _ in 0..<rounds {
      // Either he who leaves something finds the writer free, or he who lets go of it finds what was left: each does
      // first the one, then looks at the other.
      atomicMemoryFence(ordering: .sequentiallyConsistent)
      guard hasLeft.load(ordering: .relaxed) else { return true }
      let done = writer.withLockIfAvailable { writer in
        let operations = takeLeft()
        for operation in operations { Self.run(operation, writer) }
        return operations
      }
      guard let done else { return true }
      for operation in done { operation.finish() }
    }
    return false
  }

  private func takeLeft() -> [QueuedOperation] {
    left.withLock { left in
      hasLeft.store(false, ordering: .relaxed)
      defer { left = [] }
      return left
    }
  }

  private static func run(_ operation: QueuedOperation, _ writer: StoreWriter?) {
    do {
      guard let writer else { throw closedError }
      try writer.runUncommitted(operation.run)
    } catch {
      operation.fail(error)
    }
  }
}
