/// What became of a message, as metrics count it.
package enum MessageOutcome: Int, Sendable, CaseIterable {
  /// Answered with a CALLRESULT.
  case result
  /// Answered with a CALLERROR.
  case callError
  /// A retry, answered as before.
  case repeated
  /// Not answered: the store didn't take it in time.
  case stalled
  /// No OCPP-J frame.
  case malformed
  /// An answer that was awaited.
  case answer
  /// An answer that nobody waited for.
  case unexpectedAnswer
  /// A frame of an unknown type.
  case ignored

  /// The name in metrics.
  package var name: String {
    switch self {
    case .result: "result"
    case .callError: "call_error"
    case .repeated: "repeated"
    case .stalled: "stalled"
    case .malformed: "malformed"
    case .answer: "answer"
    case .unexpectedAnswer: "unexpected_answer"
    case .ignored: "ignored"
    }
  }
}
