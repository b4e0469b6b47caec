/// What a message breaks, for the person who looks for the reason.
public struct Violation: Sendable, Hashable {
  /// The JSON pointer (RFC 6901) of the value in the payload; empty for the payload itself.
  ///
  /// For `required` and `additionalProperties` it is the object, as JSON Schema has it; ``member`` names the member.
  public let pointer: String
  /// What is violated.
  public let keyword: ConstraintKeyword
  /// The code for a CALLERROR.
  public let code: CallErrorCode
  /// The member that is absent or not allowed.
  public let member: String?
  /// What is wrong and what was expected, in a sentence; values of the message are escaped and cut.
  public let message: String
  /// The type or format that the schema gives, such as `integer` or `date-time`; what other keywords expect is nil.
  package let expected: String?
  /// The number that the schema gives, of code points, of elements or as a bound.
  package let limit: Int?

  /// - Parameters:
  ///   - raw: what the reader noted.
  ///   - pointer: where it is.
  ///   - bytes: the text it read.
  ///   - version: whose error codes apply.
  init(_ raw: RawViolation, at pointer: String, in bytes: UnsafeBufferPointer<UInt8>, version: OCPPVersion) {
    self.pointer = pointer
    keyword = raw.keyword
    code = raw.keyword.errorCode(in: version)
    member = raw.keyword == .required || raw.keyword == .additionalProperties ? raw.name : nil
    message = Self.message(raw, at: pointer, in: bytes)
    let isNamed = raw.keyword == .type || raw.keyword == .format
    expected = isNamed ? raw.expected.map { String($0.description.prefix { $0 != " " }) } : nil
    limit = raw.limit
  }

  /// Finds out where violations are.
  ///
  /// - Parameters:
  ///   - raw: what the reader noted.
  ///   - bytes: the text it read.
  ///   - version: whose error codes apply.
  static func located(
    _ raw: [RawViolation],
    in bytes: UnsafeBufferPointer<UInt8>,
    version: OCPPVersion
  ) -> [Violation] {
    // In the order of the offsets one pass over the text finds them all.
    var locator = JSONPointerLocator(bytes)
    var pointers = Array(repeating: "", count: raw.count)
    for index in raw.indices.sorted(by: { raw[$0].offset < raw[$1].offset }) {
      pointers[index] = locator.pointer(to: raw[index].offset)
    }
    return zip(raw, pointers).map { Violation($0, at: $1, in: bytes, version: version) }
  }

  private static func message(
    _ raw: RawViolation,
    at pointer: String,
    in bytes: UnsafeBufferPointer<UInt8>
  ) -> String {
    let place = pointer.isEmpty ? "the payload" : "'\(pointer.escapedForPeople(limit: 128))'"
    let limit = raw.limit.map(String.init) ?? ""
    let name = raw.name.map { "'\($0.escapedForPeople(limit: 64))'" } ?? ""
    let expected = raw.expected?.description ?? ""
    return switch raw.keyword {
    case .type: "\(place) must be of type \(expected), not \(found(raw, in: bytes))"
    case .required: "\(place) lacks the required member \(name)"
    case .additionalProperties: "\(place) must not have the member \(name)"
    case .enum: "\(place) must be one of the schema's values, not \(name)"
    case .maxLength: "\(place) must have at most \(limit) characters"
    case .minItems: "\(place) must have at least \(limit) element\(raw.limit == 1 ? "" : "s")"
    case .maxItems: "\(place) must have at most \(limit) element\(raw.limit == 1 ? "" : "s")"
    case .minimum: "\(place) must be at least \(limit)"
    case .maximum: "\(place) must be at most \(limit)"
    case .multipleOf: "\(place) must be a multiple of \(raw.name ?? "")"
    case .format: "\(place) must be a \(expected)"
    case .wellFormed: "not well-formed JSON at byte \(raw.offset): expected \(expected)"
    }
  }

  /// What is there instead. The digits of a number are told only where one was expected: an id tag may be one, and this is
  /// for logs too.
  private static func found(_ raw: RawViolation, in bytes: UnsafeBufferPointer<UInt8>) -> String {
    let kind = kind(of: raw.offset, in: bytes)
    guard kind == "number", ["integer", "number"].contains(raw.expected?.description) else { return kind }
    return "\(kind) \(number(at: raw.offset, in: bytes))"
  }

  /// What begins at an offset.
  private static func kind(of offset: Int, in bytes: UnsafeBufferPointer<UInt8>) -> String {
    guard bytes.indices.contains(offset) else { return "nothing" }
    return switch bytes[offset] {
    case UInt8(ascii: "{"): "object"
    case UInt8(ascii: "["): "array"
    case UInt8(ascii: "\""): "string"
    case UInt8(ascii: "t"), UInt8(ascii: "f"): "boolean"
    case UInt8(ascii: "n"): "null"
    default: "number"
    }
  }

  private static func number(at offset: Int, in bytes: UnsafeBufferPointer<UInt8>) -> String {
    String(decoding: bytes[offset...].prefix(24).prefix { !",]} \n\r\t".utf8.contains($0) }, as: UTF8.self)
  }
}
