/// Turns schemas into types: follows references, finds the definitions that many files repeat, gives names.
struct Resolver {
  var diagnostics: Diagnostics
  var structures: [String: StructureModel] = [:]
  var enumerations: [String: EnumerationModel] = [:]

  private let names: TypeNames
  /// What each name stands for, to refuse a second meaning.
  private var contents: [String: String] = [:]
  private var message = SchemaFolder.Message(name: "", root: SchemaNode(value: .null, file: "", pointer: ""))

  init(names: TypeNames, diagnostics: Diagnostics) {
    self.names = names
    self.diagnostics = diagnostics
  }

  mutating func resolve(_ message: SchemaFolder.Message) {
    self.message = message
    checkKeywords(message.root, allowed: Keywords.root)
    structure(message.root, named: message.name)
  }

  /// - Parameter owner: the type and property the value belongs to, such as `IdTagInfo.status`.
  private mutating func type(_ node: SchemaNode, owner: String, property: String) -> TypeModel {
    if let reference = node["$ref"] { return referenced(reference, beside: node) }
    if node.members.isEmpty { return .any }
    guard let type = node["type"]?.string else {
      diagnostics.add("has no 'type': only {} (any value) and $ref may do without", at: node)
      return .any
    }
    checkKeywords(node, allowed: Keywords.allowed(for: type))
    switch type {
    case "string": return string(node, owner: owner, property: property)
    case "integer": return .integer(minimum: integer(node, "minimum"), maximum: integer(node, "maximum"))
    case "number":
      return .number(
        minimum: integer(node, "minimum"), maximum: integer(node, "maximum"), multipleOf: number(node, "multipleOf"))
    case "boolean": return .boolean
    case "array":
      guard let items = node["items"] else {
        diagnostics.add("an array without 'items'", at: node)
        return .any
      }
      return .array(
        self.type(items, owner: owner, property: property),
        minItems: integer(node, "minItems"), maxItems: integer(node, "maxItems"))
    case "object":
      let name = names.name(for: node) ?? SwiftName.type(property)
      structure(node, named: name)
      return .structure(name)
    default:
      diagnostics.add("unsupported type '\(type)'", at: node)
      return .any
    }
  }

  private mutating func referenced(_ reference: SchemaNode, beside node: SchemaNode) -> TypeModel {
    checkKeywords(node, allowed: Keywords.reference)
    let prefix = "#/definitions/"
    guard let target = reference.string, target.hasPrefix(prefix),
      let definition = message.root["definitions"]?[String(target.dropFirst(prefix.count))]
    else {
      diagnostics.add("$ref must name one of the file's own definitions", at: reference)
      return .any
    }
    let name = String(target.dropFirst(prefix.count))
    if definition["enum"] != nil {
      checkKeywords(definition, allowed: Keywords.allowed(for: "string"))
      enumeration(definition, named: name)
      return .enumeration(name)
    }
    guard definition["type"]?.string == "object" else {
      // A definition of a plain type is its type.
      return type(definition, owner: name, property: name)
    }
    checkKeywords(definition, allowed: Keywords.allowed(for: "object"))
    structure(definition, named: name)
    return .structure(name)
  }

  private mutating func string(_ node: SchemaNode, owner: String, property: String) -> TypeModel {
    let maxLength = integer(node, "maxLength")
    if node["enum"] != nil {
      let stem = owner.replacing(/(Request|Response)$/, with: "")
      let name = names.name(for: node) ?? stem + SwiftName.type(property)
      enumeration(node, named: name)
      return .enumeration(name)
    }
    switch node["format"]?.string {
    case nil: return .string(maxLength: maxLength)
    case "date-time": return .dateTime
    case "uri": return .uri(maxLength: maxLength)
    case let format?:
      diagnostics.add("unsupported format '\(format)'", at: node)
      return .string(maxLength: maxLength)
    }
  }

  private mutating func structure(_ node: SchemaNode, named name: String) {
    guard claim(name, for: node) else {
      structures[name]?.users.insert(message.name)
      // Visit what is inside all the same: other messages use it too.
      for (property, value) in node["properties"]?.members ?? [] { _ = type(value, owner: name, property: property) }
      return
    }
    let required = Set((node["required"]?.elements ?? []).compactMap(\.string))
    let properties = (node["properties"]?.members ?? []).map { property, value in
      PropertyModel(
        name: property, type: type(value, owner: name, property: property), isRequired: required.contains(property),
        documentation: value["description"]?.string)
    }
    for missing in required.subtracting(properties.map(\.name)).sorted() {
      diagnostics.add("requires '\(missing)', which is none of its properties", at: node)
    }
    if properties.count > 64 { diagnostics.add("more than 64 properties", at: node) }
    let isClosed = if case .boolean(false)? = node["additionalProperties"]?.value { true } else { false }
    structures[name] = StructureModel(
      name: name, origin: node, users: [message.name], properties: properties, isOpen: !isClosed,
      documentation: node["description"]?.string)
  }

  private mutating func enumeration(_ node: SchemaNode, named name: String) {
    guard claim(name, for: node) else {
      enumerations[name]?.users.insert(message.name)
      return
    }
    let values = (node["enum"]?.elements ?? []).compactMap(\.string)
    let cases = values.map {
      EnumerationModel.Case(value: $0, name: names.caseName(for: name, value: $0) ?? SwiftName.enumerationCase($0))
    }
    for (caseName, group) in Dictionary(grouping: cases, by: \.name) where group.count > 1 || caseName.isEmpty {
      let values = group.map { "'\($0.value)'" }.joined(separator: ", ")
      diagnostics.add("\(values) need different Swift names than '\(caseName)': name them in names.json", at: node)
    }
    enumerations[name] = EnumerationModel(
      name: name, origin: node, users: [message.name], cases: cases, documentation: node["description"]?.string)
  }

  /// - Returns: whether the name is new; a second meaning is a problem.
  private mutating func claim(_ name: String, for node: SchemaNode) -> Bool {
    let content = node.content
    if let known = contents[name] {
      if known != content {
        let first = structures[name]?.origin ?? enumerations[name]?.origin
        let place = first.map { "\($0.file)#\($0.pointer)" } ?? "elsewhere"
        diagnostics.add("'\(name)' means something else in \(place): name one of them in names.json", at: node)
      }
      return false
    }
    contents[name] = content
    return true
  }

  private mutating func integer(_ node: SchemaNode, _ keyword: String) -> Int? {
    guard let value = node[keyword] else { return nil }
    if let integer = value.integer { return integer }
    if case .number(let text) = value.value, text.hasSuffix(".0"), let integer = Int(text.dropLast(2)) {
      return integer
    }
    diagnostics.add("'\(keyword)' must be a whole number", at: value)
    return nil
  }

  private mutating func number(_ node: SchemaNode, _ keyword: String) -> String? {
    guard let value = node[keyword] else { return nil }
    if case .number(let text) = value.value, !text.hasPrefix("-"), !text.contains("e") { return text }
    diagnostics.add("'\(keyword)' must be a number greater than 0 in plain decimal digits", at: value)
    return nil
  }

  private mutating func checkKeywords(_ node: SchemaNode, allowed: Set<String>) {
    for (name, value) in node.members where !allowed.contains(name) && !Keywords.prose.contains(name) {
      diagnostics.add("unsupported keyword '\(name)'", at: value)
    }
  }
}
