/// The options of a configuration as documentation, made from the code that reads them.
package struct ConfigurationReference: Sendable {
  /// Every option, in the order in which it is read.
  package let options: [ConfigurationOption]

  /// Whether environment variables override the options.
  private let hasVariables: Bool

  /// Runs `decode` over an empty configuration and keeps what it asks for.
  ///
  /// - Parameter hasVariables: whether environment variables override the options.
  package init(hasVariables: Bool = true, describing decode: (ConfigurationReader) -> Void) {
    self.hasVariables = hasVariables
    let context = ConfigurationContext(
      diagnostics: ConfigurationDiagnostics(source: nil), folder: nil, environment: [:], isDescribing: true)
    decode(ConfigurationReader(context: context, path: .root, node: nil, location: .builtIn))
    options = context.options
  }

  /// A heading per section and below it a table of its options.
  package var markdown: String {
    var sections: [String] = []
    for option in options where !sections.contains(option.section) { sections.append(option.section) }
    return sections.map { chapter($0, all: sections) }.joined(separator: "\n")
  }

  private func chapter(_ section: String, all sections: [String]) -> String {
    var lines = [section.isEmpty ? "## Top level" : "## `\(section)`", ""]
    let path = section.hasSuffix("[]") ? String(section.dropLast(2)) : section
    if let help = options.first(where: { $0.path == path })?.help { lines += [help, ""] }
    // Sections and lists of them have a chapter of their own instead of a row here.
    let rows = options.filter {
      $0.section == section && !sections.contains($0.path) && !sections.contains($0.path + "[]")
    }
    if !rows.isEmpty {
      let variable = hasVariables ? " environment variable |" : ""
      lines += [
        "| option | type | default | accepted |\(variable) |",
        "| --- | --- | --- | --- |\(hasVariables ? " --- |" : "") --- |",
      ]
      lines += rows.map(row) + [""]
    }
    return lines.joined(separator: "\n")
  }

  private static func defaultCell(_ text: String) -> String {
    // Words are a description, not something to write into the file.
    text.contains(" ") && !text.hasPrefix("[") ? text : "`\(text)`"
  }

  private func row(_ option: ConfigurationOption) -> String {
    let alias = EnvironmentAlias.find(option.path)
    let variables = [
      option.variable.map { "`\($0)`" }, alias.map { "`\($0.variable)` (\($0.part.rawValue))" },
    ].compactMap { $0 }
    let cells =
      [
        "`\(option.key)`", option.type, option.isRequired ? "required" : option.defaultText.map(Self.defaultCell) ?? "",
        option.range ?? "",
      ] + (hasVariables ? [variables.joined(separator: ", ")] : []) + [option.help]
    return "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
  }
}
