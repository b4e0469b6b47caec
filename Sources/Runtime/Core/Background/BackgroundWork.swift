import ServiceLifecycle
import Synchronization

/// Does what nobody waits for, such as a command that follows a boot: handlers hand it over and go on.
///
/// Bounded; at shutdown what is under way is cancelled.
package final class BackgroundWork: Service {
  package typealias Work = @Sendable () async -> Void

  /// How many may be under way or wait.
  package static let capacity = 20_000

  private struct State {
    var count = 0
    var isClosed = false
  }

  private let state = Mutex(State())
  private let work: AsyncStream<Work>
  private let submitted: AsyncStream<Work>.Continuation

  package init() {
    // As many as the state counts.
    (work, submitted) = AsyncStream.makeStream(of: Work.self, bufferingPolicy: .unbounded)
  }

  /// Takes something to do.
  ///
  /// - Returns: false when too much is under way already, or the gateway shuts down; then it isn't done.
  @discardableResult
  package func submit(_ body: @escaping Work) -> Bool {
    let isTaken = state.withLock { state in
      guard !state.isClosed, state.count < Self.capacity else { return false }
      state.count += 1
      return true
    }
    if isTaken { submitted.yield(body) }
    return isTaken
  }

  package func run() async throws {
    await withDiscardingTaskGroup { group in
      for await body in work.cancelOnGracefulShutdown() {
        group.addTask {
          await body()
          self.state.withLock { $0.count -= 1 }
        }
      }
      state.withLock { $0.isClosed = true }
      group.cancelAll()
    }
  }
}
