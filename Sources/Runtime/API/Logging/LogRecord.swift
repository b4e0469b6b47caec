import GatewayCore
import Logging
import OCPPCodec

/// What a log handler writes of an event.
struct LogRecord {
  /// Milliseconds since the epoch.
  let moment: Int64
  let level: Logger.Level
  let message: String
  /// Sorted by name.
  let metadata: [(name: String, value: Logger.Metadata.Value)]

  init(
    _ event: LogEvent,
    metadata: Logger.Metadata,
    provider: Logger.MetadataProvider?,
    clock: any GatewayClock
  ) {
    moment = clock.milliseconds
    level = event.level
    message = event.message.description
    var all = metadata
    // What is said of the event counts most, then what is said of the task.
    if let provided = provider?.get() { all.merge(provided) { $1 } }
    if let own = event.metadata { all.merge(own) { $1 } }
    if let error = event.error { all["error"] = "\(error)" }
    self.metadata = all.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
  }

  /// RFC 3339 in UTC, with milliseconds.
  var time: String { DateTime(millisecondsSinceEpoch: moment).description }
}
