/// Encodes an object's members.
struct JSONObjectEncoder<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let encoder: JSONValueEncoder
  var codingPath: [any CodingKey] { encoder.codingPath }

  private func member(_ key: Key) -> JSONValueEncoder {
    encoder.nested(encoder.target.member(key.stringValue), PositionKey(stringValue: key.stringValue))
  }

  mutating func encodeNil(forKey key: Key) { member(key).encodeNil() }
  mutating func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws { try member(key).box(value) }

  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type,
    forKey key: Key
  ) -> KeyedEncodingContainer<Nested> {
    member(key).container(keyedBy: type)
  }

  mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    member(key).unkeyedContainer()
  }

  mutating func superEncoder() -> any Encoder { encoder }
  mutating func superEncoder(forKey key: Key) -> any Encoder { member(key) }
}

/// Encodes an array's elements.
struct JSONArrayEncoder: UnkeyedEncodingContainer {
  let encoder: JSONValueEncoder
  var codingPath: [any CodingKey] { encoder.codingPath }
  var count: Int { encoder.target.count }

  private func element() -> JSONValueEncoder {
    encoder.nested(encoder.target.element(), PositionKey(intValue: count - 1))
  }

  mutating func encodeNil() { element().encodeNil() }
  mutating func encode<Value: Encodable>(_ value: Value) throws { try element().box(value) }

  mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
    element().container(keyedBy: type)
  }

  mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { element().unkeyedContainer() }

  mutating func superEncoder() -> any Encoder { element() }
}
