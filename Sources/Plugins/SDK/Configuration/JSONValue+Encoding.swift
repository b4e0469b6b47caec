extension JSONValue {
  /// Makes JSON of a value.
  ///
  /// - Throws: `EncodingError`, or what the type's own `encode(to:)` throws.
  public init(encoding value: some Encodable) throws {
    let encoder = JSONValueEncoder(codingPath: [])
    try encoder.box(value)
    self = encoder.target.value
  }
}

/// A JSON value being made.
final class JSONValueTarget {
  enum Content {
    case scalar(JSONValue)
    case object([(name: String, value: JSONValueTarget)])
    case array([JSONValueTarget])
  }

  // A type that encodes nothing is an empty object.
  var content = Content.object([])

  var value: JSONValue {
    switch content {
    case .scalar(let value): value
    case .object(let members): .object(members.map { JSONValue.Member($0.name, $0.value.value) })
    case .array(let elements): .array(elements.map(\.value))
    }
  }

  func member(_ name: String) -> JSONValueTarget {
    let target = JSONValueTarget()
    guard case .object(var members) = content else { return target }
    if let index = members.firstIndex(where: { $0.name == name }) {
      members[index].value = target
    } else {
      members.append((name, target))
    }
    content = .object(members)
    return target
  }

  func element() -> JSONValueTarget {
    let target = JSONValueTarget()
    guard case .array(var elements) = content else { return target }
    elements.append(target)
    content = .array(elements)
    return target
  }

  var count: Int {
    if case .array(let elements) = content { elements.count } else { 0 }
  }
}

/// Encodes into a JSON value.
struct JSONValueEncoder: Encoder, SingleValueEncodingContainer {
  let codingPath: [any CodingKey]
  var target = JSONValueTarget()
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    target.content = .object([])
    return KeyedEncodingContainer(JSONObjectEncoder<Key>(encoder: self))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    target.content = .array([])
    return JSONArrayEncoder(encoder: self)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer { self }

  func box(_ value: some Encodable) throws {
    if let number = value as? DecimalNumber {
      set(number.integer.map(JSONValue.integer) ?? .real(number.double))
    } else {
      try value.encode(to: self)
    }
  }

  func nested(_ target: JSONValueTarget, _ key: any CodingKey) -> JSONValueEncoder {
    JSONValueEncoder(codingPath: codingPath + [key], target: target)
  }

  func set(_ value: JSONValue) { target.content = .scalar(value) }

  private func integer(_ value: some BinaryInteger) throws {
    guard let number = Int(exactly: value) else {
      throw EncodingError.invalidValue(
        value, .init(codingPath: codingPath, debugDescription: "the number is beyond 64 bits"))
    }
    set(.integer(number))
  }

  func encodeNil() { set(.null) }
  func encode(_ value: Bool) { set(.boolean(value)) }
  func encode(_ value: String) { set(.string(value)) }
  func encode(_ value: Double) throws {
    guard value.isFinite else {
      throw EncodingError.invalidValue(
        value, .init(codingPath: codingPath, debugDescription: "JSON has no infinity and no NaN"))
    }
    set(.real(value))
  }
  func encode(_ value: Float) throws { try encode(Double(value)) }
  func encode(_ value: Int) throws { try integer(value) }
  func encode(_ value: Int8) throws { try integer(value) }
  func encode(_ value: Int16) throws { try integer(value) }
  func encode(_ value: Int32) throws { try integer(value) }
  func encode(_ value: Int64) throws { try integer(value) }
  func encode(_ value: UInt) throws { try integer(value) }
  func encode(_ value: UInt8) throws { try integer(value) }
  func encode(_ value: UInt16) throws { try integer(value) }
  func encode(_ value: UInt32) throws { try integer(value) }
  func encode(_ value: UInt64) throws { try integer(value) }
  func encode<Value: Encodable>(_ value: Value) throws { try box(value) }
}
