extension SwiftRenderer {
  /// The method that writes an object.
  func encoder(_ structure: StructureModel) -> String {
    var text = "  /// Writes the object.\n  public func encode(to writer: inout JSONWriter) {\n"
    text += "    writer.beginObject()\n"
    for property in structure.properties {
      let name = SwiftName.property(property.name)
      let key = "writer.verbatim(\"\\\"\(property.name)\\\":\")"
      if property.isRequired {
        text += "    \(key)\n    \(write(property.type, "self.\(property.name)"))\n"
      } else {
        text += "    if let \(name) {\n      \(key)\n      \(write(property.type, name))\n    }\n"
      }
    }
    return text + "    writer.members(additionalMembers)\n    writer.endObject()\n  }\n"
  }

  private func write(_ type: TypeModel, _ value: String) -> String {
    switch type {
    case .string, .uri: "writer.string(\(value))"
    case .dateTime: "writer.dateTime(\(value))"
    case .integer: "writer.integer(\(value))"
    case .number: "writer.number(\(value))"
    case .boolean: "writer.boolean(\(value))"
    case .any: "writer.raw(\(value))"
    case .enumeration, .structure: "\(value).encode(to: &writer)"
    case .array(let element, _, _):
      "writer.array(\(value)) { (writer: inout JSONWriter, element) in \(write(element, "element")) }"
    }
  }
}
