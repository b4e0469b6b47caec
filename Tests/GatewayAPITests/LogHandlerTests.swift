import GatewayCore
import Glibc
import Logging
import OCPPCodec
import Testing

@testable import GatewayAPI

@Suite struct LogHandlerTests {
  /// What a harmless record looks like, and what hostile text becomes.
  @Test func jsonLines() throws {
    let lines = try written { writer in
      var logger = Logger(label: "gateway") { JSONLogHandler(label: $0, writer: writer, clock: TestClock()) }
      logger[metadataKey: "station"] = "CP-1"
      logger.info("connected", metadata: ["epoch": "7", "list": ["a", ["k": "v"]]])
      logger.debug("not written")
      logger.warning(
        "with\u{1B}[2J\n{\"level\":\"x\"}", metadata: ["level": "own", "station": "\u{9B}31m\u{202E}\u{7F}"])
    }
    #expect(
      lines == [
        "{\"time\":\"2026-01-01T00:00:00.000Z\",\"level\":\"info\",\"message\":\"connected\",\"logger\":\"gateway\","
          + "\"epoch\":\"7\",\"list\":[\"a\",{\"k\":\"v\"}],\"station\":\"CP-1\"}",
        "{\"time\":\"2026-01-01T00:00:00.000Z\",\"level\":\"warning\","
          + "\"message\":\"with\\u001b[2J\\n{\\\"level\\\":\\\"x\\\"}\",\"logger\":\"gateway\",\"_level\":\"own\","
          + "\"station\":\"\\u009b31m\\u202e\\u007f\"}",
      ])
    for line in lines { #expect(throws: Never.self) { try JSONValue(parsing: line) } }
    #expect(try JSONValue(parsing: lines[1])["station"] == .string("\u{9B}31m\u{202E}\u{7F}"))
  }

  @Test func textLines() throws {
    let lines = try written { writer in
      let logger = Logger(label: "gateway") { _ in
        TextLogHandler(isColored: false, writer: writer, clock: TestClock())
      }
      logger.info("station \"A\" connected", metadata: ["epoch": "7", "remote": "a b", "empty": ""])
      logger.error("bad\u{1B}[2J\nFAKE", metadata: ["a=b": "x\"y\\z"])
    }
    #expect(
      lines == [
        "2026-01-01T00:00:00.000Z INFO     station \"A\" connected empty=\"\" epoch=7 remote=\"a b\"",
        "2026-01-01T00:00:00.000Z ERROR    bad\\u001b[2J\\nFAKE \"a=b\"=\"x\\\"y\\\\z\"",
      ])
  }

  @Test func colorsAreForTheLevelOnly() throws {
    let lines = try written { writer in
      Logger(label: "") { _ in TextLogHandler(isColored: true, writer: writer, clock: TestClock()) }.error("no")
    }
    #expect(lines == ["2026-01-01T00:00:00.000Z \u{1B}[31mERROR\u{1B}[0m    no"])
  }

  @Test func endlessTextIsCut() throws {
    let lines = try written { writer in
      Logger(label: "") { JSONLogHandler(label: $0, writer: writer, clock: TestClock()) }
        .info("\(String(repeating: "x", count: 50_000))")
    }
    #expect(lines[0].utf8.count < 10_000)
    #expect(lines[0].contains("x…\""))
  }

  @Test func metadataOfTheTaskCountsLessThanTheEvents() throws {
    let lines = try written { writer in
      var handler = JSONLogHandler(label: "l", writer: writer, clock: TestClock())
      handler.metadataProvider = Logger.MetadataProvider { ["a": "task", "b": "task"] }
      handler.metadata = ["a": "logger", "c": "logger"]
      let complete = handler
      Logger(label: "l") { _ in complete }.info("m", metadata: ["b": "event"])
    }
    #expect(lines[0].hasSuffix("\"a\":\"task\",\"b\":\"event\",\"c\":\"logger\"}"))
  }

  @Test func linesOfManyThreadsDontMix() async throws {
    let file = try TemporaryLog()
    let writer = LogWriter(descriptor: file.descriptor)
    await withTaskGroup(of: Void.self) { group in
      for task in 0..<8 {
        group.addTask {
          let logger = Logger(label: "t") { JSONLogHandler(label: $0, writer: writer, clock: TestClock()) }
          for number in 0..<500 {
            logger.info("\(String(repeating: "y", count: 300))", metadata: ["id": "\(task)-\(number)"])
          }
        }
      }
    }
    writer.flush()
    let lines = file.lines
    #expect(lines.count == 4000)
    #expect(Set(try lines.map { try JSONValue(parsing: $0)["id"]?.string }).count == 4000)
  }

  @Test func whatDoesNotFitIsDroppedAndCounted() throws {
    // A pipe that nobody reads holds the first line up.
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    let writer = LogWriter(descriptor: ends[1], capacity: 1000)
    let line = [UInt8](repeating: UInt8(ascii: "z"), count: 999) + [UInt8(ascii: "\n")]
    for _ in 0..<1000 { writer.write(line) }
    let dropped = writer.dropped
    #expect(dropped > 0)
    // Reading lets the rest out; the number of those that are missing is told.
    var text = ""
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while !text.contains("log lines dropped") {
      let count = read(ends[0], &buffer, buffer.count)
      try #require(count > 0)
      text += String(decoding: buffer.prefix(count), as: UTF8.self)
    }
    writer.flush()
    close(ends[0])
    close(ends[1])
  }

  private func written(_ body: (LogWriter) throws -> Void) throws -> [String] {
    let file = try TemporaryLog()
    let writer = LogWriter(descriptor: file.descriptor)
    try body(writer)
    writer.flush()
    return file.lines
  }
}

/// A file without a name.
private final class TemporaryLog: Sendable {
  let descriptor: Int32

  init() throws {
    var path = Array("/tmp/gateway-log-XXXXXX".utf8CString)
    descriptor = mkstemp(&path)
    try #require(descriptor >= 0)
    unlink(path)
  }

  deinit { close(descriptor) }

  var lines: [String] {
    var bytes = [UInt8](repeating: 0, count: Int(lseek(descriptor, 0, SEEK_END)))
    let count = pread(descriptor, &bytes, bytes.count, 0)
    return String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self).split(separator: "\n").map(String.init)
  }
}
