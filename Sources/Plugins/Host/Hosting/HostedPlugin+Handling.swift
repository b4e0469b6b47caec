import GatewayCore
import Logging
import OCPPCodec

extension HostedPlugin {
  /// How often a CALL is handled when others change the plugin's state at the same time.
  private static let maximumAttempts: UInt64 = 3

  /// Handles a CALL.
  ///
  /// - Throws: `CallError`; `StoreError` when the plugin's state can't be committed, or from the rest of the chain;
  ///   ``PluginFailure`` when the plugin failed and the policy is ``FailurePolicy/fail``.
  func handle(
    _ call: Call, _ context: CallContext, _ next: Next, _ policy: FailurePolicy
  ) async throws -> any OCPPMessage {
    let begin = monotonicNanoseconds()
    var rest = ChainRest(next, context)
    let failure: PluginFailure
    switch admit(at: begin) {
    case .failure(let refusal):
      failure = refusal
      running?.counters.count(.failed(refusal), 0)
    case .success(let running):
      let outcome = try await run(call, context, &rest, running, at: begin)
      note(outcome, monotonicNanoseconds() - begin - rest.duration, running)
      // What the store didn't take is no more done for the plugin's having an answer.
      if case .failure(let error)? = rest.answer, error is any StallsMessage, !outcome.isFailure { throw error }
      switch outcome {
      case .result(let message): return message
      case .error(let error): throw error
      case .pass: return try await rest.run(call).get()
      case .failed(let own): failure = own
      }
    }
    return try await replace(failure, call, context, &rest, policy)
  }

  /// Hands a CALL over and tells how that ended, whatever a policy would make of it.
  func outcome(_ call: Call, _ context: CallContext, _ next: Next) async throws -> HostedCall.Outcome {
    guard let running else { return .failed(failure(.unavailable, "it isn't running")) }
    var rest = ChainRest(next, context)
    return try await run(call, context, &rest, running, at: monotonicNanoseconds())
  }

  /// Hands a CALL over, again if others changed the state meanwhile, and commits what the plugin put.
  ///
  /// - Throws: `StoreError`
  private func run(
    _ call: Call, _ context: CallContext, _ rest: inout ChainRest, _ running: RunningPlugin, at begin: Int64
  ) async throws -> HostedCall.Outcome {
    let depth = call.direction == .outbound ? CommandDepth.current : 0
    for attempt in 1...Self.maximumAttempts {
      let now = attempt == 1 ? begin : monotonicNanoseconds()
      let open = HostedCall(
        number: nextNumber(), call: call, session: context.session, depth: depth, deadline: now + deadline)
      guard insert(open) else { return .failed(self.failure(.busy, "it has \(options.queueSize) CALLs already")) }
      running.watch.wake()
      handOver(open, attempt, running, at: now)
      let outcome = await follow(open, &rest, running)
      remove(open)
      guard !outcome.isFailure else {
        drop(open, running)
        return outcome
      }
      guard try await commit(open.takeStaged(), running) else { continue }
      for (command, operation) in open.takeCommands() { deliver(command, operation, depth: depth, running) }
      return outcome
    }
    return .failed(failure(.conflict, "its state was changed by others, \(Self.maximumAttempts) times in a row"))
  }

  /// Hands a CALL over.
  private func handOver(_ open: HostedCall, _ attempt: UInt64, _ running: RunningPlugin, at now: Int64) {
    let request = PluginRequest(
      number: open.number, direction: open.call.direction, version: open.session.version,
      station: open.session.station.text, action: open.call.action.name, messageID: open.call.id,
      connectionEpoch: open.session.epoch, attempt: attempt, receivedAt: open.call.receivedAt * 1000,
      deadline: open.deadlineAtBegin)
    var writer = JSONWriter(capacity: 512)
    open.call.message.encode(to: &writer)
    let isQuick = writer.withBytes { running.runner.begin(request, payload: $0, at: now) }
    if open.begin() { running.runner.cancel(open.number, isOverdue: false) }
    if isQuick { lookForAnswer(open) }
  }

  /// Does what the plugin asks for until its call has ended.
  private func follow(
    _ open: HostedCall, _ rest: inout ChainRest, _ running: RunningPlugin
  ) async -> HostedCall.Outcome {
    while true {
      switch await open.step() {
      case .finished(let outcome): return outcome
      case .next(let message, let isTail):
        var call = open.call
        if let message { call.message = message }
        let answer = await rest.run(call)
        if isTail { return .pass }
        open.resumeDeadline()
        running.runner.proceed(open.number, PluginReply(answer))
      }
    }
  }

  /// Does as the policy says with a CALL that the plugin failed to handle.
  private func replace(
    _ failure: PluginFailure, _ call: Call, _ context: CallContext, _ rest: inout ChainRest, _ policy: FailurePolicy
  ) async throws -> any OCPPMessage {
    // Of a plugin that is left alone, the log has told already.
    context.services.logger.log(
      level: failure.reason == .suspended ? .debug : .warning, "plugin failed",
      metadata: [
        "plugin": "\(options.id)", "station": "\(context.station)", "action": "\(call.action.name)",
        "message_id": "\(call.id.escapedForPeople)", "reason": "\(failure.reason.rawValue)",
        "error": "\(failure.text.escapedForPeople)", "on_failure": "\(policy.rawValue)",
      ])
    switch policy {
    case .pass: return try await rest.run(call).get()
    case .fail where call.direction == .inbound: throw failure
    case .fail, .reject: throw CallError(.internalError, "plugin '\(options.id)' could not handle \(call.action.name)")
    }
  }
}

extension HostedCall.Outcome {
  var isFailure: Bool {
    if case .failed = self { true } else { false }
  }
}
