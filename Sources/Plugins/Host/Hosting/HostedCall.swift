import CProcess
import GatewayCore
import OCPPCodec
import Synchronization

/// A CALL that a plugin has, as the chain sees it: what the plugin does about it comes as steps, in order.
final class HostedCall: Sendable {
  /// Something that the plugin did.
  enum Step: Sendable {
    /// It called next, with another message or none; at a tail it expects no reply.
    case next((any OCPPMessage)?, isTail: Bool)
    case finished(Outcome)
  }

  /// How it ended.
  enum Outcome: Sendable {
    case result(any OCPPMessage)
    case error(CallError)
    /// As the rest of the chain.
    case pass
    case failed(PluginFailure)
  }

  private struct State {
    /// What nobody has waited for yet: next, then the end.
    var step: Step?
    var end: Step?
    var waiter: UnsafeContinuation<Step, Never>?
    var isFinished = false
    var hasCalledNext = false
    var staged = StagedState()
    var commands: [(command: PluginCommand, operation: UInt64?)] = []
  }

  let number: UInt64
  let call: Call
  let session: Session
  /// How many commands of plugins led to this one.
  let depth: Int
  /// The deadline that the plugin is told.
  let deadlineAtBegin: Int64
  /// ``monotonicNanoseconds()`` until which the plugin may take; far away while the rest of the chain works.
  private let deadline: Atomic<Int64>
  private let state = Mutex(State())
  /// Whether there was a step that nobody waited for.
  private let hasSteps = Atomic(false)
  /// Whether something waits for the end.
  private let hasEffects = Atomic(false)
  private let isBegun = Atomic(false)
  private let isDeparted = Atomic(false)

  init(number: UInt64, call: Call, session: Session, depth: Int, deadline: Int64) {
    deadlineAtBegin = deadline
    self.number = number
    self.call = call
    self.session = session
    self.depth = depth
    self.deadline = Atomic(deadline)
  }

  // MARK: Steps

  /// Looks for a step for a moment, a few microseconds.
  ///
  /// - Returns: whether there is one.
  func spin() -> Bool {
    for _ in 0..<128 {
      if hasSteps.load(ordering: .acquiring) { return true }
      gateway_spin_pause()
    }
    return false
  }

  /// Waits for the next step; for the chain only.
  func step() async -> Step {
    await withUnsafeContinuation { continuation in
      let step = state.withLock { state -> Step? in
        if let step = state.step {
          state.step = nil
          return step
        }
        if let end = state.end { return end }
        state.waiter = continuation
        return nil
      }
      if let step { continuation.resume(returning: step) }
    }
  }

  /// Notes that the plugin called next.
  ///
  /// - Returns: false when the call is over, or it did so before.
  func proceed(with message: (any OCPPMessage)?, isTail: Bool) -> Bool {
    guard post(.next(message, isTail: isTail)) else { return false }
    pauseDeadline()
    return true
  }

  /// Ends the call; only the first end counts.
  ///
  /// - Returns: whether this was the first.
  @discardableResult
  func finish(_ outcome: Outcome) -> Bool { post(.finished(outcome)) }

  private func post(_ step: Step) -> Bool {
    let (isTaken, waiter) = state.withLock { state -> (Bool, UnsafeContinuation<Step, Never>?) in
      guard !state.isFinished else { return (false, nil) }
      switch step {
      case .finished: state.isFinished = true
      case .next:
        guard !state.hasCalledNext else { return (false, nil) }
        state.hasCalledNext = true
      }
      if let waiter = state.waiter {
        state.waiter = nil
        return (true, waiter)
      }
      if case .finished = step { state.end = step } else { state.step = step }
      hasSteps.store(true, ordering: .releasing)
      return (true, nil)
    }
    waiter?.resume(returning: step)
    return isTaken
  }

  // MARK: The deadline

  private static let never = Int64.max

  /// Nanoseconds that the plugin has left, kept while the rest of the chain works.
  private let left = Atomic<Int64>(0)

  func isOverdue(at now: Int64) -> Bool { deadline.load(ordering: .relaxed) < now }

  private func pauseDeadline() {
    let end = deadline.exchange(Self.never, ordering: .relaxed)
    if end != Self.never { left.store(max(end - monotonicNanoseconds(), 0), ordering: .relaxed) }
  }

  func resumeDeadline() {
    // Who has called next at the last moment shall still be able to look at the reply.
    let rest = max(left.load(ordering: .relaxed), 50_000_000)
    deadline.store(monotonicNanoseconds() + rest, ordering: .relaxed)
  }

  /// Notes that the plugin has it.
  ///
  /// - Returns: whether its station has gone meanwhile, which is to be told now.
  func begin() -> Bool {
    isBegun.store(true, ordering: .sequentiallyConsistent)
    return session.hasEnded && takeDeparture()
  }

  /// Whether its station's being gone is to be told now; once. Not before the plugin has it: then ``begin()`` tells.
  func takeDeparture() -> Bool {
    isBegun.load(ordering: .sequentiallyConsistent) && !isDeparted.exchange(true, ordering: .relaxed)
  }

  // MARK: Effects that wait for the end

  /// - Returns: nil when the call is over.
  func withStaged<Result>(_ body: (inout StagedState) -> Result) -> Result? where Result: Sendable {
    state.withLock { state in
      guard !state.isFinished else { return nil }
      hasEffects.store(true, ordering: .relaxed)
      return body(&state.staged)
    }
  }

  func takeStaged() -> StagedState {
    // The end was seen under the lock, after which there are no more.
    guard hasEffects.load(ordering: .relaxed) else { return StagedState() }
    return state.withLock { state in
      defer { state.staged = StagedState() }
      return state.staged
    }
  }

  /// Keeps a command until the call is answered.
  func keep(_ command: PluginCommand, operation: UInt64?) -> PluginStatus {
    state.withLock { state in
      if state.isFinished { return .state }
      guard state.commands.count < PluginLimits.maximumCommands else { return .busy }
      hasEffects.store(true, ordering: .relaxed)
      state.commands.append((command, operation))
      return .ok
    }
  }

  func takeCommands() -> [(command: PluginCommand, operation: UInt64?)] {
    guard hasEffects.load(ordering: .relaxed) else { return [] }
    return state.withLock { state in
      defer { state.commands = [] }
      return state.commands
    }
  }
}
