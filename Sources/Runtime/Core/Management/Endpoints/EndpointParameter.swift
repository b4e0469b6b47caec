/// A query parameter of a route.
package struct EndpointParameter: Sendable {
  package let name: String
  package let description: String
  /// Its JSON schema.
  package let schema: APIValue
  package var isRequired = false
  /// Whether it may be given several times.
  package var isRepeated = false

  package init(
    _ name: String, _ description: String, schema: APIValue, isRequired: Bool = false, isRepeated: Bool = false
  ) {
    self.name = name
    self.description = description
    self.schema = schema
    self.isRequired = isRequired
    self.isRepeated = isRepeated
  }

  /// How many items a list may give.
  package static let limits = 1...1000
  /// How many items a list gives when the request doesn't say.
  package static let defaultLimit = 100

  package static let limit = EndpointParameter(
    "limit", "At most this many items.",
    schema: ["type": "integer", "minimum": 1, "maximum": 1000, "default": 100])
  package static let after = EndpointParameter(
    "after", "Go on after this item: `next` of the answer before.", schema: ["type": "string"])

  /// A parameter that is one of a list.
  package static func choice(_ name: String, _ description: String, _ choices: [String]) -> EndpointParameter {
    EndpointParameter(name, description, schema: ["type": "string", "enum": .texts(choices)])
  }
}
