package import OCPPCodec

/// Why a command got no CALLRESULT.
package enum CommandFailure: Error, Sendable {
  /// The station is not connected.
  case offline
  /// Too many commands wait for the station.
  case busy
  /// The station's version has no such action, or a CSMS may not send it.
  case unknownCommand(String)
  /// The payload does not conform.
  case invalid(MessageViolations)
  /// A handler of the chain refused it.
  case refused(CallError)
  /// The station answered with a CALLERROR.
  case error(CallError)
  /// The station answered with a payload that doesn't conform.
  case invalidAnswer(MessageViolations)
  /// No answer in time; if it was sent, the station may still do it.
  case timedOut(wasSent: Bool)
  /// The connection ended before the answer; if it was sent, the station may have done it.
  case disconnected(wasSent: Bool)

  /// The name in metrics.
  package var outcome: String {
    switch self {
    case .offline: "offline"
    case .busy: "busy"
    case .unknownCommand: "unknown"
    case .invalid: "invalid"
    case .refused: "refused"
    case .error: "error"
    case .invalidAnswer: "invalid_answer"
    case .timedOut: "timeout"
    case .disconnected: "disconnected"
    }
  }
}

extension CommandFailure {
  /// Whether the station may have done what it was told, although nobody knows.
  package var isUncertain: Bool {
    switch self {
    case .timedOut(let wasSent), .disconnected(let wasSent): wasSent
    default: false
    }
  }
}

extension CommandFailure: CustomStringConvertible {
  /// What happened, for a history or a log.
  package var description: String {
    switch self {
    case .offline: "the station is not connected"
    case .busy: "too many commands wait for the station"
    case .unknownCommand(let message): message
    case .invalid(let violations): "the command's payload is not valid: \(violations.description)"
    case .refused(let error): "a handler refused the command: \(error.code.rawValue): \(error.description)"
    case .error(let error): "the station answered with \(error.code.rawValue): \(error.description)"
    case .invalidAnswer(let violations): "the station's answer is not valid: \(violations.description)"
    case .timedOut(let wasSent):
      wasSent ? "the station did not answer in time" : "the station could not be sent it in time"
    case .disconnected(let wasSent):
      wasSent ? "the station disconnected before it answered" : "the station disconnected before it was sent"
    }
  }
}
