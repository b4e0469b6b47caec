import GatewayCore
import OCPPCodec

extension TrafficReport {
  /// The report as JUnit has it: a test case for each action's payload, one for OCPP-J, one for requests never answered.
  package var junit: String {
    var cases: [String] = []
    var failures = 0
    let sorted = actions.sorted { ($0.key.name, $0.key.kind.rawValue) < ($1.key.name, $1.key.kind.rawValue) }
    for (action, tally) in sorted {
      let broken = sortedRules.filter { $0.key.action == action }
      if tally.violating > 0 { failures += 1 }
      cases.append(
        Self.testCase(
          action.version.rawValue, "\(action.name) \(action.kind.rawValue)",
          tally.violating > 0 ? "\(tally.violating) of \(tally.messages) messages do not conform" : nil,
          broken.map { rule, finding in
            "\(finding.count) × \(rule.keyword.rawValue) at '\(rule.pointer)': \(finding.example.file):\(finding.example.line): "
              + "\(finding.example.message)\n  \(finding.example.frame)"
          }))
    }
    if !breaches.isEmpty { failures += 1 }
    let breached = breaches.values.reduce(0) { $0 + $1.count }
    cases.append(
      Self.testCase(
        "OCPP-J", "rules of the protocol", breaches.isEmpty ? nil : "\(breached) times a rule is broken",
        sortedBreaches.map { breach, finding in
          "\(finding.count) × \(breach.breach.rawValue): \(finding.example.file):\(finding.example.line)\n  \(finding.example.frame)"
        }))
    let open = unanswered.values.reduce(0, +)
    if open > 0 { failures += 1 }
    cases.append(
      Self.testCase(
        "OCPP-J", "requests are answered", open > 0 ? "\(open) requests were never answered" : nil,
        unanswered.sorted { $0.key < $1.key }.map { "\($0.value) × \($0.key)" }))
    let head =
      "<testsuite name=\"OCPP conformance\" tests=\"\(cases.count)\" failures=\"\(failures)\" errors=\"\(unusable > 0 ? 1 : 0)\">"
    let problem = firstProblem.map { "  <system-err>\(Self.escaped($0))</system-err>\n" } ?? ""
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\(head)\n" + cases.joined() + problem + "</testsuite>\n"
  }

  private static func testCase(_ group: String, _ name: String, _ failure: String?, _ details: [String]) -> String {
    let head = "  <testcase classname=\"\(escaped("ocpp.\(group)"))\" name=\"\(escaped(name))\""
    guard let failure else { return head + "/>\n" }
    return head
      + ">\n    <failure message=\"\(escaped(failure))\">\(escaped(details.joined(separator: "\n")))</failure>\n"
      + "  </testcase>\n"
  }

  /// Text for XML and HTML: markup becomes characters, and what XML has no place for a question mark.
  static func escaped(_ text: String) -> String {
    text.unicodeScalars.reduce(into: "") { result, scalar in
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\n", "\t": result.unicodeScalars.append(scalar)
      case "\u{0}"..<" ", "\u{FFFE}", "\u{FFFF}": result += "?"
      default: result.unicodeScalars.append(scalar)
      }
    }
  }
}
