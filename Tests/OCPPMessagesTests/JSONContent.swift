import OCPPCodec

/// A JSON value compared as JSON is: members in any order, numbers by value.
indirect enum JSONContent: Equatable {
  case scalar(JSONValue)
  case number(DecimalNumber)
  case array([JSONContent])
  case object([String: JSONContent])

  init(_ text: String) throws { self.init(try JSONValue(parsing: text)) }

  private init(_ value: JSONValue) {
    switch value {
    case .integer(let integer): self = .number(DecimalNumber(integer))
    case .real(let real): self = .number(DecimalNumber(real) ?? 0)
    case .array(let elements): self = .array(elements.map(JSONContent.init))
    case .object(let members):
      self = .object(Dictionary(members.map { ($0.name, JSONContent($0.value)) }) { first, _ in first })
    default: self = .scalar(value)
    }
  }
}
