/// The names of `names.json`: where the schemas have none, or have names that clash in Swift.
struct TypeNames {
  private var types: [String: String] = [:]
  private var cases: [String: String] = [:]

  /// - Parameters:
  ///   - node: `{"types": [{"name", "section", "places": ["File.json#/pointer"]}], "cases": [{"name", "value":
  ///     "Type.value", "reason"}]}`
  ///   - diagnostics: takes what is wrong with it.
  init(_ node: SchemaNode?, diagnostics: inout Diagnostics) {
    for entry in node?["types"]?.elements ?? [] {
      guard let name = entry["name"]?.string, let places = entry["places"]?.elements, entry["section"] != nil else {
        diagnostics.add("needs 'name', 'section' (of the specification) and 'places' (File.json#/pointer)", at: entry)
        continue
      }
      for place in places.compactMap(\.string) { types[place] = name }
    }
    for entry in node?["cases"]?.elements ?? [] {
      guard let name = entry["name"]?.string, let value = entry["value"]?.string, entry["reason"] != nil else {
        diagnostics.add("needs 'name', 'value' (Type.value) and 'reason'", at: entry)
        continue
      }
      cases[value] = name
    }
  }

  /// The name for the type of the value that a schema describes.
  func name(for node: SchemaNode) -> String? {
    let file = node.file.split(separator: "/").last ?? ""
    return types["\(file)#\(node.pointer)"]
  }

  func caseName(for type: String, value: String) -> String? { cases["\(type).\(value)"] }
}
