import Logging
import OCPPCodec

/// Takes stations' messages: reads them, runs the chains, writes the answers.
package final class Dispatcher: Sendable {
  package let chains: ChainTable
  let services: GatewayServices
  private let boot: BootPolicy
  let conformance: any Conformance
  private let reader16 = FrameReader(.of(.v16))
  private let reader201 = FrameReader(.of(.v201))
  private let stall: StallPolicy

  package init(
    chains: ChainTable,
    services: GatewayServices,
    boot: BootPolicy = BootPolicy(),
    conformance: any Conformance = StrictConformance(),
    stall: StallPolicy = StallPolicy()
  ) {
    self.chains = chains
    self.services = services
    self.boot = boot
    self.conformance = conformance
    self.stall = stall
  }

  /// See ``Bus/receive(_:from:)``.
  package func receive(_ bytes: UnsafeBufferPointer<UInt8>, from session: Session) -> Receipt {
    let begin = monotonicNanoseconds()
    let now = services.clock.milliseconds
    session.lastSeenAt = now
    let frame =
      switch session.version {
      case .v16: reader16.read(bytes)
      case .v201: reader201.read(bytes)
      }
    switch frame {
    case .call(let frame):
      var hasher = Hasher()
      hasher.combine(bytes: UnsafeRawBufferPointer(bytes))
      return .call(ReceivedCall(frame: frame, digest: hasher.finalize(), receivedAt: now, begin: begin))
    case .unknownAction(let id, let name):
      let problem = "there is no action '\(name.escapedForPeople)'"
      if let receipt = receiveRepaired(bytes, because: problem, from: session) { return receipt }
      services.metrics.count(session.version, nil, .callError)
      let reason = "OCPP \(session.version.rawValue) has no action '\(name.escapedForPeople)'"
      return reply(CallError(.notImplemented, reason), to: id, session)
    case .result(let id, let payload):
      let payload = UnsafeBufferPointer(rebasing: bytes[payload])
      resolve(id, session) { action in read(payload, of: action, id, session) }
      return .nothing
    case .error(let id, let error):
      resolve(id, session) { _ in .failure(CommandFailure.error(error)) }
      return .nothing
    case .unsupportedType(let id, let type):
      services.metrics.count(session.version, nil, .ignored)
      // OCPP 2.0.1 Part 4 §4.2.1; 1.6 says nothing, so the frame is ignored.
      guard session.version == .v201 else { return .nothing }
      return reply(CallError(.messageTypeNotSupported, "there is no message type \(type)"), to: id, session)
    case .malformed(let id, let isAnswer, let reason):
      if let receipt = receiveRepaired(bytes, because: reason, from: session) { return receipt }
      services.metrics.count(session.version, nil, .malformed)
      // Nobody answers an answer.
      guard !isAnswer else { return .nothing }
      let code: CallErrorCode = session.version == .v16 ? .formationViolation : .rpcFrameworkError
      return reply(CallError(code, reason), to: id ?? "-1", session)
    }
  }

  /// See ``Bus/handle(_:from:)``.
  package func handle(_ received: ReceivedCall, from session: Session) async -> CallOutcome {
    let frame = received.frame
    if let reply = session.recentReplies.reply(to: frame.id, digest: received.digest) {
      services.metrics.count(session.version, frame.action, .repeated)
      return .reply(reply)
    }
    let outcome: MessageOutcome
    let reply: [UInt8]
    do {
      let message = try await answer(received, from: session)
      reply = FrameWriter.result(id: frame.id, payload: message)
      outcome = .result
    } catch let error as CallError {
      reply = FrameWriter.error(id: frame.id, error)
      outcome = .callError
      log(error, received, session)
    } catch {
      services.metrics.count(session.version, frame.action, .stalled)
      return .close(.overloaded)
    }
    session.recentReplies.keep(reply, to: frame.id, digest: received.digest)
    services.metrics.count(session.version, frame.action, outcome)
    services.metrics.time(session.version, frame.action, monotonicNanoseconds() - received.begin)
    return .reply(reply)
  }

  /// - Throws: ``CallError`` for a CALLERROR; anything else when the CALL can't be answered at all.
  @inline(__always)
  private func answer(_ received: ReceivedCall, from session: Session) async throws -> any OCPPMessage {
    let action = received.frame.action
    let message: any OCPPMessage
    switch received.frame.payload {
    case .success(let payload): message = payload
    case .failure(let violations): message = try admit(violations, received, session)
    }
    guard action.mayGo(.inbound) else {
      throw CallError(.notSupported, "\(action.name) is sent by the CSMS, not by stations")
    }
    try boot.check(action.name, in: session)
    let call = Call(
      action: action, direction: .inbound, message: message, id: received.frame.id, receivedAt: received.receivedAt)
    if action.name == "BootNotification", let boot = message as? any IdentifiesStation {
      session.type = boot.stationType
      session.rule = chains.rule(for: session.station, type: session.type)
    }
    let chain = chains.chain(Route(session.version, .inbound, action: action.index), rule: session.rule)
    let context = CallContext(session: session, services: services)
    do {
      return try await chain(call, context, end: Self.unhandled)
    } catch let error as CallError {
      throw error
    } catch {
      return try await stall.retry(action, after: error, services) {
        try await chain(call, context, end: Self.unhandled)
      }
    }
  }

  /// The end of every inbound chain: nobody handled the CALL.
  private static let unhandled: HandlerLink = { call, _, _ in
    throw CallError(.notSupported, "no handler is configured for \(call.action.name)")
  }

  private func reply(_ error: CallError, to id: String, _ session: Session) -> Receipt {
    if let suppressed = session.logAllowance.take(at: services.clock.milliseconds) {
      services.logger.info(
        "frame refused",
        metadata: [
          "station": "\(session.station)", "epoch": "\(session.epoch)", "code": "\(error.code.rawValue)",
          "reason": "\(error.description.escapedForPeople)", "suppressed": "\(suppressed)",
        ])
    }
    return .reply(FrameWriter.error(id: id, error))
  }

  private func resolve(
    _ id: String,
    _ session: Session,
    _ answer: (ActionDescriptor) -> Result<any OCPPMessage, any Error>
  ) {
    // An answer that nobody waits for is dropped and counted.
    let wasAwaited = session.outbound.resolve(id: id, with: answer)
    services.metrics.count(session.version, nil, wasAwaited ? .answer : .unexpectedAnswer)
  }

  private func read(
    _ payload: UnsafeBufferPointer<UInt8>,
    of action: ActionDescriptor,
    _ id: String,
    _ session: Session
  ) -> Result<any OCPPMessage, any Error> {
    do {
      return .success(try action.response.decode(payload))
    } catch {
      let message = NonconformingMessage(
        action: action, kind: .response, id: id, violations: error, rule: session.rule,
        receivedAt: session.lastSeenAt)
      do {
        return .success(try admit(message, session))
      } catch {
        return .failure(CommandFailure.invalidAnswer(error))
      }
    }
  }

  private func log(_ error: CallError, _ received: ReceivedCall, _ session: Session) {
    guard let suppressed = session.logAllowance.take(at: received.receivedAt) else { return }
    services.logger.info(
      "call refused",
      metadata: [
        "station": "\(session.station)", "epoch": "\(session.epoch)", "version": "\(session.version.rawValue)",
        "action": "\(received.frame.action.name)", "message_id": "\(received.frame.id.escapedForPeople)",
        "code": "\(error.code.rawValue)", "reason": "\(error.description.escapedForPeople)",
        "suppressed": "\(suppressed)",
      ])
  }
}
