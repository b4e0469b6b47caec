import CoreMetrics
import Foundation
import GatewayConfig
import GatewayCore
import Logging
import OCPPCodec
import Testing

@testable import GatewayConformance

@Suite("Recorder")
struct RecorderTests {
  /// A folder that is gone after the test.
  private final class Folder {
    let url = FileManager.default.temporaryDirectory.appending(component: "recorder-\(UUID().uuidString)")

    init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(at: url) }

    var files: [URL] {
      get throws {
        try FileManager.default.contentsOfDirectory(at: url, includingPropertiesForKeys: nil)
          .sorted { $0.lastPathComponent < $1.lastPathComponent }
      }
    }

    /// All lines of all files.
    var lines: [String] {
      get throws { try files.flatMap { try Self.inflated($0).split(separator: "\n").map(String.init) } }
    }

    private static func inflated(_ file: URL) throws -> String {
      let reader = GzipReader()
      reader.feed(Array(try Data(contentsOf: file)))
      var text: [UInt8] = []
      var piece = [UInt8](repeating: 0, count: 4096)
      while true {
        let count = try #require(piece.withUnsafeMutableBufferPointer { reader.read(into: $0) })
        guard count > 0 else { return String(decoding: text, as: UTF8.self) }
        text += piece[..<count]
      }
    }
  }

  private func recorder(_ options: RecorderOptions) throws -> TrafficRecorder {
    try TrafficRecorder(
      options, clock: StandingClock(), metrics: RecorderMetrics(factory: NOOPMetricsHandler.instance),
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  /// Lets a station talk over a bus that is recorded.
  private func talk(_ frames: [String], _ recorder: TrafficRecorder, version: OCPPVersion = .v16) async throws {
    let fixture = try ConformanceFixture()
    let bus = RecordingBus(fixture.bus, recorder: recorder)
    let id = try #require(StationID("CP-1"))
    let session = try #require(
      try await bus.open(id, version: version, remoteAddress: "-", connection: QuietConnection()))
    for frame in frames {
      let receipt = Array(frame.utf8).withUnsafeBufferPointer { bus.receive($0, from: session) }
      if case .call(let call) = receipt { _ = await bus.handle(call, from: session) }
    }
    bus.close(session)
    await recorder.close()
  }

  @Test("frames both ways, verbatim, with what is known of them, as open-ocpp-trace 1.1 has it")
  func records() async throws {
    let folder = try Folder()
    var options = RecorderOptions(gateway: "gw-1", folder: folder.url.path)
    options.hiding = nil
    let frames = [
      #"[2,"1","BootNotification",{ "chargePointVendor":"V","chargePointModel":"M" }]"#,
      #"[2,"2","Heartbeat",{"x":1}]"#,
      #"[3,"nobody",{}]"#, "nonsense", #"[2,"3","Authorize",{"idTag":"T1"}]"#,
    ]
    try await talk(frames, try recorder(options))
    let records = try folder.lines.map { try JSONTreeParser.parse($0) }
    func members(_ name: String) -> [String] { records.map { $0[name]?.string ?? "-" } }
    #expect(members("direction").filter { $0 == "cp-to-csms" }.count == 5)
    #expect(records.filter { $0["direction"]?.string == "cp-to-csms" }.map { $0["raw"]?.string } == frames)
    #expect(Set(members("schemaVersion")) == ["1.1"])
    #expect(Set(members("timestamp")) == ["2026-03-14T09:26:03.111Z"])
    #expect(Set(members("chargePointId")) == ["CP-1"])
    #expect(
      members("messageType") == [
        "CALL", "CALLRESULT", "CALL", "CALLERROR", "CALLRESULT", "CALL", "CALLERROR", "CALL", "CALLRESULT",
      ])
    #expect(
      members("action") == [
        "BootNotification", "BootNotification", "Heartbeat", "Heartbeat", "-", "", "-", "Authorize", "Authorize",
      ])
    #expect(
      records.map { $0["meta"]?["verdict"]?.string } == [
        "conforms", "conforms", "violates", "conforms", "unjudged", "malformed", "unjudged", "conforms", "conforms",
      ])
    #expect(records[1]["meta"]?["latencyMs"] != nil)
    #expect(records[3]["error"]?["code"]?.string == "FormationViolation")
    #expect(records.allSatisfy { $0["meta"]?["epoch"] == .number("1") && $0["meta"]?["gateway"]?.string == "gw-1" })
    // The recording can be read again.
    for (line, record) in zip(try folder.lines, records) {
      var line = line
      let frame = try line.withUTF8 { bytes in Result { try TraceReader.read(bytes) } }.get()
      #expect(String(decoding: frame.frame, as: UTF8.self) == record["raw"]?.string)
      #expect(frame.at == ConformanceFixture.now && frame.version == .v16 && frame.epoch == 1)
    }
  }

  @Test("id tags become pseudonyms, the same for the same tag; keys too")
  func redaction() async throws {
    let folder = try Folder()
    let frames = [
      #"[2,"1","Authorize",{"idTag":"SECRET-TAG"}]"#, #"[2,"2","Authorize",{"idTag":"secret-tag"}]"#,
      #"[2,"3","Authorize",{"idTag":"SECRET-TAG""#, #"[2,"4","DataTransfer",{"vendorId":"SECRET-TAG"}]"#,
      #"[2,"5","ChangeConfiguration",{"key":"AuthorizationKey","value":"SECRET-TAG"}]"#,
    ]
    try await talk(frames, try recorder(RecorderOptions(gateway: "gw-1", folder: folder.url.path)))
    let lines = try folder.lines
    #expect(lines.filter { $0.uppercased().contains("SECRET-TAG") }.map { $0.contains("DataTransfer") } == [true])
    let tags = try lines.compactMap { try JSONTreeParser.parse($0)["payload"]?["idTag"]?.string }
    #expect(tags.count == 2 && tags[0] == tags[1] && tags[0].hasPrefix("~") && tags[0].count <= 20)
  }

  @Test("files end at their size, and the oldest are removed")
  func rotation() async throws {
    let folder = try Folder()
    var options = RecorderOptions(gateway: "gw-1", folder: folder.url.path)
    options.maxFileSize = 2000
    options.maxTotalSize = 8000
    options.keep = .max / 2
    let other = folder.url.appending(component: "notes.txt")
    try Data("mine".utf8).write(to: other)
    var random = SystemRandomNumberGenerator()
    let frames = (0..<400).map { _ in
      "[2,\"\(random.next())\",\"DataTransfer\",{\"vendorId\":\"\(random.next())-\(random.next())-\(random.next())\"}]"
    }
    let recorder = try recorder(options)
    for chunk in stride(from: 0, to: frames.count, by: 50) {
      let fixture = try ConformanceFixture()
      let bus = RecordingBus(fixture.bus, recorder: recorder)
      let station = try #require(StationID("A"))
      let session = try #require(
        try await bus.open(station, version: .v16, remoteAddress: "-", connection: QuietConnection()))
      for frame in frames[chunk..<chunk + 50] {
        let receipt = Array(frame.utf8).withUnsafeBufferPointer { bus.receive($0, from: session) }
        if case .call(let call) = receipt { _ = await bus.handle(call, from: session) }
      }
    }
    await recorder.close()
    let files = try folder.files.filter { $0.pathExtension == "gz" }
    #expect(files.count > 1)
    let sizes = try files.map { try $0.resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0 }
    #expect(sizes.reduce(0, +) < 200_000)
    #expect(FileManager.default.fileExists(atPath: other.path))
  }

  @Test("files end at their age, by the time of the frames; those kept long enough are removed")
  func age() throws {
    let folder = try Folder()
    var options = RecorderOptions(gateway: "gw-1", folder: folder.url.path)
    options.maxFileAge = 60_000
    options.keep = 3_600_000
    let files = TraceFiles(options)
    let now = Int64(Date().timeIntervalSince1970 * 1000)
    func append(_ text: String, after seconds: Int64) throws {
      try files.append(Array((text + "\n").utf8), at: now + seconds * 1000)
    }
    try append("a", after: 0)
    try append("b", after: 59)
    #expect(try folder.files.count == 1)
    try append("c", after: 60)
    #expect(try folder.files.count == 2)
    // Nothing need come for a file to end.
    try files.flush(at: now + 120_000)
    #expect(try folder.lines == ["a", "b", "c"])
    // An hour after they were last written to they go, when the next one begins.
    try append("d", after: 3_700)
    files.finish()
    #expect(try folder.lines == ["d"])
  }

  @Test("what was recorded before the last second can be read when the process dies of it")
  func dies() throws {
    let folder = try Folder()
    let files = TraceFiles(RecorderOptions(gateway: "gw-1", folder: folder.url.path))
    for number in 0..<1000 { try files.append(Array("line \(number)\n".utf8), at: Int64(number)) }
    try files.flush(at: 1000)
    try files.append(Array("not yet".utf8), at: 1001)
    // The file as it is on the disk now, without its end.
    #expect(try folder.lines == (0..<1000).map { "line \($0)" })
    files.finish()
  }

  @Test("when too many wait, frames aren't recorded, and that is counted; messages go their way")
  func backPressure() async throws {
    let folder = try Folder()
    var options = RecorderOptions(gateway: "gw-1", folder: folder.url.path)
    options.buffer = 200
    let recorder = try recorder(options)
    let tag = String(repeating: "x", count: 400)
    try await talk(["[2,\"1\",\"DataTransfer\",{\"vendorId\":\"a\",\"data\":\"\(tag)\"}]"], recorder)
    // The CALL had no room; the end of the connection, and perhaps the answer, had.
    #expect(recorder.dropped >= 1)
    #expect(try !folder.lines.contains { $0.contains("cp-to-csms") })
  }

  @Test("other stations aren't recorded")
  func stations() async throws {
    let folder = try Folder()
    var options = RecorderOptions(gateway: "gw-1", folder: folder.url.path)
    options.stations = [GlobPattern("DEPOT-*")]
    try await talk([#"[2,"1","Heartbeat",{}]"#], try recorder(options))
    #expect(try folder.files.isEmpty)
  }

  @Test("a folder that isn't there is told at once")
  func noFolder() {
    #expect(throws: TraceProblem.self) { try recorder(RecorderOptions(gateway: "g", folder: "/nowhere/at/all")) }
  }
}
