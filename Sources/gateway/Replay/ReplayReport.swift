import GatewayConformance
import OCPPCodec

/// What a replay found.
struct ReplayReport {
  /// Something that is otherwise than recorded.
  struct Finding {
    /// Milliseconds since the epoch.
    var at: Int64
    var station: String
    /// The message id of the recording.
    var id: String
    var action: String
    /// What it is about: `answer`, `command` or `connection`.
    var subject: String
    var difference: AnswerComparison.Difference
  }

  /// How many findings are kept; of more only the number is.
  static let maximumFindings = 10_000

  private(set) var findings: [Finding] = []
  private(set) var count = 0
  var messages = 0
  var answers = 0
  var commands = 0
  var unusable: [String] = []

  mutating func add(_ finding: Finding) {
    count += 1
    if findings.count < Self.maximumFindings { findings.append(finding) }
  }

  /// 0 no differences, 1 some, 2 unusable input.
  var exitCode: Int32 { !unusable.isEmpty ? 2 : count > 0 ? 1 : 0 }

  var text: String {
    var lines = findings.map { finding in
      let place = finding.difference.pointer.isEmpty ? "" : " \(finding.difference.pointer.escapedForPeople)"
      return "\(DateTime(millisecondsSinceEpoch: finding.at)) \(finding.station.escapedForPeople(limit: 64)) "
        + "\(finding.action) \(finding.subject) [\(finding.id.escapedForPeople(limit: 64))]\(place): "
        + "\(finding.difference.recorded) → \(finding.difference.now)"
    }
    if count > findings.count { lines.append("… and \(count - findings.count) more") }
    var groups: [String: Int] = [:]
    for finding in findings {
      let pointer = JSONPointer(finding.difference.pointer).generalized
      groups["\(finding.action) \(finding.subject) \(pointer.escapedForPeople)", default: 0] += 1
    }
    if !groups.isEmpty { lines.append("") }
    lines += groups.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.value) × \($0.key)" }
    lines.append(
      "\(messages) messages replayed, \(answers) answers and \(commands) commands compared: "
        + (count == 0 ? "no differences" : "\(count) difference\(count == 1 ? "" : "s")"))
    return lines.joined(separator: "\n") + "\n"
  }

  var json: String {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("messages", messages)
    writer.member("answers", answers)
    writer.member("commands", commands)
    writer.member("differences", count)
    writer.member("findings") { writer in
      writer.array(findings) { writer, finding in
        writer.beginObject()
        writer.member("timestamp", DateTime(millisecondsSinceEpoch: finding.at).description)
        writer.member("chargePointId", finding.station)
        writer.member("messageId", finding.id)
        writer.member("action", finding.action)
        writer.member("subject", finding.subject)
        writer.member("pointer", finding.difference.pointer)
        writer.member("recorded", finding.difference.recorded)
        writer.member("now", finding.difference.now)
        writer.endObject()
      }
    }
    writer.endObject()
    return writer.text + "\n"
  }
}
