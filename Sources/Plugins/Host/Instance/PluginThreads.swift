import CProcess
import DequeModule
import Dispatch
import Foundation
import GatewayCore
import Synchronization

/// The threads on which a plugin's code runs: never an event loop, never a thread that tasks share.
///
/// A thread that is awake takes one piece of work after another; another is woken only when none is awake, or those that are
/// have been busy for longer than waking takes. A plugin may block its own threads. One that is blocked for too long is
/// written off and another takes its place, up to a limit; when it comes back it ends.
final class PluginThreads: Sendable {
  /// Something to do.
  enum Work: Sendable {
    case handle(LentCall)
    case run(@Sendable () -> Void)
  }

  typealias Handler = @Sendable (LentCall, Int64) -> Void

  private struct Entry {
    let work: Work
    let addedAt: Int64
  }

  private struct Inbox {
    var entries: Deque<Entry> = []
    var isEnding = false
  }

  private struct Crew {
    /// What threads take from; when it is empty the inbox takes its place.
    var ready: Deque<Entry> = []
    var workers: [Worker] = []
    /// How many work, not counting those written off.
    var busy = 0
    /// How many wait to be woken.
    var sleeping = 0
    /// Those that are written off and have been replaced.
    var replaced = 0
    /// Whether one waits at the source.
    var isAtSource = false
    var isEnding = false
    var handler: Handler?
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

  /// Nanoseconds: how long a thread looks for work before it sleeps, since waking it takes as long.
  private static let spinTime: Int64 = 20_000
  /// Nanoseconds after which a thread doesn't count as one that takes the next piece of work soon.
  private static let shortWork: Int64 = 50_000
  /// Nanoseconds that work may wait before another thread helps.
  private static let longWait: Int64 = 500_000
  private static let canSpin = ProcessInfo.processInfo.activeProcessorCount > 1

  private let inbox = Mutex(Inbox())
  private let crew = Mutex(Crew())
  /// How much is in the inbox, to be looked at without the lock.
  private let depth = Atomic(0)
  /// Threads that are not asleep, nor at the source, nor written off.
  private let awake = Atomic(0)
  /// When one last took something.
  private let latestTake = Atomic<Int64>(0)
  private let isSpinning = Atomic(false)
  /// Grows when looking for work was in vain, so that it is done more seldom.
  private let vainSpins = Atomic(0)
  private let wakeUp = DispatchSemaphore(value: 0)
  private let name: String
  private let count: Int
  private let maximumReplaced: Int
  private let source: (any WorkSource)?

  /// - Parameters:
  ///   - name: for debuggers.
  ///   - count: how many work at the same time.
  ///   - maximumReplaced: how many more there may be when threads are blocked.
  ///   - source: where they wait.
  init(name: String, count: Int, maximumReplaced: Int = 8, source: (any WorkSource)? = nil) {
    self.name = name
    self.count = max(count, 1)
    self.maximumReplaced = maximumReplaced
    self.source = source
  }

  /// Starts them.
  ///
  /// - Parameter handler: handles a call, given what time it is.
  func start(_ handler: @escaping Handler) {
    crew.withLock { crew in
      crew.handler = handler
      // One more, so that there is always one at the source.
      for _ in 0..<(source == nil ? count : count + 1) { start(&crew) }
    }
  }

  /// Adds work, to be done as soon as a thread is free.
  ///
  /// - Parameters:
  ///   - now: ``monotonicNanoseconds()``
  /// - Returns: whether one is about to take it, so that it is done in less time than another thread would take to wake.
  @discardableResult
  func add(_ work: Work, at now: Int64) -> Bool {
    let position = inbox.withLock { inbox -> Int in
      guard !inbox.isEnding else { return 0 }
      inbox.entries.append(Entry(work: work, addedAt: now))
      depth.store(inbox.entries.count, ordering: .sequentiallyConsistent)
      return inbox.entries.count
    }
    guard position > 0 else { return false }
    // A thread that goes to sleep looks at the depth after it has stopped spinning and being awake: one of both sees the
    // other.
    if isSpinning.load(ordering: .sequentiallyConsistent) { return position == 1 }
    if awake.load(ordering: .sequentiallyConsistent) == 0 {
      wake(unlessAwake: true)
    } else if now - latestTake.load(ordering: .relaxed) > Self.shortWork {
      wake(unlessAwake: false)
    }
    return false
  }

  func add(_ body: @escaping @Sendable () -> Void) {
    add(.run(body), at: monotonicNanoseconds())
  }

  /// Wakes a thread if something waits and nothing of it has been taken for a while; to be called now and then.
  ///
  /// - Returns: whether there is anything to do.
  @discardableResult
  func relieve(at now: Int64) -> Bool {
    let (isAtWork, isWaiting) = crew.withLock { crew in
      let hasWork = !crew.ready.isEmpty || depth.load(ordering: .relaxed) > 0
      return (hasWork || crew.busy > 0, hasWork && crew.busy < count || source != nil && !crew.isAtSource)
    }
    if isWaiting, now - latestTake.load(ordering: .relaxed) > Self.longWait { wake(unlessAwake: false) }
    return isAtWork
  }

  private func wake(unlessAwake: Bool) {
    let isWoken = crew.withLock { crew in
      guard crew.sleeping > 0, !unlessAwake || awake.load(ordering: .relaxed) == 0 else { return false }
      crew.sleeping -= 1
      awake.wrappingAdd(1, ordering: .sequentiallyConsistent)
      return true
    }
    if isWoken { wakeUp.signal() }
  }

