package import GatewayCore
package import Logging

/// Writes one JSON object a line: `time`, `level`, `message`, `logger`, then the metadata.
package struct JSONLogHandler: LogHandler {
  package var metadata: Logger.Metadata = [:]
  package var metadataProvider: Logger.MetadataProvider?
  package var logLevel: Logger.Level

  private let label: String
  private let writer: LogWriter
  private let clock: any GatewayClock

  /// - Parameters:
  ///   - label: the logger's name.
  ///   - level: records below it are not written.
  ///   - writer: takes the lines.
  ///   - clock: tells when it was.
  package init(
    label: String,
    level: Logger.Level = .info,
    writer: LogWriter = .standardError,
    clock: any GatewayClock = SystemClock()
  ) {
    self.label = label
    logLevel = level
    self.writer = writer
    self.clock = clock
  }

  package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  package func log(event: LogEvent) {
    let record = LogRecord(event, metadata: metadata, provider: metadataProvider, clock: clock)
    var line: [UInt8] = []
    line.reserveCapacity(256)
    line += "{\"time\":\"\(record.time)\",\"level\":\"\(record.level.rawValue)\",\"message\":".utf8
    LogText.appendJSON(record.message, to: &line)
    line += ",\"logger\":".utf8
    LogText.appendJSON(label, to: &line)
    for member in record.metadata {
      line.append(UInt8(ascii: ","))
      // An object has each member once.
      LogText.appendJSON(Self.own.contains(member.name) ? "_\(member.name)" : member.name, to: &line)
      line.append(UInt8(ascii: ":"))
      Self.append(member.value, to: &line)
    }
    line += "}\n".utf8
    writer.write(line)
  }

  private static let own: Set<String> = ["time", "level", "message", "logger"]

  private static func append(_ value: Logger.Metadata.Value, to line: inout [UInt8]) {
    switch value {
    case .string(let text): LogText.appendJSON(text, to: &line)
    case .stringConvertible(let value): LogText.appendJSON(value.description, to: &line)
    case .array(let elements):
      line.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { line.append(UInt8(ascii: ",")) }
        append(element, to: &line)
      }
      line.append(UInt8(ascii: "]"))
    case .dictionary(let members):
      line.append(UInt8(ascii: "{"))
      for (index, member) in members.sorted(by: { $0.key < $1.key }).enumerated() {
        if index > 0 { line.append(UInt8(ascii: ",")) }
        LogText.appendJSON(member.key, to: &line)
        line.append(UInt8(ascii: ":"))
        append(member.value, to: &line)
      }
      line.append(UInt8(ascii: "}"))
    }
  }
}
