/// A JSON value of a schema file, with the place where it stands.
struct SchemaNode {
  indirect enum Value {
    case object([(name: String, value: SchemaNode)])
    case array([SchemaNode])
    case string(String)
    /// A number's text.
    case number(String)
    case boolean(Bool)
    case null
  }

  var value: Value
  /// The file's path.
  var file: String
  /// RFC 6901.
  var pointer: String

  subscript(name: String) -> SchemaNode? { members.first { $0.name == name }?.value }

  var members: [(name: String, value: SchemaNode)] {
    if case .object(let members) = value { members } else { [] }
  }

  var elements: [SchemaNode] {
    if case .array(let elements) = value { elements } else { [] }
  }

  var string: String? {
    if case .string(let text) = value { text } else { nil }
  }

  var integer: Int? {
    if case .number(let text) = value { Int(text) } else { nil }
  }

  /// The value's content, the same for the same constraints: prose, the order of members and of lists left out.
  var content: String {
    switch value {
    case .object(let members):
      "{" + members.filter { !isProse($0) }.map { "\($0.name):\($0.value.content)" }.sorted().joined(separator: ",")
        + "}"
    case .array(let elements): "[" + elements.map(\.content).sorted().joined(separator: ",") + "]"
    case .string(let text): "\"\(text)\""
    case .number(let text): text
    case .boolean(let flag): "\(flag)"
    case .null: "null"
    }
  }

  /// A keyword that explains; a property may have the same name.
  private func isProse(_ member: (name: String, value: SchemaNode)) -> Bool {
    guard !pointer.hasSuffix("/properties") else { return false }
    return ["description", "comment", "javaType", "title", "default"].contains(member.name)
  }
}
