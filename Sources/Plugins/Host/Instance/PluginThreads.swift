import CProcess
import DequeModule
import Dispatch
import Foundation
import GatewayCore
import Synchronization

/// The threads on which a plugin's code runs: never an event loop, never a thread that tasks share.
///
/// A plugin may block its own threads. One that is blocked for too long is written off and another takes its place, up to
/// a limit; when it comes back it ends.
final class PluginThreads: Sendable {
  /// Something to do.
  typealias Work = @Sendable () -> Void

  private struct State {
    var waiting: Deque<Work> = []
    var workers: [Worker] = []
    var sleeping = 0
    /// Workers that are written off and have been replaced.
    var replaced = 0
    var isEnding = false
  }

  /// A thread, as others see it.
  private final class Worker: Sendable {
    /// When it began what it does; 0 when it does nothing.
    let busySince = Atomic<Int64>(0)
    /// Whether another has taken its place.
    let isReplaced = Atomic(false)
    /// The system's number for it.
    let number = Atomic<Int32>(0)
  }

  private let state = Mutex(State())
  /// How much waits, to be looked at without the lock.
  private let depth = Atomic(0)
  private let isSpinning = Atomic(false)
  private let wakeUp = DispatchSemaphore(value: 0)
  private let name: String
  private let maximumReplaced: Int
  private let spinNanoseconds: Int64

  /// - Parameters:
  ///   - name: for debuggers.
  ///   - count: how many threads work.
  ///   - maximumReplaced: how many more there may be when threads are blocked.
  ///   - spinNanoseconds: how long one of them looks for work before it sleeps, since waking it takes as long.
  init(name: String, count: Int, maximumReplaced: Int = 8, spinNanoseconds: Int64 = 20_000) {
    self.name = name
    self.maximumReplaced = maximumReplaced
    self.spinNanoseconds = spinNanoseconds
    for _ in 0..<max(count, 1) { state.withLock { start(&$0) } }
  }

  /// Adds work, to be done as soon as a thread is free.
  ///
  /// - Returns: whether one is about to take it, so that it is done in less time than another thread would take to wake.
  @discardableResult
  func add(_ work: @escaping Work) -> Bool {
    let (mustWake, isTaken) = state.withLock { state in
      guard !state.isEnding else { return (false, false) }
      state.waiting.append(work)
      depth.store(state.waiting.count, ordering: .releasing)
      // Whoever spins sees it; one for each further piece of work is woken.
      let spinning = isSpinning.load(ordering: .relaxed) ? 1 : 0
      let isTaken = state.waiting.count <= spinning
      guard state.sleeping > 0, !isTaken else { return (false, isTaken) }
      state.sleeping -= 1
      return (true, false)
    }
    if mustWake { wakeUp.signal() }
    return isTaken
  }

  /// Replaces threads that have been busy since before a moment.
  ///
  /// - Returns: how many, and how many couldn't be since there are too many.
  func replaceBlocked(since moment: Int64) -> (replaced: Int, left: Int) {
    state.withLock { state in
      var (replaced, left) = (0, 0)
      for worker in state.workers {
        let since = worker.busySince.load(ordering: .relaxed)
        guard since != 0, since < moment, !worker.isReplaced.load(ordering: .relaxed) else { continue }
        guard state.replaced < maximumReplaced else {
          left += 1
          continue
        }
        worker.isReplaced.store(true, ordering: .relaxed)
        // It may be in a loop, and would take the processor from all others.
        _ = gateway_put_last(worker.number.load(ordering: .relaxed))
        state.replaced += 1
        replaced += 1
        start(&state)
      }
      return (replaced, left)
    }
  }

  /// Lets what waits be done and the threads end.
  func end() {
    let count = state.withLock { state in
      state.isEnding = true
      defer { state.sleeping = 0 }
      return state.sleeping
    }
    for _ in 0..<count { wakeUp.signal() }
  }

  // MARK: The threads

  private func start(_ state: inout State) {
    let worker = Worker()
    state.workers.append(worker)
    let thread = Thread { self.serve(worker) }
    thread.name = name
    thread.stackSize = 2 << 20
    thread.start()
  }

  private func serve(_ worker: Worker) {
    worker.number.store(gettid(), ordering: .relaxed)
    while let work = next() {
      worker.busySince.store(monotonicNanoseconds(), ordering: .relaxed)
      work()
      worker.busySince.store(0, ordering: .relaxed)
      guard !worker.isReplaced.load(ordering: .relaxed) else { break }
    }
    state.withLock { state in
      state.workers.removeAll { $0 === worker }
      if worker.isReplaced.load(ordering: .relaxed) { state.replaced -= 1 }
    }
  }

  /// Waits for work; nil when the thread is to end.
  private func next() -> Work? {
    while true {
      if let work = take() { return work }
      if spin() { continue }
      let mustSleep = state.withLock { state -> Bool? in
        if !state.waiting.isEmpty { return false }
        if state.isEnding { return nil }
        state.sleeping += 1
        return true
      }
      guard let mustSleep else { return nil }
      if mustSleep { wakeUp.wait() }
    }
  }

  private func take() -> Work? {
    guard depth.load(ordering: .acquiring) > 0 else { return nil }
    return state.withLock { state in
      let work = state.waiting.popFirst()
      depth.store(state.waiting.count, ordering: .releasing)
      return work
    }
  }

  /// Looks for work for a moment; one thread at a time does.
  ///
  /// - Returns: whether there is some.
  private func spin() -> Bool {
    guard spinNanoseconds > 0, !isSpinning.exchange(true, ordering: .relaxed) else { return false }
    defer { isSpinning.store(false, ordering: .relaxed) }
    let end = monotonicNanoseconds() + spinNanoseconds
    repeat {
      for _ in 0..<32 {
        if depth.load(ordering: .relaxed) > 0 { return true }
        gateway_spin_pause()
      }
    } while monotonicNanoseconds() < end
    return false
  }
}
