package import OCPPCodec

/// A JSON document that can be changed and loses nothing: numbers keep their digits, members their order.
package enum JSONTree: Sendable, Hashable {
  case null
  case boolean(Bool)
  /// A number, as it was written.
  case number(String)
  case string(String)
  case array([JSONTree])
  case object([Member])

  /// A member of an object.
  package struct Member: Sendable, Hashable {
    package var name: String
    package var value: JSONTree

    package init(_ name: String, _ value: JSONTree) {
      self.name = name
      self.value = value
    }
  }

  /// The members of an object; none of anything else.
  package var members: [Member] {
    if case .object(let members) = self { members } else { [] }
  }

  /// The value of an object's member.
  package subscript(name: String) -> JSONTree? {
    members.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
  }

  /// The text of a string.
  package var string: String? {
    if case .string(let text) = self { text } else { nil }
  }

  /// The integer that a number is.
  package var integer: Int? {
    if case .number(let text) = self { Int(text) } else { nil }
  }

  /// Writes the value.
  package func encode(to writer: inout JSONWriter) {
    switch self {
    case .null: writer.verbatim("null,")
    case .boolean(let value): writer.boolean(value)
    case .number(var text):
      text.withUTF8 { writer.verbatim($0) }
      writer.verbatim(",")
    case .string(let text): writer.string(text)
    case .array(let elements): writer.array(elements) { writer, element in element.encode(to: &writer) }
    case .object(let members):
      writer.beginObject()
      for member in members { writer.member(member.name) { member.value.encode(to: &$0) } }
      writer.endObject()
    }
  }

  /// The value's text.
  package var bytes: [UInt8] {
    var writer = JSONWriter()
    encode(to: &writer)
    return writer.bytes
  }

  /// The value's text.
  package var text: String { String(decoding: bytes, as: UTF8.self) }
}
