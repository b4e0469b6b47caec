import Logging
import Synchronization

/// What was logged.
final class RecordedLog: Sendable {
  private let lines = Mutex<[String]>([])

  /// The lines: level, message, metadata in the order of their keys.
  var all: [String] { lines.withLock { $0 } }

  func contains(_ text: String) -> Bool { lines.withLock { $0.contains { $0.contains(text) } } }

  var logger: Logger {
    Logger(label: "test") { [self] _ in RecordingLogHandler(log: self) }
  }

  fileprivate func add(_ line: String) { lines.withLock { $0.append(line) } }
}

private struct RecordingLogHandler: LogHandler {
  let log: RecordedLog
  var metadata: Logger.Metadata = [:]
  var logLevel = Logger.Level.trace

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let all = metadata.merging(event.metadata ?? [:]) { $1 }
    let details = all.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
    log.add("\(event.level) \(event.message) \(details)")
  }
}
