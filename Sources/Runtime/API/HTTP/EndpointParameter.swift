/// A query parameter of a route.
struct EndpointParameter: Sendable {
  let name: String
  let description: String
  /// Its JSON schema.
  let schema: APIValue
  var isRequired = false
  /// Whether it may be given several times.
  var isRepeated = false

  init(_ name: String, _ description: String, schema: APIValue, isRequired: Bool = false, isRepeated: Bool = false) {
    self.name = name
    self.description = description
    self.schema = schema
    self.isRequired = isRequired
    self.isRepeated = isRepeated
  }

  /// How many items a list may give.
  static let limits = 1...1000
  /// How many items a list gives when the request doesn't say.
  static let defaultLimit = 100

  static let limit = EndpointParameter(
    "limit", "At most this many items.",
    schema: ["type": "integer", "minimum": 1, "maximum": 1000, "default": 100])
  static let after = EndpointParameter(
    "after", "Go on after this item: `next` of the answer before.", schema: ["type": "string"])

  /// A parameter that is one of a list.
  static func choice(_ name: String, _ description: String, _ choices: [String]) -> EndpointParameter {
    EndpointParameter(name, description, schema: ["type": "string", "enum": .texts(choices)])
  }
}
