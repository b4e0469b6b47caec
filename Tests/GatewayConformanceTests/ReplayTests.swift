import Foundation
import GatewayConformance
import PythonSupport
import Testing

@Suite("gateway replay and validate, on a recorded day")
struct ReplayTests {
  private func run(_ command: String, _ arguments: [String], _ recordings: [URL]) async throws -> ChildProcess {
    try await ChildProcess.run(
      PackageFolder.executable("gateway"), [command] + arguments + recordings.map(\.path))
  }

  private func replay(_ yaml: String, _ recordings: [URL], in folder: URL) async throws -> (
    status: Int32, report: JSONTree
  ) {
    let file = folder.appending(component: "candidate.yaml")
    try Data(yaml.utf8).write(to: file)
    let child = try await run("replay", ["--config", file.path, "--report", "json"], recordings)
    #expect(child.errors.isEmpty, "\(child.errors)")
    return (child.status, try JSONTreeParser.parse(String(decoding: child.output, as: UTF8.self)))
  }

  private func findings(_ report: JSONTree) -> [String] {
    guard case .array(let findings)? = report["findings"] else { return [] }
    return findings.map { finding in
      ["action", "subject", "pointer", "recorded", "now"].map { finding[$0]?.string ?? "" }.joined(separator: " ")
    }
  }

  @Test("against itself there are no differences; against a changed configuration exactly the expected ones")
  func day() async throws {
    let day = try RecordedDay()
    defer { try? FileManager.default.removeItem(at: day.folder) }
    let recordings = try await day.live()

    let same = try await replay(RecordedDay.yaml, recordings, in: day.folder)
    #expect(findings(same.report) == [])
    #expect(same.status == 0)
    #expect((same.report["answers"]?.integer ?? 0) > 120)
    #expect(same.report["commands"]?.integer == 4)

    // Whoever is unknown may charge now: hours 7, 14 and 21, at Authorize, at the start, and at the stop never.
    let open = try await replay(
      RecordedDay.yaml + "\nhandlers: { core: { unknown_id_tags: accept } }\n", recordings, in: day.folder)
    #expect(open.status == 1)
    #expect(
      Dictionary(grouping: findings(open.report)) { $0 }.mapValues(\.count) == [
        #"Authorize answer /idTagInfo/status "Invalid" "Accepted""#: 3,
        #"StartTransaction answer /idTagInfo/status "Invalid" "Accepted""#: 3,
      ])

    // Without repair, what was repaired is refused: the boot, 8 heartbeats, and 24 meter values.
    let strict = try await replay(
      RecordedDay.yaml.replacing("packs: [common]", with: "packs: []"), recordings, in: day.folder)
    #expect(findings(strict.report).count == 33)
    #expect(
      findings(strict.report).allSatisfy {
        $0.contains("CALLRESULT") && $0.contains("CALLERROR TypeConstraintViolation")
      })
  }

  @Test("a report on the recording")
  func report() async throws {
    let day = try RecordedDay()
    defer { try? FileManager.default.removeItem(at: day.folder) }
    let recordings = try await day.live()
    let child = try await run("validate", ["--format", "trace", "--report", "json"], recordings)
    #expect(child.status == 1)
    let report = try JSONTreeParser.parse(String(decoding: child.output, as: UTF8.self))
    #expect(report["stations"]?.integer == 2)
    // The boot, 8 heartbeats, 24 meter values, and an action that nobody has.
    #expect(report["violating"]?.integer == 34)
    guard case .array(let rules)? = report["rules"] else { return #expect(Bool(false), "no rules") }
    #expect(rules.map { $0["pointer"]?.string } == ["/meterValue/*/sampledValue/*/value", "", "/iccid"])
    #expect(rules.map { $0["count"]?.integer } == [24, 8, 1])
    #expect(rules.allSatisfy { $0["vendor"]?.string == "V" || $0["pointer"]?.string == "/iccid" })
    #expect(report["unanswered"] == .object([]))
    for format in ["text", "junit", "markdown", "html"] {
      let child = try await run("validate", ["--format", "trace", "--report", format], recordings)
      #expect(child.status == 1)
      #expect(String(decoding: child.output, as: UTF8.self).contains("sampledValue"), "\(format)")
    }
  }
}
