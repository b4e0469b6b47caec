/// What a violation is a violation of: a keyword of JSON Schema, or JSON itself.
public enum ConstraintKeyword: String, Sendable, Hashable, CaseIterable, Codable {
  /// The value has another type.
  case type
  /// A required member is absent.
  case required
  /// A closed object has a member that its schema doesn't know.
  case additionalProperties
  /// The value is none of those listed.
  case `enum`
  /// The string has too many code points.
  case maxLength
  /// The array has too few elements.
  case minItems
  /// The array has too many elements.
  case maxItems
  /// The number is too small.
  case minimum
  /// The number is too large.
  case maximum
  /// The number is not a multiple of the schema's.
  case multipleOf
  /// The string is not of the format it should have.
  case format
  /// The text is not JSON, or has the same member twice: no keyword, but the ground all stand on.
  case wellFormed

  /// The error code for a CALLERROR (OCPP-J 1.6 §4.2.3, OCPP 2.0.1 Part 4 §4.3).
  public func errorCode(in version: OCPPVersion) -> CallErrorCode {
    switch self {
    case .type: .typeConstraintViolation
    case .required, .minItems, .maxItems:
      version == .v16 ? .occurenceConstraintViolation : .occurrenceConstraintViolation
    case .additionalProperties, .wellFormed: version == .v16 ? .formationViolation : .formatViolation
    case .enum, .maxLength, .minimum, .maximum, .multipleOf, .format: .propertyConstraintViolation
    }
  }
}
