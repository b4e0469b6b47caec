package import OCPPCodec

/// The JSON that a route answers with.
package indirect enum APIValue: Sendable {
  case null
  case boolean(Bool)
  case integer(Int)
  case text(String)
  /// A value that is JSON already: what a station sent.
  case raw(RawJSON)
  case array([APIValue])
  /// Members in the order they are written.
  case object([(name: String, value: APIValue)])

  package func encode(to writer: inout JSONWriter) {
    switch self {
    case .null: writer.raw(.null)
    case .boolean(let value): writer.boolean(value)
    case .integer(let value): writer.integer(value)
    case .text(let value): writer.string(value)
    case .raw(let value): writer.raw(value)
    case .array(let elements): writer.array(elements) { writer, element in element.encode(to: &writer) }
    case .object(let members):
      writer.beginObject()
      for member in members { writer.member(member.name) { member.value.encode(to: &$0) } }
      writer.endObject()
    }
  }

  /// The JSON's bytes, compact.
  package var bytes: [UInt8] {
    var writer = JSONWriter()
    encode(to: &writer)
    return writer.bytes
  }
}

extension APIValue {
  /// A string, or `null`.
  package static func optional(_ value: String?) -> APIValue { value.map { .text($0) } ?? .null }

  /// An integer, or `null`.
  package static func optional(_ value: Int?) -> APIValue { value.map { .integer($0) } ?? .null }

  /// JSON, or `null`.
  package static func optional(_ value: RawJSON?) -> APIValue { value.map { .raw($0) } ?? .null }

  /// A number with the digits it has, or `null`.
  package static func number(_ value: DecimalNumber?) -> APIValue {
    value.flatMap { RawJSON(text: $0.description) }.map { .raw($0) } ?? .null
  }

  /// A moment as RFC 3339 in UTC, or `null`.
  ///
  /// - Parameter milliseconds: since the epoch.
  package static func moment(_ milliseconds: Int64?) -> APIValue {
    milliseconds.map { .text(DateTime(millisecondsSinceEpoch: $0).description) } ?? .null
  }

  /// Strings.
  package static func texts(_ values: [String]) -> APIValue { .array(values.map { .text($0) }) }
}

extension APIValue {
  /// The value of an object's member.
  package subscript(name: String) -> APIValue? {
    if case .object(let members) = self { members.first { $0.name == name }?.value } else { nil }
  }

  /// The text of a string.
  package var text: String? {
    if case .text(let text) = self { text } else { nil }
  }

  /// The value of an integer.
  package var integer: Int? {
    if case .integer(let value) = self { value } else { nil }
  }

  /// The value of a boolean.
  package var boolean: Bool? {
    if case .boolean(let value) = self { value } else { nil }
  }
}

extension APIValue: ExpressibleByDictionaryLiteral {
  package init(dictionaryLiteral elements: (String, APIValue)...) {
    self = .object(elements.map { (name: $0.0, value: $0.1) })
  }
}

extension APIValue: ExpressibleByArrayLiteral {
  package init(arrayLiteral elements: APIValue...) { self = .array(elements) }
}

extension APIValue: ExpressibleByStringLiteral {
  package init(stringLiteral value: String) { self = .text(value) }
}

extension APIValue: ExpressibleByIntegerLiteral {
  package init(integerLiteral value: Int) { self = .integer(value) }
}

extension APIValue: ExpressibleByBooleanLiteral {
  package init(booleanLiteral value: Bool) { self = .boolean(value) }
}

extension APIValue {
  /// The JSON's text.
  package var json: RawJSON {
    var writer = JSONWriter()
    encode(to: &writer)
    return RawJSON(text: writer.text) ?? .null
  }
}
