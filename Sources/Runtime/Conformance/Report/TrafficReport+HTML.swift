extension TrafficReport {
  /// The report as one page that needs nothing else: no script, no font, no picture from elsewhere.
  package var html: String {
    var parts = [
      "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">",
      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>OCPP conformance</title>",
      "<style>\(Self.style)</style></head><body><h1>OCPP conformance</h1>",
      "<p>\(Self.escaped(summary)).\(period.map { "<br>" + Self.escaped($0) } ?? "")</p>",
    ]
    if let firstProblem { parts.append("<p class=\"bad\">Unusable, for instance: \(Self.escaped(firstProblem))</p>") }
    parts.append(Self.ring(total, unjudged))
    for table in tables { parts.append(Self.section(table)) }
    if omitted > 0 { parts.append("<p>\(omitted) more violations belong to rules that are not shown.</p>") }
    parts.append("</body></html>\n")
    return parts.joined(separator: "\n")
  }

  private static let style = """
    body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:75rem;padding:0 1rem;color:#1d2530;background:#fff}
    h1{font-size:1.6rem}h2{font-size:1.15rem;margin:2rem 0 .5rem}table{border-collapse:collapse;width:100%}
    th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #dde3ea;vertical-align:top}th{color:#5b6776;font-weight:600}
    .n{text-align:right;font-variant-numeric:tabular-nums}.bad{color:#b3261e}.bar{width:12rem}
    .bar i{display:block;height:.8rem;border-radius:2px;background:#c9564d}.ok .bar i{background:#4d86c9}
    details{margin:.1rem 0 .4rem}summary{cursor:pointer;color:#5b6776}pre{white-space:pre-wrap;word-break:break-all;background:#f4f6f8;padding:.6rem;border-radius:4px}
    @media(prefers-color-scheme:dark){body{background:#15191f;color:#dde3ea}th,summary{color:#97a3b3}pre{background:#1e242c}
    th,td{border-color:#2c343e}.bad{color:#ff8a80}}
    """

  /// A ring of what conforms and what doesn't.
  private static func ring(_ total: Tally, _ unjudged: Int) -> String {
    guard total.messages > 0 else { return "" }
    let shares = [
      (total.messages - total.violating - unjudged, "#4d9a5b", "conform"), (total.violating, "#c9564d", "do not"),
      (unjudged, "#97a3b3", "without their request"),
    ]
    var offset = 0.0
    var arcs = ""
    var legend = ""
    for (count, color, name) in shares where count > 0 {
      let share = Double(count) / Double(total.messages) * 100
      arcs +=
        "<circle r=\"15.9155\" cx=\"21\" cy=\"21\" fill=\"none\" stroke=\"\(color)\" stroke-width=\"6\" "
        + "stroke-dasharray=\"\(share) \(100 - share)\" stroke-dashoffset=\"\(25 - offset)\"/>"
      legend += "<span style=\"color:\(color)\">■</span> \(count) \(name) &nbsp; "
      offset += share
    }
    return
      "<svg viewBox=\"0 0 42 42\" width=\"140\" height=\"140\" role=\"img\" aria-label=\"share of messages that conform\">"
      + arcs + "</svg><p>\(legend)</p>"
  }

  private static func section(_ table: ReportTable) -> String {
    guard !table.rows.isEmpty else { return "<h2>\(table.title)</h2><p>\(escaped(table.empty))</p>" }
    let hasBars = table.rows.contains { $0.share != nil }
    func className(_ column: Int) -> String { table.numeric.contains(column) ? " class=\"n\"" : "" }
    var html = "<h2>\(table.title)</h2><table><tr>"
    for (column, name) in table.columns.enumerated() { html += "<th\(className(column))>\(name)</th>" }
    html += hasBars ? "<th class=\"bar\"></th></tr>" : "</tr>"
    for row in table.rows {
      html += "<tr class=\"\(row.isBad ? "bad" : "ok")\">"
      for (column, cell) in row.cells.enumerated() { html += "<td\(className(column))>\(escaped(cell))</td>" }
      if hasBars {
        let percent = Int(((row.share ?? 0) * 100).rounded())
        html += "<td class=\"bar\">\(percent > 0 ? "<i style=\"width:\(percent)%\"></i>" : "")</td>"
      }
      html += "</tr>"
      if let detail = row.detail {
        let span = table.columns.count + (hasBars ? 1 : 0)
        html +=
          "<tr><td colspan=\"\(span)\"><details><summary>first example</summary><pre>\(escaped(detail))</pre></details></td></tr>"
      }
    }
    return html + "</table>"
  }
}
