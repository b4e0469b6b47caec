import OCPPCodec

/// What doesn't conform: off the path of the messages that do.
extension Dispatcher {
  /// Receives a frame that can't be read, as it shall be read instead; nil when it is refused.
  @inline(never)
  func receiveRepaired(
    _ bytes: UnsafeBufferPointer<UInt8>,
    because reason: String,
    from session: Session
  ) -> Receipt? {
    // A repaired frame can be read, so this doesn't come again.
    guard let repaired = conformance.repair(bytes, because: reason, from: session) else { return nil }
    return repaired.withUnsafeBufferPointer { receive($0, from: session) }
  }

  /// Lets the payload of a CALL through, repaired or not.
  ///
  /// - Throws: ``CallError`` when it is refused.
  @inline(never)
  func admit(
    _ violations: MessageViolations,
    _ received: ReceivedCall,
    _ session: Session
  ) throws(CallError) -> any OCPPMessage {
    let action = received.frame.action
    let message = NonconformingMessage(
      action: action, kind: .request, id: received.frame.id, violations: violations,
      rule: rule(for: action, violations, session), receivedAt: received.receivedAt)
    do {
      return try admit(message, session)
    } catch {
      throw CallError(error)
    }
  }

  /// Lets a payload through, repaired or not.
  ///
  /// - Throws: what is wrong with it, when it is refused.
  func admit(_ message: NonconformingMessage, _ session: Session) throws(MessageViolations) -> any OCPPMessage {
    let admission = conformance.judge(message, from: session)
    switch admission {
    case .admitted(let admitted, let disposition):
      if let disposition { tell(message, disposition, session) }
      return admitted
    case .refused(let violations):
      tell(message, .refused, session)
      throw violations
    }
  }

  private func tell(_ message: NonconformingMessage, _ disposition: Disposition, _ session: Session) {
    services.metrics.count(message.violations, session.version, message.action)
    services.events.publish(
      .violation, of: session.station, at: message.receivedAt,
      [
        "action": .text(message.action.name), "payload": .text(message.kind.rawValue),
        "outcome": .text(disposition.rawValue),
        "violations": .array(message.violations.violations.map { APIViolation($0).value }),
      ])
  }

  /// The rule for a station; a BootNotification itself says what the station is, as well as it can be read.
  private func rule(for action: ActionDescriptor, _ violations: MessageViolations, _ session: Session) -> Int? {
    guard action.name == "BootNotification",
      let boot = violations.payload.withUnsafeBufferPointer({ action.request.report($0).message }),
      let identity = boot as? any IdentifiesStation
    else { return session.rule }
    return chains.rule(for: session.station, type: identity.stationType)
  }
}
