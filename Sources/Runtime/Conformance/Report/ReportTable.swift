import GatewayCore
import OCPPCodec

/// A part of a report, as all forms for people have it.
struct ReportTable {
  struct Row {
    var cells: [String]
    /// From 0 to 1, for a bar; nil for none.
    var share: Double?
    /// Where to look, below the row.
    var detail: String?
    /// Whether it is something wrong.
    var isBad = false
  }

  var title: String
  var columns: [String]
  /// Columns of numbers, which are set to the right.
  var numeric: Set<Int>
  var rows: [Row]
  /// What is said when there are no rows.
  var empty: String
}

extension TrafficReport {
  /// The parts of the report, in order.
  var tables: [ReportTable] {
    [typeTable, actionTable, ruleTable, breachTable, unansweredTable, latencyTable, errorTable].compactMap { $0 }
  }

  /// One sentence on all.
  var summary: String {
    var parts = [
      "\(total.messages) messages", "\(total.messages - total.violating - unjudged) conform",
      "\(total.violating) do not",
    ]
    if unjudged > 0 { parts.append("\(unjudged) answers without their request") }
    if unusable > 0 { parts.append("\(unusable) lines or files unusable") }
    if !stations.isEmpty { parts.append("\(stations.count) stations") }
    return parts.joined(separator: ", ")
  }

  /// From when to when, if the recording says.
  var period: String? {
    guard let firstAt, let lastAt else { return nil }
    return
      "\(DateTime(millisecondsSinceEpoch: firstAt)) to \(DateTime(millisecondsSinceEpoch: lastAt))"
  }

  private var typeTable: ReportTable {
    let sorted = types.filter { $0.value.messages > 0 }.sorted { left, right in
      left.value.violating != right.value.violating
        ? left.value.violating > right.value.violating : left.key.text < right.key.text
    }
    return ReportTable(
      title: "Station types", columns: ["vendor", "model", "firmware", "messages", "violating", "share"],
      numeric: [3, 4, 5],
      rows: sorted.map { type, tally in
        ReportTable.Row(
          cells: type.cells + [String(tally.messages), String(tally.violating), Self.percent(tally)],
          share: Self.share(tally), isBad: tally.violating > 0)
      }, empty: "no messages")
  }

  private var actionTable: ReportTable {
    let sorted = actions.sorted { ($0.key.name, $0.key.kind.rawValue) < ($1.key.name, $1.key.kind.rawValue) }
    return ReportTable(
      title: "Actions", columns: ["version", "action", "payload", "messages", "violating", "share"],
      numeric: [3, 4, 5],
      rows: sorted.map { action, tally in
        ReportTable.Row(
          cells: [
            action.version.rawValue, action.name, action.kind.rawValue, String(tally.messages),
            String(tally.violating), Self.percent(tally),
          ],
          share: Self.share(tally), isBad: tally.violating > 0)
      }, empty: "no messages of known actions")
  }

  /// The rules that were broken, the most frequent first.
  package var sortedRules: [(key: Rule, value: Finding)] {
    rules.sorted { left, right in
      left.value.count != right.value.count
        ? left.value.count > right.value.count
        : (left.key.action.name, left.key.pointer, left.key.type.text)
          < (right.key.action.name, right.key.pointer, right.key.type.text)
    }
  }

  /// The breaches of OCPP-J, the most frequent first.
  package var sortedBreaches: [(key: Breach, value: Finding)] {
    breaches.sorted { left, right in
      left.value.count != right.value.count
        ? left.value.count > right.value.count
        : (left.key.breach.rawValue, left.key.type.text) < (right.key.breach.rawValue, right.key.type.text)
    }
  }

  private var ruleTable: ReportTable {
    let most = Double(rules.values.map(\.count).max() ?? 1)
    return ReportTable(
      title: "Schema rules broken",
      columns: ["vendor", "model", "firmware", "action", "payload", "pointer", "keyword", "count"], numeric: [7],
      rows: sortedRules.map { rule, finding in
        ReportTable.Row(
          cells: rule.type.cells + [
            rule.action.name, rule.action.kind.rawValue,
            rule.pointer.isEmpty ? "(payload)" : rule.pointer.escapedForPeople,
            rule.keyword.rawValue, String(finding.count),
          ],
          share: Double(finding.count) / most, detail: finding.example.text, isBad: true)
      }, empty: "none")
  }

  private var breachTable: ReportTable {
    ReportTable(
      title: "OCPP-J rules broken", columns: ["vendor", "model", "firmware", "from", "rule", "count"], numeric: [5],
      rows: sortedBreaches.map { breach, finding in
        let sender = breach.direction.map { $0 == .fromStation ? "station" : "CSMS" } ?? "-"
        return ReportTable.Row(
          cells: breach.type.cells + [sender, breach.breach.rawValue, String(finding.count)],
          detail: finding.example.text, isBad: true)
      }, empty: "none")
  }

  private var unansweredTable: ReportTable {
    ReportTable(
      title: "Requests never answered", columns: ["action", "count"], numeric: [1],
      rows: unanswered.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map {
        ReportTable.Row(cells: [$0.key, String($0.value)], isBad: true)
      }, empty: "none")
  }

  private var latencyTable: ReportTable? {
    guard !latencies.isEmpty else { return nil }
    let sorted = latencies.sorted { ($0.key.name, $0.key.version.rawValue) < ($1.key.name, $1.key.version.rawValue) }
    let most = Double(max(latencies.values.map(\.maximum).max() ?? 1, 1))
    return ReportTable(
      title: "Latency of answers, in milliseconds",
      columns: ["version", "action", "answers", "p50", "p90", "p95", "p99", "max"], numeric: [2, 3, 4, 5, 6, 7],
      rows: sorted.map { action, histogram in
        let shares = [0.5, 0.9, 0.95, 0.99].map { histogram.percentile($0).map(String.init) ?? "" }
        return ReportTable.Row(
          cells: [action.version.rawValue, action.name, String(histogram.count)] + shares + [String(histogram.maximum)],
          share: Double(histogram.percentile(0.95) ?? 0) / most)
      }, empty: "")
  }

  private var errorTable: ReportTable? {
    guard !errors.isEmpty else { return nil }
    return ReportTable(
      title: "CALLERRORs", columns: ["code", "count"], numeric: [1],
      rows: errors.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map {
        ReportTable.Row(cells: [$0.key, String($0.value)])
      }, empty: "none")
  }

  private static func share(_ tally: Tally) -> Double {
    tally.messages > 0 ? Double(tally.violating) / Double(tally.messages) : 0
  }

  private static func percent(_ tally: Tally) -> String {
    let thousandths = Int((share(tally) * 1000).rounded())
    return "\(thousandths / 10).\(thousandths % 10) %"
  }
}

extension StationType {
  fileprivate var cells: [String] {
    [vendor, model, firmware].map { $0.map { $0.isEmpty ? "(empty)" : $0.escapedForPeople(limit: 48) } ?? "-" }
  }

  /// For sorting.
  fileprivate var text: String { cells.joined(separator: "\u{0}") }
}

extension TrafficReport.Example {
  /// The place, the problem and the frame.
  fileprivate var text: String {
    let place = station.isEmpty ? "\(file):\(line)" : "\(file):\(line) (\(station.escapedForPeople(limit: 64)))"
    return "\(place): \(message)\n\(frame)"
  }
}
