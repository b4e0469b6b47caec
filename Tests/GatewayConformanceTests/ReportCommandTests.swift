import Foundation
import GatewayConformance
import PythonSupport
import Testing

@Suite("gateway validate, reports")
struct ReportCommandTests {
  private func report(_ format: String, _ texts: [String], _ options: [String] = []) async throws -> (
    report: JSONTree, status: Int32
  ) {
    let folder = FileManager.default.temporaryDirectory.appending(component: "report-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = try texts.enumerated().map { index, text in
      let file = folder.appending(component: "\(index).txt")
      try Data(text.utf8).write(to: file)
      return file.path
    }
    let child = try await ChildProcess.run(
      PackageFolder.executable("gateway"), ["validate", "--format", format, "--report", "json"] + options + files)
    return (try JSONTreeParser.parse(String(decoding: child.output, as: UTF8.self)), child.status)
  }

  private func count(_ report: JSONTree, _ list: String) -> [String: Int] {
    guard case .array(let items)? = report[list] else { return [:] }
    return items.reduce(into: [:]) { counts, item in
      counts[item["rule"]?.string ?? item["pointer"]?.string ?? "", default: 0] += item["count"]?.integer ?? 0
    }
  }

  static let log = """
    2026-03-14T09:26:00.000Z INFO  CP-1 connected
    2026-03-14T09:26:01.000Z INFO  [ws] CP-1 <- [2,"1","BootNotification",{"chargePointVendor":"V","chargePointModel":"M"}] (93 bytes)
    2026-03-14T09:26:01.250Z INFO  [ws] CP-1 -> [3,"1",{"status":"Accepted","currentTime":"2026-03-14T09:26:01Z","interval":300}]
    [2026-03-14T09:26:02+00:00] DEBUG CP-1 <- [ 2, "2", "Authorize", {"idTag":5} ]
    CP-1 -> [4,"2","TypeConstraintViolation","no",{}]
    [1] something else [2] and [3, more
    2026-03-14T09:26:09Z CP-1 <- [2,"3","Heartbeat",{}]
    2026-03-14T09:26:09Z CP-1 <- [3,"9",{}]
    2026-03-14T09:26:10Z CP-1 <- [2,"4","Heartbeat",{]
    """

  @Test("a log: frames are found in any line, with the time at its beginning; other lines are passed over")
  func log() async throws {
    let (report, status) = try await report("log", [Self.log])
    #expect(status == 1)
    #expect(report["messages"]?.integer == 7)
    #expect(report["violating"]?.integer == 2)
    #expect(count(report, "rules") == ["/idTag": 1])
    #expect(count(report, "breaches") == ["answer never asked for": 1, "malformed frame": 1])
    #expect(report["unanswered"]?["Heartbeat"]?.integer == 1)
    #expect(report["errors"]?["TypeConstraintViolation"]?.integer == 1)
    guard case .array(let actions)? = report["actions"] else { throw FixtureError(description: report.text) }
    #expect(actions.compactMap { $0["latencyMs"]?["max"]?.integer } == [250])
  }

  @Test("several files at a time give what they give together, whatever the number of threads", arguments: [1, 2, 7])
  func severalFiles(_ jobs: Int) async throws {
    let frames = (0..<500).map { number in
      "[2,\"\(number)\",\"Authorize\",{\"idTag\":\(number % 3 == 0 ? "5" : "\"T\"")}]\n[3,\"\(number)\",{\"idTagInfo\":{\"status\":\"Accepted\"}}]\n"
    }
    let texts = (0..<5).map { part in frames[part * 100..<part * 100 + 100].joined() }
    let (report, status) = try await report("frames", texts, ["--jobs", "\(jobs)"])
    #expect(status == 1)
    #expect(report["messages"]?.integer == 1000)
    #expect(report["violating"]?.integer == 167)
    #expect(report["bytes"]?.integer == texts.reduce(0) { $0 + $1.utf8.count })
    #expect(count(report, "rules") == ["/idTag": 167])
    // The first example is of the first file.
    guard case .array(let rules)? = report["rules"] else { throw FixtureError(description: report.text) }
    #expect(rules.first?["example"]?["file"]?.string?.hasSuffix("0.txt") == true)
    #expect(rules.first?["example"]?["line"]?.integer == 1)
  }

  @Test("what a station says is data in each form of the report, never markup")
  func markup() async throws {
    let hostile = #"<script>alert(1)</script>|**x**"#
    let frame =
      #"[2,"1","BootNotification",{"chargePointVendor":"\#(hostile)","chargePointModel":"M","iccid":null}]"#
    for format in ["html", "markdown", "junit", "text"] {
      let child = try await ChildProcess.run(
        PackageFolder.executable("gateway"), ["validate", "--report", format], input: Data((frame + "\n").utf8))
      let text = String(decoding: child.output, as: UTF8.self)
      #expect(child.status == 1)
      #expect(text.contains("alert(1)"), "\(format)")
      // Markdown shows the example as code; in its tables the text is escaped.
      let lines = text.split(separator: "\n").filter { format != "markdown" || $0.hasPrefix("|") }
      if format != "text" { #expect(!lines.contains { $0.contains("<script>") }, "\(text)") }
      if format == "markdown" { #expect(!lines.contains { $0.contains("|**") }, "\(text)") }
    }
  }
}
