/// The keys of one mapping while it is read: each must be text, and stand there once.
struct YAMLKeys {
  private var lines: [String: Int] = [:]

  /// The text of a key, or `nil` after recording why it cannot be one.
  mutating func accept(
    _ node: YAMLNode, at location: SourceLocation, diagnostics: ConfigurationDiagnostics
  ) -> String? {
    guard case .scalar(let scalar) = node.content else {
      diagnostics.record(
        .error, at: .source(location), "a key must be text, not \(node.kindDescription)",
        hint: "text that begins with '[' or '{' is written in quotes")
      return nil
    }
    guard !scalar.text.isEmpty else {
      diagnostics.record(.error, at: .source(location), "a key is missing before ':'")
      return nil
    }
    if scalar.isPlain, scalar.text == "<<" {
      diagnostics.record(
        .error, at: .source(location), "merge keys ('<<') are not supported",
        hint: "an alias can stand for a whole value, as in 'chains: *shared'")
      return nil
    }
    if let line = lines[scalar.text] {
      diagnostics.record(
        .error, at: .source(location),
        "the key \(TerminalText.quoted(scalar.text)) is given twice, first on line \(line)")
      return nil
    }
    lines[scalar.text] = location.line
    return scalar.text
  }
}
