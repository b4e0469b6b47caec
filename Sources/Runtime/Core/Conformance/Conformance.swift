package import OCPPCodec

/// What is done with messages of stations that don't conform. Those that do never come here.
package protocol Conformance: Sendable {
  /// Takes a frame that can't be read, or has an action that the version doesn't have.
  ///
  /// - Parameters:
  ///   - frame: the text as it came.
  ///   - reason: what is wrong with it, for people.
  ///   - session: the connection.
  /// - Returns: the frame as it shall be read instead, one that can be; nil when it is refused.
  func repair(_ frame: UnsafeBufferPointer<UInt8>, because reason: String, from session: Session) -> [UInt8]?

  /// Decides on a payload that breaks its schema.
  func judge(_ message: NonconformingMessage, from session: Session) -> Judgement
}

/// A payload of a station that breaks its schema.
package struct NonconformingMessage: Sendable {
  package var action: ActionDescriptor
  package var kind: PayloadKind
  /// The message id.
  package var id: String
  /// What is wrong, and the payload as it came.
  package var violations: MessageViolations
  /// The index of the station rule that applies; see ``Session/rule``.
  package var rule: Int?
  /// Milliseconds since the epoch.
  package var receivedAt: Int64

  package init(
    action: ActionDescriptor, kind: PayloadKind, id: String, violations: MessageViolations, rule: Int?,
    receivedAt: Int64
  ) {
    self.action = action
    self.kind = kind
    self.id = id
    self.violations = violations
    self.rule = rule
    self.receivedAt = receivedAt
  }

  /// What the payload must be.
  package var descriptor: MessageDescriptor { kind == .request ? action.request : action.response }
}

/// Which of an action's payloads one is.
package enum PayloadKind: String, Sendable, Hashable, CaseIterable, Codable {
  /// Of a CALL.
  case request
  /// Of a CALLRESULT.
  case response
}

/// What becomes of a payload that breaks its schema.
package enum Judgement: Sendable {
  /// It is handled as this message; why, or nil when nobody shall hear of it.
  case admitted(any OCPPMessage, Disposition?)
  /// It is refused: a CALL gets a CALLERROR, an answer is a failure of its command.
  case refused(MessageViolations)
}

/// Refuses all that doesn't conform.
package struct StrictConformance: Conformance {
  package init() {}

  package func repair(
    _ frame: UnsafeBufferPointer<UInt8>, because reason: String, from session: Session
  ) -> [UInt8]? { nil }

  package func judge(_ message: NonconformingMessage, from session: Session) -> Judgement {
    .refused(message.violations)
  }
}
