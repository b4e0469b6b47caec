import GatewayConfig
import GatewayPluginHost
import OCPPCodec

/// Turns the `config` of a plugin into JSON, and checks it by the plugin's JSON schema: each problem at its line.
///
/// Of a schema these keywords count: `type`, `properties`, `required`, `additionalProperties`, `items`, `enum`, `minimum`,
/// `maximum`, `minLength`, `maxLength`, `minItems`, `maxItems`, and `$ref` within the schema. The plugin checks the rest.
struct PluginConfigurationReader {
  private let check: ConfigurationCheck
  private let plugin: String
  private var root = JSONValue.object([])
  private(set) var hasProblems = false

  /// - Parameters:
  ///   - check: takes what is wrong.
  ///   - plugin: the plugin's id.
  init(check: ConfigurationCheck, plugin: String) {
    self.check = check
    self.plugin = plugin
  }

  /// - Throws: ``PluginError`` when the schema itself is none.
  mutating func read(
    _ configuration: GatewayConfiguration.Plugin, schema: String?
  ) throws(PluginError) -> JSONValue {
    do throws(JSONSyntaxError) {
      root = try JSONValue(parsing: schema ?? "{}")
    } catch {
      throw PluginError("has a schema of its configuration that is no JSON: \(error)")
    }
    guard let node = configuration.configuration else {
      checkRequired([], root, "config", configuration.location)
      return .object([])
    }
    return value(node, root, "config")
  }

  private mutating func value(_ node: YAMLNode, _ schema: JSONValue, _ path: String) -> JSONValue {
    let schema = resolved(schema)
    let place = ConfigurationLocation.source(node.location)
    switch node.content {
    case .scalar(let scalar):
      let value = PluginScalar(scalar).value(of: types(schema))
      guard let value else {
        report(place, "'\(path)' must be \(Self.words(types(schema)))")
        return .null
      }
      checkLimits(value, schema, path, place)
      return value
    case .sequence(let nodes):
      guard allows("array", schema) else {
        report(place, "'\(path)' must be \(Self.words(types(schema))), not a list")
        return .null
      }
      checkCount(nodes.count, schema, "minItems", "maxItems", "items", path, place)
      let items = schema["items"] ?? .object([])
      return .array(nodes.enumerated().map { value($0.element, items, "\(path)[\($0.offset)]") })
    case .mapping(let pairs):
      guard allows("object", schema) else {
        report(place, "'\(path)' must be \(Self.words(types(schema))), not a section")
        return .null
      }
      checkRequired(pairs.map(\.key), schema, path, place)
      return .object(pairs.compactMap { member($0, schema, path) })
    }
  }

  private mutating func member(_ pair: YAMLPair, _ schema: JSONValue, _ path: String) -> JSONValue.Member? {
    let name = pair.key.escapedForPeople(limit: 64)
    if let known = schema["properties"]?[pair.key] {
      return JSONValue.Member(pair.key, value(pair.value, known, "\(path).\(name)"))
    }
    switch schema["additionalProperties"] {
    case .boolean(false)?:
      let known = schema["properties"]?.members.map(\.name) ?? []
      report(
        .source(pair.keyLocation),
        "unknown key '\(name)' in '\(path)'" + (known.isEmpty ? "" : "; known keys: \(known.joined(separator: ", "))"))
      return nil
    case let other?: return JSONValue.Member(pair.key, value(pair.value, other, "\(path).\(name)"))
    case nil: return JSONValue.Member(pair.key, value(pair.value, .object([]), "\(path).\(name)"))
    }
  }

  // MARK: Rules

  private mutating func checkRequired(
    _ keys: [String], _ schema: JSONValue, _ path: String, _ place: ConfigurationLocation
  ) {
    for name in resolved(schema)["required"]?.elements.compactMap(\.string) ?? [] where !keys.contains(name) {
      report(place, "'\(path).\(name.escapedForPeople(limit: 64))' is required")
    }
  }

  private mutating func checkLimits(
    _ value: JSONValue, _ schema: JSONValue, _ path: String, _ place: ConfigurationLocation
  ) {
    if let allowed = schema["enum"]?.elements, !allowed.contains(value) {
      report(place, "'\(path)' must be one of: \(allowed.map { $0.string ?? $0.json.text }.joined(separator: ", "))")
    }
    if let text = value.string {
      checkCount(text.unicodeScalars.count, schema, "minLength", "maxLength", "characters", path, place)
    }
    if let number = value.number {
      if let minimum = schema["minimum"]?.number, number < minimum {
        report(place, "'\(path)' must be at least \(schema["minimum"]?.json.text ?? "")")
      }
      if let maximum = schema["maximum"]?.number, number > maximum {
        report(place, "'\(path)' must be at most \(schema["maximum"]?.json.text ?? "")")
      }
    }
  }

  private mutating func checkCount(
    _ count: Int, _ schema: JSONValue, _ minimum: String, _ maximum: String, _ noun: String, _ path: String,
    _ place: ConfigurationLocation
  ) {
    if let least = schema[minimum]?.integer, count < least {
      report(place, "'\(path)' must have at least \(least) \(noun)")
    }
    if let most = schema[maximum]?.integer, count > most {
      report(place, "'\(path)' must have at most \(most) \(noun)")
    }
  }

  private mutating func report(_ place: ConfigurationLocation, _ message: String) {
    hasProblems = true
    check.report(.error, at: place, "plugin '\(plugin)': \(message)")
  }

  // MARK: Schemas

  /// The types that are allowed; empty: any.
  private func types(_ schema: JSONValue) -> [String] {
    guard let type = schema["type"] else { return [] }
    return type.string.map { [$0] } ?? type.elements.compactMap(\.string)
  }

  private func allows(_ type: String, _ schema: JSONValue) -> Bool {
    let types = types(schema)
    return types.isEmpty || types.contains(type)
  }

  /// What a `$ref` leads to; references that lead in a circle lead to anything.
  private func resolved(_ schema: JSONValue) -> JSONValue {
    var schema = schema
    for _ in 0..<16 {
      guard let reference = schema["$ref"]?.string else { return schema }
      guard reference.hasPrefix("#") else { return .object([]) }
      let steps = reference.dropFirst().split(separator: "/")
      schema = steps.reduce(root) { $0[String($1)] ?? .object([]) }
    }
    return .object([])
  }

  private static func words(_ types: [String]) -> String {
    let words = types.map { type in
      switch type {
      case "string": "text"
      case "integer": "a whole number"
      case "number": "a number"
      case "boolean": "true or false"
      case "array": "a list"
      case "object": "a section of keys and values"
      default: "empty"
      }
    }
    return words.joined(separator: " or ")
  }
}

extension JSONValue {
  /// The value of a number.
  fileprivate var number: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .real(let value): value
    default: nil
    }
  }
}
