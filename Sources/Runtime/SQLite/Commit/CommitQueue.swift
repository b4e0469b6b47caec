internal import Dispatch
internal import Foundation
internal import GatewayCore
internal import Synchronization

/// Brings the operations of all callers to the one connection that writes, and commits together what waits together.
///
/// A thread of its own does the work, since a commit blocks until the disk has it. While it waits for the disk, the
/// next operations gather. A database in memory blocks nobody: there callers do the work themselves, which spares two
/// changes of thread.
final class CommitQueue: Sendable {
  private struct State {
    var waiting: [QueuedOperation] = []
    /// Callers who found the queue full.
    var outside: [UnsafeContinuation<Void, Never>] = []
    /// Callers of ``close()``.
    var closing: [UnsafeContinuation<Void, Never>] = []
    /// Whether the thread sleeps and must be woken.
    var isIdle = false
    var isClosing = false
    var isClosed = false
  }

  private let state = Mutex(State())
  private let writer: SharedWriter
  private let wakeUp = DispatchSemaphore(value: 0)
  private let capacity: Int
  private let groupLimit: Int
  private let runsAtCaller: Bool
  private let atClose: @Sendable () -> Void

  /// - Parameters:
  ///   - capacity: how many operations may wait.
  ///   - groupLimit: how many are committed together at most.
  ///   - runsAtCaller: whether short operations may be done on the caller's thread.
  ///   - atClose: closes the database; called once, on the queue's thread, when the writer is gone.
  init(
    _ writer: sending StoreWriter, capacity: Int, groupLimit: Int, runsAtCaller: Bool,
    atClose: @escaping @Sendable () -> Void
  ) {
    self.writer = SharedWriter(writer)
    self.capacity = max(capacity, 1)
    self.groupLimit = max(groupLimit, 1)
    self.runsAtCaller = runsAtCaller
    self.atClose = atClose
    let thread = Thread { self.serve() }
    thread.name = "gateway-store"
    thread.start()
  }

  // MARK: Callers

  /// Runs an operation; returns when it is committed.
  ///
  /// - Parameters:
  ///   - isReadOnly: whether it changes nothing.
  ///   - isShort: whether it takes microseconds.
  /// - Throws: `StoreError`
  func perform<Value: Sendable>(
    isReadOnly: Bool = false,
    isShort: Bool = true,
    _ body: @escaping @Sendable (StoreWriter) throws -> Value
  ) async throws -> Value {
    if runsAtCaller, isShort { return try await performHere(body) }
    while isFull { await waitForRoom() }
    return try await withUnsafeThrowingContinuation { continuation in
      enqueue(ResultOperation(isReadOnly: isReadOnly, continuation: continuation, body: body))
    }
  }

  /// Runs an operation on this thread or, when another one has the connection, on that.
  private func performHere<Value: Sendable>(
    _ body: @escaping @Sendable (StoreWriter) throws -> Value
  ) async throws -> Value {
    if let outcome = writer.run(body) {
      runLeft()
      return try outcome.get()
    }
    return try await withUnsafeThrowingContinuation { continuation in
      writer.leave(ResultOperation(isReadOnly: false, continuation: continuation, body: body))
      runLeft()
    }
  }

  /// Does a little of what others left meanwhile; the thread does the rest.
  private func runLeft() {
    if !writer.runLeft(rounds: 4) { wakeThread() }
  }

  private var isFull: Bool { state.withLock { $0.waiting.count >= capacity && !$0.isClosing } }

  private func waitForRoom() async {
    await withUnsafeContinuation { continuation in
      let hasRoom = state.withLock { state in
        if state.waiting.count < capacity || state.isClosing { return true }
        state.outside.append(continuation)
        return false
      }
      if hasRoom { continuation.resume() }
    }
  }

  private func enqueue(_ operation: QueuedOperation) {
    let (isClosing, mustWake) = state.withLock { state in
      if state.isClosing { return (true, false) }
      state.waiting.append(operation)
      defer { state.isIdle = false }
      return (false, state.isIdle)
    }
    if isClosing {
      operation.fail(SharedWriter.closedError)
      operation.finish()
    }
    if mustWake { wakeUp.signal() }
  }

  /// Lets what waits be done and closes the database; returns when that is done.
  func close() async {
    await withUnsafeContinuation { continuation in
      let isClosed = state.withLock { state in
        if !state.isClosed { state.closing.append(continuation) }
        return state.isClosed
      }
      if isClosed { continuation.resume() } else { beginClosing() }
    }
  }

  /// The same for one who doesn't wait.
  func beginClosing() {
    state.withLock { $0.isClosing = true }
    wakeThread()
  }

  private func wakeThread() {
    let mustWake = state.withLock { state in
      defer { state.isIdle = false }
      return state.isIdle
    }
    if mustWake { wakeUp.signal() }
  }

  // MARK: The thread

  private func serve() {
    while let operations = next() {
      for start in stride(from: 0, to: operations.count, by: groupLimit) {
        let group = operations[start..<min(start + groupLimit, operations.count)]
        writer.commit(group)
        for operation in group { operation.finish() }
        writer.tidyUp()
        _ = writer.runLeft(rounds: 4)
      }
    }
    writer.close()
    _ = writer.runLeft()
    atClose()
    let closing = state.withLock { state in
      state.isClosed = true
      defer { state.closing = [] }
      return state.closing
    }
    for continuation in closing { continuation.resume() }
  }

  /// Waits for operations; nil when there will be none any more.
  private func next() -> [QueuedOperation]? {
    while true {
      let (operations, outside, isClosing) = state.withLock { state in
        defer {
          state.isIdle = state.waiting.isEmpty && !state.isClosing
          state.waiting = []
          state.outside = []
        }
        return (state.waiting, state.outside, state.isClosing)
      }
      for continuation in outside { continuation.resume() }
      if !operations.isEmpty { return operations }
      if isClosing { return nil }
      _ = writer.runLeft()
      wakeUp.wait()
    }
  }
}