  /// Replaces threads that have been busy since before a moment.
  ///
  /// - Returns: how many, and how many couldn't be since there are too many.
  func replaceBlocked(since moment: Int64) -> (replaced: Int, left: Int) {
    crew.withLock { crew in
      var (replaced, left) = (0, 0)
      for worker in crew.workers {
        let since = worker.busySince.load(ordering: .relaxed)
        guard since != 0, since < moment, !worker.isReplaced.load(ordering: .relaxed) else { continue }
        guard crew.replaced < maximumReplaced else {
          left += 1
          continue
        }
        worker.isReplaced.store(true, ordering: .relaxed)
        // It may be in a loop, and would take the processor from all others.
        _ = gateway_put_last(worker.number.load(ordering: .relaxed))
        crew.busy -= 1
        awake.wrappingSubtract(1, ordering: .sequentiallyConsistent)
        crew.replaced += 1
        replaced += 1
        start(&crew)
      }
      return (replaced, left)
    }
  }

  /// Lets what waits be done and the threads end; one that waits at the source ends with that.
  func end() {
    inbox.withLock { $0.isEnding = true }
    let count = crew.withLock { crew in
      crew.isEnding = true
      defer { crew.sleeping = 0 }
      awake.wrappingAdd(crew.sleeping, ordering: .sequentiallyConsistent)
      return crew.sleeping
    }
    for _ in 0..<count { wakeUp.signal() }
  }

  // MARK: The threads

  private func start(_ crew: inout Crew) {
    let worker = Worker()
    crew.workers.append(worker)
    awake.wrappingAdd(1, ordering: .sequentiallyConsistent)
    let handler = crew.handler
    let thread = Thread { self.serve(worker, handler) }
    thread.name = name
    thread.stackSize = 2 << 20
    thread.start()
  }

  private func serve(_ worker: Worker, _ handler: Handler?) {
    worker.number.store(gettid(), ordering: .relaxed)
    while let entry = next(worker) {
      switch entry.work {
      case .handle(let call): handler?(call, worker.busySince.load(ordering: .relaxed))
      case .run(let body): body()
      }
    }
    crew.withLock { crew in
      crew.workers.removeAll { $0 === worker }
      if worker.isReplaced.load(ordering: .relaxed) { crew.replaced -= 1 }
    }
  }

  /// Waits for work; nil when the thread is to end.
  private func next(_ worker: Worker) -> Entry? {
    while true {
      let now = monotonicNanoseconds()
      if let entry = take(worker, at: now) {
        // Others sleep, although this waited for long.
        if now - entry.addedAt > Self.longWait { wake(unlessAwake: false) }
        return entry
      }
      if worker.isReplaced.load(ordering: .relaxed) { return nil }
      if let source {
        source.settle()
      } else if spin() {
        continue
      }
      switch rest() {
      case .ending: return nil
      case .working: continue
      case .sleeping: wakeUp.wait()
      case .atSource:
        source?.wait()
        awake.wrappingAdd(1, ordering: .sequentiallyConsistent)
        // It takes what it adds itself, so that nobody needs to be woken.
        latestTake.store(monotonicNanoseconds(), ordering: .relaxed)
        source?.take()
        crew.withLock { $0.isAtSource = false }
      }
    }
  }

  /// Ends what a thread did, and takes something else for it; nil when there is nothing, or it is written off.
  private func take(_ worker: Worker, at now: Int64) -> Entry? {
    crew.withLock { crew in
      if worker.isReplaced.load(ordering: .relaxed) { return nil }
      if worker.busySince.exchange(0, ordering: .relaxed) != 0 { crew.busy -= 1 }
      guard crew.busy < count else { return nil }
      if crew.ready.isEmpty, depth.load(ordering: .acquiring) > 0 {
        inbox.withLock { inbox in
          swap(&crew.ready, &inbox.entries)
          depth.store(0, ordering: .relaxed)
        }
      }
      guard let entry = crew.ready.popFirst() else { return nil }
      crew.busy += 1
      latestTake.store(now, ordering: .relaxed)
      worker.busySince.store(now, ordering: .relaxed)
      return entry
    }
  }

  private enum Rest {
    case working
    case sleeping
    case atSource
    case ending
  }

  /// Decides how a thread that has nothing to do waits.
  private func rest() -> Rest {
    crew.withLock { crew in
      awake.wrappingSubtract(1, ordering: .sequentiallyConsistent)
      let isWork = depth.load(ordering: .sequentiallyConsistent) > 0 || !crew.ready.isEmpty
      if isWork, crew.busy < count {
        awake.wrappingAdd(1, ordering: .sequentiallyConsistent)
        return .working
      }
      if crew.isEnding { return .ending }
      if source != nil, !crew.isAtSource {
        crew.isAtSource = true
        return .atSource
      }
      crew.sleeping += 1
      return .sleeping
    }
  }

  /// Looks for work for a moment; one thread at a time does, and less often when that was in vain.
  ///
  /// - Returns: whether there is some.
  private func spin() -> Bool {
    guard Self.canSpin else { return false }
    let vain = vainSpins.load(ordering: .relaxed)
    if vain > 4, vain & 15 != 0 {
      vainSpins.store(vain + 1, ordering: .relaxed)
      return false
    }
    guard !isSpinning.exchange(true, ordering: .relaxed) else { return false }
    defer { isSpinning.store(false, ordering: .sequentiallyConsistent) }
    let end = monotonicNanoseconds() + Self.spinTime
    repeat {
      for _ in 0..<32 {
        if depth.load(ordering: .relaxed) > 0 {
          vainSpins.store(0, ordering: .relaxed)
          return true
        }
        gateway_spin_pause()
      }
    } while monotonicNanoseconds() < end
    vainSpins.store(vain + 1, ordering: .relaxed)
    return false
  }
}
