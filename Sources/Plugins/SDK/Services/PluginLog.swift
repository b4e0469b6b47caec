import CGatewayPlugin

/// Writes to the gateway's log.
///
/// Text from stations may go there as it is: the gateway escapes it. Tokens and secrets should not.
public struct PluginLog: Sendable {
  let connection: HostConnection
  let call: gateway_plugin_call

  /// For following a message through the code.
  public func trace(_ message: String, _ fields: KeyValuePairs<String, String> = [:]) {
    write(GATEWAY_PLUGIN_LOG_TRACE, message, fields)
  }

  /// For finding a problem.
  public func debug(_ message: String, _ fields: KeyValuePairs<String, String> = [:]) {
    write(GATEWAY_PLUGIN_LOG_DEBUG, message, fields)
  }

  /// What happened.
  public func info(_ message: String, _ fields: KeyValuePairs<String, String> = [:]) {
    write(GATEWAY_PLUGIN_LOG_INFO, message, fields)
  }

  /// What somebody should look at some day.
  public func warning(_ message: String, _ fields: KeyValuePairs<String, String> = [:]) {
    write(GATEWAY_PLUGIN_LOG_WARNING, message, fields)
  }

  /// What somebody should look at now.
  public func error(_ message: String, _ fields: KeyValuePairs<String, String> = [:]) {
    write(GATEWAY_PLUGIN_LOG_ERROR, message, fields)
  }

  private func write(_ level: Int, _ message: String, _ fields: KeyValuePairs<String, String>) {
    connection.log(call, Int32(level), message, fields.isEmpty ? nil : JSONText.object(fields))
  }
}
