extension TrafficReport {
  /// The report for a terminal.
  ///
  /// - Parameter isColored: whether escape sequences for colours may be in it.
  package func text(isColored: Bool) -> String {
    let paint = Paint(isOn: isColored)
    var lines = [paint.bold(summary)]
    if let period { lines.append(period) }
    if let firstProblem { lines.append(paint.red("unusable, for instance \(firstProblem)")) }
    for table in tables {
      lines += ["", paint.bold(table.title)]
      lines += table.rows.isEmpty ? ["  \(table.empty)"] : Self.lines(table, paint)
    }
    if omitted > 0 { lines.append("\(omitted) more violations belong to rules that are not shown") }
    return lines.joined(separator: "\n") + "\n"
  }

  private struct Paint {
    var isOn: Bool

    func bold(_ text: String) -> String { isOn ? "\u{1B}[1m\(text)\u{1B}[0m" : text }
    func red(_ text: String) -> String { isOn ? "\u{1B}[31m\(text)\u{1B}[0m" : text }
    func faint(_ text: String) -> String { isOn ? "\u{1B}[2m\(text)\u{1B}[0m" : text }
  }

  private static func lines(_ table: ReportTable, _ paint: Paint) -> [String] {
    let widths = table.columns.indices.map { column in
      ([table.columns] + table.rows.map(\.cells)).map { $0[column].unicodeScalars.count }.max() ?? 0
    }
    func line(_ cells: [String]) -> String {
      let padded = cells.indices.map { column -> String in
        let space = String(repeating: " ", count: max(widths[column] - cells[column].unicodeScalars.count, 0))
        return table.numeric.contains(column) ? space + cells[column] : cells[column] + space
      }
      var text = "  " + padded.joined(separator: "  ")
      while text.last == " " { text.removeLast() }
      return text
    }
    var lines = [paint.faint(line(table.columns))]
    for row in table.rows {
      lines.append(row.isBad ? paint.red(line(row.cells)) : line(row.cells))
      for detail in row.detail?.split(separator: "\n") ?? [] {
        let cut =
          detail.unicodeScalars.count > 160
          ? String(String.UnicodeScalarView(detail.unicodeScalars.prefix(160))) + "…" : String(detail)
        lines.append(paint.faint("      " + cut))
      }
    }
    return lines
  }
}
