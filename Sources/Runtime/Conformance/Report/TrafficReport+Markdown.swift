extension TrafficReport {
  /// The report in Markdown.
  package var markdown: String {
    var lines = ["# OCPP conformance", "", summary + "."]
    if let period { lines += ["", period + "."] }
    if let firstProblem { lines += ["", "Unusable, for instance: \(Self.markdownEscaped(firstProblem))"] }
    for table in tables {
      lines += ["", "## \(table.title)", ""]
      guard !table.rows.isEmpty else {
        lines.append(table.empty + ".")
        continue
      }
      lines.append("| " + table.columns.joined(separator: " | ") + " |")
      lines.append(
        "| " + table.columns.indices.map { table.numeric.contains($0) ? "---:" : "---" }.joined(separator: " | ") + " |"
      )
      lines += table.rows.map { "| " + $0.cells.map(Self.markdownEscaped).joined(separator: " | ") + " |" }
      let details = table.rows.compactMap(\.detail)
      guard !details.isEmpty else { continue }
      lines += ["", "First examples:"]
      for detail in details {
        let parts = detail.split(separator: "\n", maxSplits: 1)
        lines += ["", "- \(Self.markdownEscaped(String(parts[0])))", "", "  ```json"]
        lines += parts.dropFirst().map { "  " + $0.replacing("```", with: "` ` `") } + ["  ```"]
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Text of stations is no markup.
  private static func markdownEscaped(_ text: String) -> String {
    text.reduce(into: "") { result, character in
      if "\\`*_{}[]<>#|!&".contains(character) { result.append("\\") }
      result.append(character)
    }
  }
}
