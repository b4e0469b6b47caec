import CGatewayPlugin
import GatewayCore
import Logging
import OCPPCodec

/// A line that a plugin logs, made harmless.
struct PluginLogLine {
  private let level: Logger.Level
  private let message: String
  private let fields: [JSONValue.Member]

  init(_ level: Int32, _ message: UnsafeBufferPointer<UInt8>, fields: UnsafeBufferPointer<UInt8>) {
    self.level =
      switch level {
      case Int32(GATEWAY_PLUGIN_LOG_TRACE): .trace
      case Int32(GATEWAY_PLUGIN_LOG_DEBUG): .debug
      case Int32(GATEWAY_PLUGIN_LOG_INFO): .info
      case Int32(GATEWAY_PLUGIN_LOG_WARNING): .warning
      default: .error
      }
    let limit = PluginLimits.maximumLogLine
    self.message = String(decoding: message.prefix(limit), as: UTF8.self).escapedForPeople(limit: limit)
    let value = fields.count <= 2 * limit ? try? JSONValue(parsing: UnsafeRawBufferPointer(fields)) : nil
    self.fields = value.map { Array($0.members.prefix(32)) } ?? []
  }

  /// - Parameter call: the call that it is about.
  func write(_ logger: Logger, call: HostedCall?) {
    guard logger.logLevel <= level else { return }
    var metadata: Logger.Metadata = [:]
    for field in fields { metadata[field.name.escapedForPeople(limit: 64)] = "\(Self.text(field.value))" }
    // The gateway's own come last, so that a plugin can't name another station.
    metadata["plugin"] = nil
    if let call {
      metadata["station"] = "\(call.session.station)"
      metadata["action"] = "\(call.call.action.name)"
      metadata["message_id"] = "\(call.call.id.escapedForPeople)"
    }
    logger.log(level: level, "\(message)", metadata: metadata)
  }

  private static func text(_ value: JSONValue) -> String {
    (value.string ?? value.json.text).escapedForPeople(limit: 512)
  }
}
