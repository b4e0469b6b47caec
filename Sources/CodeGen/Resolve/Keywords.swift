/// The keywords of JSON Schema that the generator understands. Any other is an error: to ignore one would be to accept
/// what it forbids.
enum Keywords {
  static let prose: Set<String> = ["description", "comment", "javaType", "title", "default"]

  static let reference: Set<String> = ["$ref"]

  static let root = allowed(for: "object").union(["$schema", "$id", "id", "definitions"])

  static func allowed(for type: String) -> Set<String> {
    switch type {
    // On an enumeration of strings 'additionalProperties' says nothing.
    case "string": ["type", "enum", "maxLength", "format", "additionalProperties"]
    case "integer": ["type", "minimum", "maximum"]
    case "number": ["type", "minimum", "maximum", "multipleOf"]
    // Beside an 'items' that is one schema 'additionalItems' says nothing.
    case "array": ["type", "items", "minItems", "maxItems", "additionalItems"]
    case "object": ["type", "properties", "required", "additionalProperties"]
    default: ["type"]
    }
  }
}
