extension SwiftRenderer {
  /// The method that reads and checks an object, and what it starts from.
  func decoder(_ structure: StructureModel) -> String {
    var text = "  /// What stands in for an object until it is read.\n  public init(placeholder: Void) {\n"
    for property in structure.properties where property.isRequired {
      text += "    self.\(property.name) = \(placeholder(property.type))\n"
    }
    text += "  }\n\n"
    text += """
        /// Reads and checks an object.
        public mutating func read(from reader: inout JSONReader) throws(DecodingStop) {
          let object = reader.offset
          let begin = try reader.beginObject()
          if begin == .mismatch { return }

      """
    let required = structure.properties.enumerated().filter(\.element.isRequired)
      .reduce(UInt64(0)) { $0 | 1 << UInt64($1.offset) }
    if !structure.properties.isEmpty { text += "    var seen: UInt64 = 0\n" }
    text += "    if begin == .member {\n      repeat {\n        let key = try reader.key()\n"
    text += members(structure)
    let unknown = structure.isOpen ? "additionalMember(key, keptIn:" : "unexpectedMember(key, of: object, keptIn:"
    text += "        try reader.\(unknown) &additionalMembers)\n"
    text += "      } while try reader.nextMember()\n    }\n"
    if required != 0 {
      text += """
            if seen & \(required) != \(required) {
              try reader.missingMembers(~seen & \(required), of: Self.memberNames, object: object)
            }

        """
    }

    text += "  }\n"
    if required != 0 {
      let names = structure.properties.map { "\"\($0.name)\"" }.joined(separator: ", ")
      text += "\n  private static let memberNames: [StaticString] = [\(names)]\n"
    }
    return text
  }

  /// Finds a member by the length of its name, then by its bytes.
  private func members(_ structure: StructureModel) -> String {
    let byLength = Dictionary(grouping: structure.properties.enumerated(), by: \.element.name.utf8.count)
    guard !byLength.isEmpty else { return "" }
    var text = "        switch key.count {\n"
    for (length, properties) in byLength.sorted(by: { $0.key < $1.key }) {
      text += "        case \(length):\n"
      for (index, property) in properties {
        text += """
                    if key.equals("\(property.name)") {
                      try reader.mark(\(UInt64(1) << UInt64(index)), in: &seen, key)
                      \(readProperty(property))
                      continue
                    }

          """
      }
    }
    return text + "        default: break\n        }\n"
  }

  private func placeholder(_ type: TypeModel) -> String {
    switch type {
    case .string, .uri: "\"\""
    case .dateTime: "DateTime()"
    case .integer, .number: "0"
    case .boolean: "false"
    case .any: ".null"
    case .enumeration: ".unrecognized(\"\")"
    case .structure(let name): "\(name)(placeholder: ())"
    case .array: "[]"
    }
  }

  /// An object is read where it will be, not copied there: some are large.
  private func readProperty(_ property: PropertyModel) -> String {
    guard case .structure(let name) = property.type else { return "self.\(property.name) = \(read(property.type))" }
    if property.isRequired { return "try self.\(property.name).read(from: &reader)" }
    let indent = "            "
    return "self.\(property.name) = \(name)(placeholder: ())\n\(indent)try self.\(property.name)?.read(from: &reader)"
  }

  private func read(_ type: TypeModel) -> String {
    switch type {
    case .string(let maxLength): return "try reader.string(\(maxLength.map { "maxLength: \($0)" } ?? ""))"
    case .uri(let maxLength): return "try reader.uri(\(maxLength.map { "maxLength: \($0)" } ?? ""))"
    case .dateTime: return "try reader.dateTime()"
    case .integer(let minimum, let maximum): return "try reader.integer(\(range(minimum, maximum)))"
    case .number(let minimum, let maximum, let multipleOf):
      let arguments = [range(minimum, maximum), multipleOf.map { "multipleOf: \(decimal($0))" } ?? ""]
      return "try reader.number(\(arguments.filter { !$0.isEmpty }.joined(separator: ", ")))"
    case .boolean: return "try reader.boolean()"
    case .any: return "try reader.rawValue()"
    case .enumeration(let name): return "try \(name).read(from: &reader)"
    case .structure(let name): return "try reader.object(of: \(name).self)"
    case .array(let element, let minItems, let maxItems):
      let limits = [minItems.map { "minItems: \($0)" }, maxItems.map { "maxItems: \($0)" }].compactMap(\.self)
      if case .structure(let name) = element {
        return "try reader.objects(\((["of: \(name).self"] + limits).joined(separator: ", ")))"
      }
      let arguments = limits.isEmpty ? "" : "(\(limits.joined(separator: ", ")))"
      return "try reader.array\(arguments) { (reader: inout JSONReader) throws(DecodingStop) in \(read(element)) }"
    }
  }

  private func range(_ minimum: Int?, _ maximum: Int?) -> String {
    guard minimum != nil || maximum != nil else { return "" }
    return "in: \(minimum.map(String.init) ?? "Int.min")...\(maximum.map(String.init) ?? "Int.max")"
  }

  /// `0.1` → the number of 1 × 10^-1.
  private func decimal(_ text: String) -> String {
    let parts = text.split(separator: ".")
    let fraction = parts.count > 1 ? parts[1] : ""
    let significand = Int(String(parts[0]) + fraction) ?? 1
    return "DecimalNumber(significand: \(significand), exponent: \(-fraction.count))"
  }
}
