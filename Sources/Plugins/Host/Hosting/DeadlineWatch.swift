import Dispatch
import Foundation
import GatewayCore
import Synchronization

/// Sees to it that no CALL waits for a plugin for longer than it may: a thread that looks at all that are open, every few
/// milliseconds while there are some.
final class DeadlineWatch: Sendable {
  private static let interval: TimeInterval = 0.01
  /// After so many looks at nothing it sleeps.
  private static let patience = 100

  private let isAwake = Atomic(false)
  private let isEnding = Atomic(false)
  private let wakeUp = DispatchSemaphore(value: 0)

  /// Begins to watch.
  func start(_ plugins: [HostedPlugin]) {
    let thread = Thread { self.watch(plugins) }
    thread.name = "plugin-deadline"
    thread.start()
  }

  /// To be called when a CALL was handed over.
  func wake() {
    guard !isAwake.load(ordering: .sequentiallyConsistent) else { return }
    if !isAwake.exchange(true, ordering: .sequentiallyConsistent) { wakeUp.signal() }
  }

  /// Ends the thread.
  func end() {
    isEnding.store(true, ordering: .relaxed)
    wake()
  }

  private func watch(_ plugins: [HostedPlugin]) {
    while true {
      wakeUp.wait()
      var quiet = 0
      while quiet < Self.patience {
        guard !isEnding.load(ordering: .relaxed) else { return }
        Thread.sleep(forTimeInterval: Self.interval)
        let now = monotonicNanoseconds()
        quiet = plugins.reduce(false) { $1.inspect(at: now) || $0 } ? 0 : quiet + 1
      }
      // Whoever hands a CALL over now either sees that nobody watches, or it is seen here.
      isAwake.store(false, ordering: .sequentiallyConsistent)
      if plugins.contains(where: \.hasOpenCalls) { wake() }
    }
  }
}
