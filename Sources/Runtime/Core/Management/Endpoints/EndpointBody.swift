/// The JSON body that a route takes, for its description.
package struct EndpointBody: Sendable {
  /// A member of the body.
  package struct Member: Sendable {
    package let name: String
    package let schema: APIValue
    package let isRequired: Bool

    package init(_ name: String, _ schema: APIValue, isRequired: Bool = false) {
      self.name = name
      self.schema = schema
      self.isRequired = isRequired
    }
  }

  package let members: [Member]
  /// Whether members that are not listed are taken too.
  package let isOpen: Bool
  package let example: APIValue

  package init(_ members: [Member], isOpen: Bool = false, example: APIValue) {
    self.members = members
    self.isOpen = isOpen
    self.example = example
  }

  /// The members' JSON schema.
  package var schema: APIValue {
    var schema: [(name: String, value: APIValue)] = [
      (name: "type", value: "object"),
      (name: "properties", value: .object(members.map { (name: $0.name, value: $0.schema) })),
      (name: "additionalProperties", value: .boolean(isOpen)),
    ]
    let required = members.filter(\.isRequired).map(\.name)
    if !required.isEmpty { schema.append((name: "required", value: .texts(required))) }
    return .object(schema)
  }
}
