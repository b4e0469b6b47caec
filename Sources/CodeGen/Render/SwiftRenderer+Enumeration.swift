extension SwiftRenderer {
  func enumerationText(_ enumeration: EnumerationModel) -> String {
    var text = documentation(enumeration.documentation, "The schema: \(citation(enumeration.origin)).")
    text += "public enum \(enumeration.name): OCPPEnumeration {\n"
    for value in enumeration.cases {
      text += "  /// `\(value.value)`\n  case \(SwiftName.property(value.name))\n"
    }
    text += """
        /// A value that the schema doesn't have, let through by a policy.
        case unrecognized(String)

        /// The schema's values, in its order.
        public static var knownValues: [Self] { [\(enumeration.cases.map { ".\($0.name)" }.joined(separator: ", "))] }


      """
    text += match(enumeration) + "\n" + readers() + "\n" + texts(enumeration)
    return text + "}\n"
  }

  private func readers() -> String {
    """
      /// Reads and checks a value.
      public static func read(from reader: inout JSONReader) throws(DecodingStop) -> Self {
        guard let token = try reader.enumerationToken() else { return .unrecognized("") }
        if let value = match(token) { return value }
        return .unrecognized(try reader.unrecognized(token))
      }

    """
  }

  private func match(_ enumeration: EnumerationModel) -> String {
    var text = """
        /// The value with these bytes.
        @inline(__always)
        public static func match(_ token: JSONToken) -> Self? {
          switch token.count {

      """
    let byLength = Dictionary(grouping: enumeration.cases, by: \.value.utf8.count)
    for (length, cases) in byLength.sorted(by: { $0.key < $1.key }) {
      text += "    case \(length):\n"
      for value in cases { text += "      if token.equals(\"\(value.value)\") { return .\(value.name) }\n" }
    }
    return text + "    default: break\n    }\n    return nil\n  }\n"
  }

  private func texts(_ enumeration: EnumerationModel) -> String {
    var text = "  /// The value's text.\n  public var text: String {\n    switch self {\n"
    for value in enumeration.cases { text += "    case .\(value.name): \"\(value.value)\"\n" }
    text += "    case .unrecognized(let text): text\n    }\n  }\n\n"
    text += "  /// Writes the value.\n  public func encode(to writer: inout JSONWriter) {\n    switch self {\n"
    for value in enumeration.cases {
      text += "    case .\(value.name): writer.verbatim(\"\\\"\(value.value)\\\",\")\n"
    }
    return text + "    case .unrecognized(let text): writer.string(text)\n    }\n  }\n"
  }
}
