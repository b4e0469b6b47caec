/// An OCPP-J frame as it came: read in one pass with its payload.
public enum InboundFrame: Sendable {
  /// A CALL of a known action.
  case call(InboundCall)
  /// A CALL of an action that the version doesn't have.
  case unknownAction(id: String, name: String)
  /// A CALLRESULT; the payload is read by whoever knows the action.
  case result(id: String, payload: Range<Int>)
  /// A CALLERROR.
  case error(id: String, CallError)
  /// A frame of a type that the version doesn't have.
  case unsupportedType(id: String, type: Int)
  /// No frame: not JSON, no array, or an array of the wrong elements.
  ///
  /// `id` is the message id if it can be read; `isAnswer` tells that it claims to be a CALLRESULT or CALLERROR.
  case malformed(id: String?, isAnswer: Bool, reason: String)
}

/// A CALL of a known action.
public struct InboundCall: Sendable {
  /// The message id.
  public let id: String
  /// The action.
  public let action: ActionDescriptor
  /// The payload, or what is wrong with it.
  public let payload: Result<any OCPPMessage, MessageViolations>
  /// Where the payload stands in the frame, in bytes.
  public let range: Range<Int>
}
