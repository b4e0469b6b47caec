/// Gives types something to decode and notes what they ask for; see ``ConfigurationSchema``.
struct WatchingDecoder: Decoder {
  /// Types that contain themselves end here.
  private static let deepest = 8

  let schema: ConfigurationSchema
  let depth: Int
  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard depth < Self.deepest else { throw tooDeep }
    schema.kind = .object
    return KeyedDecodingContainer(WatchedObject<Key>(schema: schema, depth: depth))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard depth < Self.deepest else { throw tooDeep }
    let element = ConfigurationSchema()
    schema.kind = .array(element)
    return WatchedArray(schema: element, depth: depth)
  }

  func singleValueContainer() throws -> any SingleValueDecodingContainer { WatchedScalar(schema: schema, depth: depth) }

  private var tooDeep: DecodingError {
    .dataCorrupted(.init(codingPath: [], debugDescription: "the type contains itself"))
  }
}

/// An object that has every member that is asked for.
private struct WatchedObject<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let schema: ConfigurationSchema
  let depth: Int
  var codingPath: [any CodingKey] { [] }

  /// A dictionary asks which keys there are: it gets one, and what it asks for then is the schema of all values.
  var allKeys: [Key] {
    guard let key = Key(stringValue: Self.anyName) else { return [] }
    return [key]
  }

  private static var anyName: String { "any name" }

  func contains(_ key: Key) -> Bool { true }
  func decodeNil(forKey key: Key) -> Bool { false }

  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
    try watch(type, key, isRequired: true)
  }

  func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
    try watch(type, key, isRequired: false)
  }

  func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? { try watch(type, key, isRequired: false) }
  func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? {
    try watch(type, key, isRequired: false)
  }
  func decodeIfPresent(_ type: Double.Type, forKey key: Key) throws -> Double? {
    try watch(type, key, isRequired: false)
  }
  func decodeIfPresent(_ type: Float.Type, forKey key: Key) throws -> Float? { try watch(type, key, isRequired: false) }
  func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? { try watch(type, key, isRequired: false) }
  func decodeIfPresent(_ type: Int8.Type, forKey key: Key) throws -> Int8? { try watch(type, key, isRequired: false) }
  func decodeIfPresent(_ type: Int16.Type, forKey key: Key) throws -> Int16? { try watch(type, key, isRequired: false) }
  func decodeIfPresent(_ type: Int32.Type, forKey key: Key) throws -> Int32? { try watch(type, key, isRequired: false) }
  func decodeIfPresent(_ type: Int64.Type, forKey key: Key) throws -> Int64? { try watch(type, key, isRequired: false) }
  func decodeIfPresent(_ type: UInt.Type, forKey key: Key) throws -> UInt? { try watch(type, key, isRequired: false) }
  func decodeIfPresent(_ type: UInt8.Type, forKey key: Key) throws -> UInt8? { try watch(type, key, isRequired: false) }
  func decodeIfPresent(_ type: UInt16.Type, forKey key: Key) throws -> UInt16? {
    try watch(type, key, isRequired: false)
  }
  func decodeIfPresent(_ type: UInt32.Type, forKey key: Key) throws -> UInt32? {
    try watch(type, key, isRequired: false)
  }
  func decodeIfPresent(_ type: UInt64.Type, forKey key: Key) throws -> UInt64? {
    try watch(type, key, isRequired: false)
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type,
    forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> {
    try nested(key).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try nested(key).unkeyedContainer()
  }

  func superDecoder() throws -> any Decoder { WatchingDecoder(schema: schema, depth: depth + 1) }
  func superDecoder(forKey key: Key) throws -> any Decoder { nested(key) }

  private func nested(_ key: Key) -> WatchingDecoder {
    WatchingDecoder(schema: schema.member(key.stringValue, isRequired: true), depth: depth + 1)
  }

  private func watch<Value: Decodable>(_ type: Value.Type, _ key: Key, isRequired: Bool) throws -> Value {
    let value: ConfigurationSchema
    if key.stringValue == Self.anyName {
      value = ConfigurationSchema()
      schema.kind = .map(value)
    } else {
      value = schema.member(key.stringValue, isRequired: isRequired)
    }
    if let result = value.watch(type, depth: depth + 1) { return result }
    // What comes after it can't be seen.
    throw DecodingError.dataCorrupted(.init(codingPath: [key], debugDescription: "the type checks what it decodes"))
  }
}

/// An array with one element.
private struct WatchedArray: UnkeyedDecodingContainer {
  let schema: ConfigurationSchema
  let depth: Int
  var currentIndex = 0
  var codingPath: [any CodingKey] { [] }
  var count: Int? { 1 }
  var isAtEnd: Bool { currentIndex > 0 }

  mutating func decodeNil() -> Bool { false }

  mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    currentIndex += 1
    if let result = schema.watch(type, depth: depth + 1) { return result }
    throw DecodingError.dataCorrupted(.init(codingPath: [], debugDescription: "the type checks what it decodes"))
  }

  mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) throws -> KeyedDecodingContainer<Nested> {
    try superDecoder().container(keyedBy: type)
  }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    try superDecoder().unkeyedContainer()
  }

  mutating func superDecoder() throws -> any Decoder {
    currentIndex += 1
    return WatchingDecoder(schema: schema, depth: depth + 1)
  }
}

/// A value of any type: zero, empty, false.
private struct WatchedScalar: SingleValueDecodingContainer {
  let schema: ConfigurationSchema
  let depth: Int
  var codingPath: [any CodingKey] { [] }

  func decodeNil() -> Bool { false }

  func decode(_ type: Bool.Type) -> Bool { scalar("boolean", false) }
  func decode(_ type: String.Type) -> String { scalar("string", "") }
  func decode(_ type: Double.Type) -> Double { scalar("number", 0) }
  func decode(_ type: Float.Type) -> Float { scalar("number", 0) }
  func decode(_ type: Int.Type) -> Int { scalar("integer", 0) }
  func decode(_ type: Int8.Type) -> Int8 { integer() }
  func decode(_ type: Int16.Type) -> Int16 { integer() }
  func decode(_ type: Int32.Type) -> Int32 { integer() }
  func decode(_ type: Int64.Type) -> Int64 { scalar("integer", 0) }
  func decode(_ type: UInt.Type) -> UInt { scalar("integer", 0, [("minimum", .integer(0))]) }
  func decode(_ type: UInt8.Type) -> UInt8 { integer() }
  func decode(_ type: UInt16.Type) -> UInt16 { integer() }
  func decode(_ type: UInt32.Type) -> UInt32 { integer() }
  func decode(_ type: UInt64.Type) -> UInt64 { scalar("integer", 0, [("minimum", .integer(0))]) }

  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    if let result = schema.watch(type, depth: depth + 1) { return result }
    throw DecodingError.dataCorrupted(.init(codingPath: [], debugDescription: "the type checks what it decodes"))
  }

  private func scalar<Value>(_ name: String, _ value: Value, _ format: [(String, JSONValue)] = []) -> Value {
    schema.kind = .scalar(name, format: format)
    return value
  }

  private func integer<Number: FixedWidthInteger>() -> Number {
    scalar("integer", 0, [("minimum", .integer(Int(Number.min))), ("maximum", .integer(Int(Number.max)))])
  }
}
