/// A JSON document whose shape is not known in advance: bodies of REST requests, data of vendors.
///
/// Read by jansson; messages have their own reader.
public enum JSONValue: Sendable, Hashable {
  /// `null`
  case null
  /// `true` or `false`
  case boolean(Bool)
  /// A number without a fraction.
  case integer(Int)
  /// A number with a fraction or an exponent.
  case real(Double)
  /// A string.
  case string(String)
  /// An array.
  case array([JSONValue])
  /// An object, members in the order of the text.
  case object([Member])

  /// A member of an object.
  public struct Member: Sendable, Hashable {
    /// Its name.
    public var name: String
    /// Its value.
    public var value: JSONValue

    /// - Parameters:
    ///   - name: the member's name.
    ///   - value: the member's value.
    public init(_ name: String, _ value: JSONValue) {
      self.name = name
      self.value = value
    }
  }

  /// The members of an object; none of anything else.
  public var members: [Member] {
    if case .object(let members) = self { members } else { [] }
  }

  /// The elements of an array; none of anything else.
  public var elements: [JSONValue] {
    if case .array(let elements) = self { elements } else { [] }
  }

  /// The value of an object's member.
  public subscript(name: String) -> JSONValue? { members.first { $0.name == name }?.value }

  /// The text of a string.
  public var string: String? {
    if case .string(let text) = self { text } else { nil }
  }

  /// The value of an integer.
  public var integer: Int? {
    if case .integer(let value) = self { value } else { nil }
  }

  /// The value of a boolean.
  public var boolean: Bool? {
    if case .boolean(let value) = self { value } else { nil }
  }
}

extension JSONValue {
  /// Writes the value.
  public func encode(to writer: inout JSONWriter) {
    switch self {
    case .null: writer.raw(.null)
    case .boolean(let value): writer.boolean(value)
    case .integer(let value): writer.integer(value)
    // JSON has no infinity; jansson reads none.
    case .real(let value): writer.number(DecimalNumber(value) ?? 0)
    case .string(let text): writer.string(text)
    case .array(let elements): writer.array(elements) { writer, element in element.encode(to: &writer) }
    case .object(let members):
      writer.beginObject()
      for member in members { writer.member(member.name) { writer in member.value.encode(to: &writer) } }
      writer.endObject()
    }
  }

  /// The value's text.
  public var json: RawJSON {
    var writer = JSONWriter()
    encode(to: &writer)
    return RawJSON(wellFormed: writer.text)
  }
}
