extension SwiftRenderer {
  /// - Parameters:
  ///   - structure: the object.
  ///   - message: what it is when it is a message's payload.
  func structureText(_ structure: StructureModel, message: MessageRole?) -> String {
    var text = documentation(structure.documentation, "The schema: \(citation(structure.origin)).")
    text += "public struct \(structure.name): \(conformance(message)) {\n"
    text += messageMembers(structure.name, message)
    for property in structure.properties {
      text += documentation(property.documentation, constraints(property), indent: "  ")
      text += "  public var \(SwiftName.property(property.name)): \(swiftType(property))\n\n"
    }
    text += "  /// Members that the schema has no property for\(structure.isOpen ? "" : ", let through by a policy").\n"
    text += "  public var additionalMembers: AdditionalMembers?\n\n"
    text += initializer(structure)
    text += "}\n\n"
    text += "extension \(structure.name) {\n"
    text += decoder(structure) + "\n" + encoder(structure)
    return text + "}\n"
  }

  private func conformance(_ message: MessageRole?) -> String {
    switch message {
    case nil: "JSONCodable"
    case .request: "OCPPRequest"
    case .response: "OCPPMessage"
    }
  }

  private func messageMembers(_ name: String, _ message: MessageRole?) -> String {
    guard let message else { return "" }
    var text = ""
    if case .request(let action) = message {
      text += "  /// The answer.\n  public typealias Response = \(action)Response\n\n"
      text += "  /// The action's name.\n  public static var action: String { \"\(action)\" }\n\n"
    }
    return text + "  /// The version.\n  public static var version: OCPPVersion { .\(model.version) }\n\n"
  }

  private func initializer(_ structure: StructureModel) -> String {
    let parameters = structure.properties.map { property in
      "    \(property.name): \(swiftType(property))\(property.isRequired ? "" : " = nil")"
    }
    let assignments = structure.properties.map { "    self.\($0.name) = \(SwiftName.property($0.name))\n" }
    guard !parameters.isEmpty else { return "  /// All members.\n  public init() {}\n" }
    return "  /// All members.\n  public init(\n" + parameters.joined(separator: ",\n") + "\n  ) {\n"
      + assignments.joined() + "  }\n"
  }

  func swiftType(_ property: PropertyModel) -> String {
    swiftType(property.type) + (property.isRequired ? "" : "?")
  }

  func swiftType(_ type: TypeModel) -> String {
    switch type {
    case .string, .uri: "String"
    case .dateTime: "DateTime"
    case .integer: "Int"
    case .number: "DecimalNumber"
    case .boolean: "Bool"
    case .any: "RawJSON"
    case .enumeration(let name), .structure(let name): name
    case .array(let element, _, _): "[\(swiftType(element))]"
    }
  }

  /// A property's constraints, in words.
  private func constraints(_ property: PropertyModel) -> String {
    "`\(property.name)`" + describe(property.type) + (property.isRequired ? "; required." : ".")
  }

  private func describe(_ type: TypeModel) -> String {
    switch type {
    case .string(let maxLength?), .uri(let maxLength?): return ", at most \(maxLength) characters"
    case .uri: return ", a URI"
    case .integer(let minimum, let maximum), .number(let minimum, let maximum, _):
      let range = [minimum.map { "at least \($0)" }, maximum.map { "at most \($0)" }].compactMap(\.self)
      return range.isEmpty ? "" : ", " + range.joined(separator: ", ")
    case .array(let element, let minItems, let maxItems):
      let range = [minItems.map { "at least \($0)" }, maxItems.map { "at most \($0)" }].compactMap(\.self)
      let elements = describe(element)
      return (range.isEmpty ? "" : ", " + range.joined(separator: ", ") + " elements")
        + (elements.isEmpty ? "" : "; each" + elements)
    default: return ""
    }
  }
}
