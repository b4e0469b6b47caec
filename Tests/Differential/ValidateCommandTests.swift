import Foundation
import PythonSupport
import Testing

@Suite("gateway validate")
struct ValidateCommandTests {
  private func validate(_ arguments: [String], _ lines: [String]) async throws -> ChildProcess {
    try await ChildProcess.run(
      PackageFolder.executable("gateway"), ["validate"] + arguments, input: Data(lines.joined(separator: "\n").utf8))
  }

  private func record(_ payload: String, id: String = "1", action: String = "Authorize", version: String = "1.6")
    -> String
  {
    "{\"id\":\(id),\"version\":\"\(version)\",\"direction\":\"request\",\"action\":\"\(action)\",\"payload\":\"\(payload)\"}"
  }

  @Test("records that conform")
  func conforming() async throws {
    let child = try await validate(
      ["--format", "records"],
      [record(#"{\"idTag\":\"A\"}"#), "", record("{}", id: "{\"a\": [1e5]}", action: "Heartbeat")])
    #expect(child.lines == [#"{"id":1,"valid":true}"#, #"{"id":{"a": [1e5]},"valid":true}"#])
    #expect(child.status == 0)
    #expect(child.errors.isEmpty)
  }

  @Test("records that don't")
  func violating() async throws {
    let child = try await validate(
      ["--format", "records", "-"], [record(#"{\"idTag\":1}"#), record("{}", id: "null")])
    #expect(
      child.lines == [
        #"{"id":1,"valid":false,"violations":[{"pointer":"/idTag","keyword":"type","code":"TypeConstraintViolation","#
          + #""message":"'/idTag' must be of type string, not number"}]}"#,
        #"{"id":null,"valid":false,"violations":[{"pointer":"","keyword":"required","code":"OccurenceConstraintViolation","#
          + #""message":"the payload lacks the required member 'idTag'","member":"idTag"}]}"#,
      ])
    #expect(child.status == 1)
  }

  @Test(
    "bytes that are no text are the payload's fault, not the record's",
    arguments: [
      #"{\"idTag\":\"\ud800\"}"#, #"{\"idTag\":\"\udc80\"}"#, #"{\"idTag\":\"\ud800\u0041\"}"#, #"\ud800"#, "",
      #"\u0000"#,
    ])
  func malformedPayload(_ payload: String) async throws {
    let child = try await validate(["--format", "records"], [record(payload)])
    #expect(child.lines.first?.contains("\"keyword\":\"wellFormed\"") == true)
    #expect(child.status == 1)
  }

  @Test("bytes beyond UTF-8 in the line itself too")
  func rawBytes() async throws {
    var line = Array(record(#"{\"idTag\":\"?\"}"#).utf8)
    let place = try #require(line.firstIndex(of: UInt8(ascii: "?")))
    line[place] = 0xFF
    let child = try await ChildProcess.run(
      PackageFolder.executable("gateway"), ["validate", "--format", "records"], input: Data(line))
    #expect(child.lines.first?.contains("\"keyword\":\"wellFormed\"") == true)
    #expect(child.status == 1)
  }

  @Test("a payload's escapes are resolved once")
  func escapes() async throws {
    let child = try await validate(
      ["--format", "records"],
      [
        record(#"{\"idTag\":\"\\u0041\\n\\\"\/\"}"#), record(#"\u007b\"idTag\":\"\ud83d\ude00\u00e9\u4e2d\"}"#),
        record(#"{\t\n\r\"idTag\":\"\"}"#),
        record(#"{\"idTag\":\"\n\"}"#),
      ])
    #expect(child.lines.map { $0.contains("\"valid\":true") } == [true, true, true, false])
  }

  @Test(
    "a line that is no record is unusable, the others are judged",
    arguments: [
      ("nonsense", "null", "not a JSON object"), (#"{"id":7"#, "7", "not well-formed JSON"),
      ("[]", "null", "not a JSON object"),
      (#"{"id":7,"version":"1.6","direction":"request","action":"Heartbeat"}"#, "7", "lacks 'payload'"),
      (#"{"version":"1.6","direction":"request","action":"Heartbeat","payload":"{}"}"#, "null", "lacks 'id'"),
      (#"{"id":7,"direction":"request","action":"Heartbeat","payload":"{}"}"#, "7", "lacks 'version'"),
      (
        #"{"id":7,"version":"1.5","direction":"request","action":"Heartbeat","payload":"{}"}"#, "7", "'version' must be"
      ),
      (#"{"id":7,"version":"1.6","direction":"up","action":"Heartbeat","payload":"{}"}"#, "7", "'direction' must be"),
      (
        #"{"id":7,"version":"1.6","direction":"request","action":"Heart","payload":"{}"}"#, "7", "has no action 'Heart'"
      ),
      (
        #"{"id":7,"version":"1.6","direction":"request","action":"Heartbeat","payload":{}}"#, "7",
        "'payload' must be a string"
      ),
      (
        #"{"id":7,"version":"1.6","direction":"request","action":"Heartbeat","payload":"\x"}"#, "7",
        "'payload' must be a string"
      ),
      (
        #"{"id":7,"id":8,"version":"1.6","direction":"request","action":"Heartbeat","payload":"{}"}"#, "7",
        "has 'id' twice"
      ),
      (
        #"{"id":7,"version":"1.6","direction":"request","action":"Heartbeat","payload":"{}"}}"#, "7",
        "not well-formed JSON"
      ),
    ])
  func unusable(_ line: String, _ id: String, _ reason: String) async throws {
    let good = record("{}", action: "Heartbeat")
    let child = try await validate(["--format", "records"], [good, line, good])
    try #require(child.lines.count == 3)
    #expect(child.lines[1].hasPrefix("{\"id\":\(id),\"valid\":false,\"error\":\"line 2: "))
    #expect(child.lines[1].contains(reason))
    #expect(child.lines[2] == #"{"id":1,"valid":true}"#)
    #expect(child.status == 2)
  }

  @Test("frames, responses by the request with their id")
  func frames() async throws {
    let child = try await validate(
      [],
      [
        #"[2,"1","Heartbeat",{}]"#, #"[2,"2","TransactionEvent",{}]"#,
        #"[3,"1",{"currentTime":"2026-03-14T09:26:03Z"}]"#, #"[3,"1",{}]"#,
        #"[2,"1","Authorize",{"idTag":"A"}]"#, #"[3,"1",{}]"#, #"[4,"2","InternalError","",{}]"#,
        #"[2,"3","Nothing",{}]"#, "{}", "",
        #"[2,"4","Heartbeat",{"a":1}]"#,
      ])
    let summaries = child.lines.map { line in
      line.firstRange(of: ",\"violations\":").map { String(line[..<$0.lowerBound]) } ?? line
    }
    #expect(
      summaries == [
        #"{"line":1,"valid":true,"type":2,"id":"1","action":"Heartbeat""#,
        #"{"line":2,"valid":false,"type":2,"id":"2","action":"TransactionEvent""#,
        #"{"line":3,"valid":true,"type":3,"id":"1","action":"Heartbeat""#,
        #"{"line":4,"valid":null,"type":3,"id":"1","reason":"no earlier request has this id""#,
        #"{"line":5,"valid":true,"type":2,"id":"1","action":"Authorize""#,
        #"{"line":6,"valid":false,"type":3,"id":"1","action":"Authorize""#,
        #"{"line":7,"valid":true,"type":4,"id":"2","action":"TransactionEvent""#,
        #"{"line":8,"valid":false,"type":2,"id":"3","action":"Nothing","reason":"not an action of OCPP 1.6 or 2.0.1""#,
        #"{"line":9,"valid":false"#, #"{"line":11,"valid":false,"type":2,"id":"4","action":"Heartbeat""#,
      ])
    #expect(child.status == 1)
  }

  @Test("the version of frames is told by the action, or by the option")
  func version() async throws {
    let boot = #"[2,"1","BootNotification",{"reason":"PowerUp","chargingStation":{"model":"m","vendorName":"v"}}]"#
    #expect(try await validate([], [boot]).status == 1)
    #expect(try await validate(["--version", "2.0.1"], [boot]).status == 0)
    #expect(
      try await validate(
        ["--version", "1.6"], [#"[2,"1","GetBaseReport",{"requestId":1,"reportBase":"FullInventory"}]"#]
      ).status == 1)
    #expect(
      try await validate([], [#"[2,"1","GetBaseReport",{"requestId":1,"reportBase":"FullInventory"}]"#]).status == 0)
    #expect(try await validate(["--version", "3"], []).status != 0)
  }

  @Test("files are read one after the other, and a missing one is unusable input")
  func files() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(component: "validate-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let one = folder.appending(component: "one").path
    let two = folder.appending(component: "two").path
    try Data(#"[2,"1","Heartbeat",{}]"#.utf8).write(to: URL(fileURLWithPath: one))
    try Data("[3,\"1\",{}]\r\n".utf8).write(to: URL(fileURLWithPath: two))
    let child = try await validate([one, two, folder.appending(component: "none").path], [])
    #expect(child.lines.map { $0.prefix(24) } == [#"{"line":1,"valid":true,""#, #"{"line":1,"valid":null,""#])
    #expect(child.errors.contains("none: No such file or directory"))
    #expect(child.status == 2)
  }

  @Test("a line without end is an error of that line, in bounded memory", .timeLimit(.minutes(2)))
  func endlessLine() async throws {
    let script = """
      ulimit -v 2000000
      { echo '[2,"1","Heartbeat",{}]'; head -c 200000000 /dev/zero | tr '\\0' '['; echo; echo '[2,"1","Heartbeat",{}]'; } \
      | exec "$0" validate
      """
    let child = try await ChildProcess.run(
      URL(fileURLWithPath: "/bin/sh"), ["-c", script, PackageFolder.executable("gateway").path])
    #expect(
      child.lines.map { $0.prefix(22) } == [
        #"{"line":1,"valid":true"#, #"{"line":2,"valid":fals"#, #"{"line":3,"valid":true"#,
      ])
    #expect(child.lines.dropFirst().first?.contains("line 2: longer than 67108864 bytes") == true)
    #expect(child.status == 2)
  }
}
