import Foundation
import GatewayConformance
import PythonSupport
import Testing

@Suite("gateway replay, of answers that come late")
struct LateAnswerTests {
  private func record(_ direction: String, _ epoch: Int, _ raw: String) -> String {
    let type = raw.hasPrefix("[2") ? "CALL" : "CALLRESULT"
    return JSONTree.object([
      .init("schemaVersion", .string("1.1")), .init("timestamp", .string("2026-03-14T09:26:53Z")),
      .init("ocppVersion", .string("1.6")), .init("transport", .string("json")),
      .init("chargePointId", .string("CP-1")),
      .init("direction", .string(direction)), .init("messageType", .string(type)),
      .init("action", .string("Authorize")),
      .init("raw", .string(raw)), .init("meta", .object([.init("epoch", .number("\(epoch)"))])),
    ]).text
  }

  private func call(_ epoch: Int, _ tag: String = "T1") -> String {
    record("cp-to-csms", epoch, "[2,\"a\",\"Authorize\",{\"idTag\":\"\(tag)\"}]")
  }

  private func answer(_ epoch: Int, _ status: String = "Accepted") -> String {
    record("csms-to-cp", epoch, "[3,\"a\",{\"idTagInfo\":{\"status\":\"\(status)\"}}]")
  }

  private func replay(_ lines: [String]) async throws -> JSONTree {
    let folder = FileManager.default.temporaryDirectory.appending(component: "late-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let configuration = folder.appending(component: "gateway.yaml")
    try Data("id_tags: [{ id_tag: T1 }]\n".utf8).write(to: configuration)
    let recording = folder.appending(component: "trace.jsonl")
    try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: recording)
    let child = try await ChildProcess.run(
      PackageFolder.executable("gateway"),
      ["replay", "--config", configuration.path, "--report", "json", recording.path])
    return try JSONTreeParser.parse(String(decoding: child.output, as: UTF8.self))
  }

  @Test("the station said it again on another connection before the first answer was ready")
  func reconnected() async throws {
    let report = try await replay([call(1), call(2), answer(1), answer(2)])
    #expect(report["answers"]?.integer == 2 && report["differences"]?.integer == 0, "\(report.text)")
  }

  @Test("the station said it twice before it was answered")
  func repeated() async throws {
    let report = try await replay([call(1), call(1), answer(1), answer(1)])
    #expect(report["answers"]?.integer == 2 && report["differences"]?.integer == 0, "\(report.text)")
  }

  @Test("a late answer that is another one is found; so is one that nobody asked for")
  func different() async throws {
    let report = try await replay([call(1), call(2, "unknown"), answer(1, "Blocked"), answer(2, "Invalid"), answer(2)])
    #expect(report["answers"]?.integer == 2 && report["differences"]?.integer == 2, "\(report.text)")
  }

  @Test("a gateway that was started anew counts its connections from the beginning")
  func restarted() async throws {
    let report = try await replay([call(1), answer(1), call(2), call(1), answer(1)])
    #expect(report["answers"]?.integer == 2 && report["differences"]?.integer == 0, "\(report.text)")
  }
}
