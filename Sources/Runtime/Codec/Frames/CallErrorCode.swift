/// The error code of a CALLERROR (OCPP-J 1.6 §4.2.3, OCPP 2.0.1 Part 4 §4.3): an open set.
public struct CallErrorCode: RawRepresentable, Sendable, Hashable {
  /// The code as it stands in the frame.
  public let rawValue: String

  /// - Parameter rawValue: the code as it stands in the frame.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// The action is unknown.
  public static let notImplemented = Self(rawValue: "NotImplemented")
  /// The action is known but not supported.
  public static let notSupported = Self(rawValue: "NotSupported")
  /// Something went wrong inside.
  public static let internalError = Self(rawValue: "InternalError")
  /// The payload is incomplete, or the message is out of turn.
  public static let protocolError = Self(rawValue: "ProtocolError")
  /// A security issue.
  public static let securityError = Self(rawValue: "SecurityError")
  /// 1.6: the frame or the payload is malformed.
  public static let formationViolation = Self(rawValue: "FormationViolation")
  /// 2.0.1: the payload is malformed.
  public static let formatViolation = Self(rawValue: "FormatViolation")
  /// A field has an invalid value.
  public static let propertyConstraintViolation = Self(rawValue: "PropertyConstraintViolation")
  /// 1.6, in the specification's own spelling: a field is absent, or there are too few or too many.
  public static let occurenceConstraintViolation = Self(rawValue: "OccurenceConstraintViolation")
  /// 2.0.1: a field is absent, or there are too few or too many.
  public static let occurrenceConstraintViolation = Self(rawValue: "OccurrenceConstraintViolation")
  /// A field has another type.
  public static let typeConstraintViolation = Self(rawValue: "TypeConstraintViolation")
  /// Anything else.
  public static let genericError = Self(rawValue: "GenericError")
  /// 2.0.1: the message type is not supported.
  public static let messageTypeNotSupported = Self(rawValue: "MessageTypeNotSupported")
  /// 2.0.1: the frame is malformed.
  public static let rpcFrameworkError = Self(rawValue: "RpcFrameworkError")
}
