extension TrafficReport {
  /// The report as one page that needs nothing else: no script, no font, no picture from elsewhere.
  package var html: String {
    let tables = tables
    var parts = [
      "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">",
      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>OCPP conformance</title>",
      "<style>\(Self.style)</style></head><body><header><h1>OCPP conformance</h1>",
      "<p>\(Self.escaped(period ?? "\(bytes) bytes"))</p></header>",
    ]
    if let firstProblem {
      parts.append(
        "<p class=\"problem\">\(unusable) lines or files can't be used, for instance \(Self.escaped(firstProblem))</p>")
    }
    parts.append("<section class=\"overview\">\(ring)<dl>\(tiles)</dl></section>")
    let links = tables.enumerated().map { "<a href=\"#part-\($0)\">\($1.title) <b>\($1.rows.count)</b></a>" }
    parts.append("<nav>\(links.joined())</nav>")
    for (number, table) in tables.enumerated() { parts.append(Self.section(table, number)) }
    if omitted > 0 { parts.append("<p>\(omitted) more violations belong to rules that are not shown.</p>") }
    parts.append("</body></html>\n")
    return parts.joined(separator: "\n")
  }

  /// The figures that one looks at first.
  private var tiles: String {
    let figures: [(name: String, count: Int, isBad: Bool)] = [
      ("messages", total.messages, false), ("do not conform", total.violating, true),
      ("rules broken", rules.count, true), ("OCPP-J breaches", breaches.values.reduce(0) { $0 + $1.count }, true),
      ("never answered", unanswered.values.reduce(0, +), true), ("CALLERRORs", errors.values.reduce(0, +), true),
      ("stations", stations.count, false), ("station types", types.filter { $0.value.messages > 0 }.count, false),
    ]
    return figures.map { figure in
      let isBad = figure.isBad && figure.count > 0
      return "<div\(isBad ? " class=\"bad\"" : "")><dt>\(figure.name)</dt><dd>\(Self.grouped(figure.count))</dd></div>"
    }.joined()
  }

  /// A ring of what conforms and what doesn't, the share that does in its middle.
  private var ring: String {
    guard total.messages > 0 else { return "" }
    let conforming = total.messages - total.violating - unjudged
    let shares = [
      (conforming, "good", "conform"), (total.violating, "bad", "do not"),
      (unjudged, "unknown", "without their request"),
    ]
    var offset = 0.0
    var arcs = ""
    var legend = ""
    for (count, kind, name) in shares where count > 0 {
      let share = Double(count) / Double(total.messages) * 100
      arcs +=
        "<circle class=\"\(kind)\" r=\"15.9155\" cx=\"21\" cy=\"21\" stroke-dasharray=\"\(share) \(100 - share)\" "
        + "stroke-dashoffset=\"\(25 - offset)\"/>"
      legend += "<li class=\"\(kind)\">\(Self.grouped(count)) \(name)</li>"
      offset += share
    }
    // Rounded down: 100 % is what has no violation at all.
    let thousandths = conforming * 1000 / total.messages
    return "<figure><svg viewBox=\"0 0 42 42\" role=\"img\" aria-label=\"share of messages that conform\">" + arcs
      + "<text x=\"21\" y=\"21\">\(thousandths / 10).\(thousandths % 10) %</text></svg>"
      + "<figcaption><ul>\(legend)</ul></figcaption></figure>"
  }

  private static func section(_ table: ReportTable, _ number: Int) -> String {
    var html = "<h2 id=\"part-\(number)\">\(table.title)</h2>"
    guard !table.rows.isEmpty else { return html + "<p class=\"none\">\(escaped(table.empty))</p>" }
    let hasBars = table.rows.contains { $0.share != nil }
    let last = table.columns.count - 1
    html += "<div class=\"wide\"><table><thead><tr>"
    for (column, name) in table.columns.enumerated() {
      html += "<th\(table.numeric.contains(column) ? " class=\"n\"" : "")>\(name)</th>"
    }
    html += hasBars ? "<th class=\"bar\"></th></tr></thead>" : "</tr></thead>"
    // A body for each row, so that an example belongs to its row.
    for row in table.rows {
      html += "<tbody\(row.isBad ? " class=\"bad\"" : "")><tr>"
      for (column, cell) in row.cells.enumerated() {
        let names = (table.numeric.contains(column) ? ["n"] : []) + (column == last ? ["last"] : [])
        html += names.isEmpty ? "<td>" : "<td class=\"\(names.joined(separator: " "))\">"
        html += "\(escaped(cell))</td>"
      }
      if hasBars {
        let share = row.share ?? 0
        let percent = share > 0 ? max(Int((share * 100).rounded()), 1) : 0
        html += "<td class=\"bar\">\(percent > 0 ? "<i style=\"width:\(percent)%\"></i>" : "")</td>"
      }
      html += "</tr>"
      if let detail = row.detail {
        html +=
          "<tr class=\"example\"><td colspan=\"\(table.columns.count + (hasBars ? 1 : 0))\"><details>"
          + "<summary>first example</summary><pre>\(escaped(detail))</pre></details></td></tr>"
      }
      html += "</tbody>"
    }
    return html + "</table></div>"
  }

  /// A number with spaces between its thousands.
  private static func grouped(_ number: Int) -> String {
    var digits = String(number)
    for place in stride(from: digits.count - 3, to: 0, by: -3) {
      digits.insert("\u{202F}", at: digits.index(digits.startIndex, offsetBy: place))
    }
    return digits
  }
}
