/// Works out the JSON schema that a type decodes by, by letting it decode from nothing and watching what it asks for.
///
/// Members that are asked for by `decodeIfPresent` are optional. A type that does more than ask, such as checking a value,
/// stops the watching; what it asked for until then is in the schema, and further members are allowed.
final class ConfigurationSchema {
  enum Kind {
    case anything
    case null
    case scalar(String, format: [(String, JSONValue)] = [])
    case choice([JSONValue])
    case array(ConfigurationSchema)
    case map(ConfigurationSchema)
    case object
  }

  var kind = Kind.anything
  var members: [(name: String, schema: ConfigurationSchema, isRequired: Bool)] = []
  /// Whether there may be more than was seen.
  var isOpen = false

  static func derived<Configuration: Decodable>(from type: Configuration.Type) -> JSONValue {
    let schema = ConfigurationSchema()
    schema.watch(type, depth: 0)
    // The configuration is an object, whatever the type.
    if case .object = schema.kind {} else { schema.kind = .object }
    return schema.value
  }

  /// Lets a type decode.
  ///
  /// - Returns: what it made of nothing; nil when it refused that.
  @discardableResult
  func watch<Value: Decodable>(_ type: Value.Type, depth: Int) -> Value? {
    if type == DecimalNumber.self {
      kind = .scalar("number")
      return DecimalNumber(0) as? Value
    }
    if let enumeration = type as? any CaseIterable.Type {
      let choices = Self.choices(enumeration)
      if let first = choices.first {
        kind = .choice(choices.map { $0.json })
        return first.value as? Value
      }
    }
    do {
      return try Value(from: WatchingDecoder(schema: self, depth: depth))
    } catch {
      isOpen = true
      return nil
    }
  }

  func member(_ name: String, isRequired: Bool) -> ConfigurationSchema {
    kind = .object
    if let index = members.firstIndex(where: { $0.name == name }) {
      return members[index].schema
    }
    let schema = ConfigurationSchema()
    members.append((name, schema, isRequired))
    return schema
  }

  /// The values of an enumeration that is written as text or number.
  private static func choices<Choices: CaseIterable>(_ type: Choices.Type) -> [(value: Any, json: JSONValue)] {
    type.allCases.compactMap { value in
      switch (value as? any RawRepresentable)?.rawValue as Any? {
      case let text as String: (value, .string(text))
      case let number as Int: (value, .integer(number))
      default: nil
      }
    }
  }

  /// The schema as JSON.
  var value: JSONValue {
    var result: [JSONValue.Member] = []
    switch kind {
    case .anything: break
    case .null: result.append(.init("type", .string("null")))
    case .scalar(let type, let format):
      result.append(.init("type", .string(type)))
      result += format.map { .init($0.0, $0.1) }
    case .choice(let values): result.append(.init("enum", .array(values)))
    case .array(let element):
      result += [.init("type", .string("array")), .init("items", element.value)]
    case .map(let element):
      result += [.init("type", .string("object")), .init("additionalProperties", element.value)]
    case .object:
      result.append(.init("type", .string("object")))
      if !members.isEmpty {
        result.append(.init("properties", .object(members.map { .init($0.name, $0.schema.value) })))
      }
      let required = members.filter(\.isRequired).map { JSONValue.string($0.name) }
      if !required.isEmpty { result.append(.init("required", .array(required))) }
      if !isOpen { result.append(.init("additionalProperties", .boolean(false))) }
    }
    return .object(result)
  }
}
