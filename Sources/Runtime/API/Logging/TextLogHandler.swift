package import GatewayCore
import Glibc
package import Logging

/// Writes a line for people: time, level, message, `name=value`.
package struct TextLogHandler: LogHandler {
  package var metadata: Logger.Metadata = [:]
  package var metadataProvider: Logger.MetadataProvider?
  package var logLevel: Logger.Level

  private let writer: LogWriter
  private let clock: any GatewayClock
  private let isColored: Bool

  /// - Parameters:
  ///   - level: records below it are not written.
  ///   - isColored: whether the level has its color.
  ///   - writer: takes the lines.
  ///   - clock: tells when it was.
  package init(
    level: Logger.Level = .info,
    isColored: Bool = TextLogHandler.isTerminal,
    writer: LogWriter = .standardError,
    clock: any GatewayClock = SystemClock()
  ) {
    logLevel = level
    self.isColored = isColored
    self.writer = writer
    self.clock = clock
  }

  /// Whether standard error is a terminal.
  package static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  package func log(event: LogEvent) {
    let record = LogRecord(event, metadata: metadata, provider: metadataProvider, clock: clock)
    var line = Array("\(record.time) ".utf8)
    let name = record.level.rawValue.uppercased()
    let padding = String(repeating: " ", count: max(0, 8 - name.count))
    if isColored {
      line += "\u{1B}[\(Self.color(of: record.level))m\(name)\u{1B}[0m\(padding) ".utf8
    } else {
      line += "\(name)\(padding) ".utf8
    }
    LogText.appendSentence(record.message, to: &line)
    for member in record.metadata {
      line.append(UInt8(ascii: " "))
      LogText.appendWord(member.name, to: &line)
      line.append(UInt8(ascii: "="))
      LogText.appendWord(member.value.description, to: &line)
    }
    line.append(UInt8(ascii: "\n"))
    writer.write(line)
  }

  /// The number of the escape sequence (ECMA-48 §8.3.117).
  private static func color(of level: Logger.Level) -> Int {
    switch level {
    case .trace, .debug: 90
    case .info: 32
    case .notice: 36
    case .warning: 33
    case .error, .critical: 31
    }
  }
}
