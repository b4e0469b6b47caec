import CGatewayPlugin

/// What the gateway does for a plugin outside of any CALL; see ``BackgroundPlugin/run(_:)``.
public struct Gateway: Sendable {
  private let connection: HostConnection

  init(_ connection: HostConnection) {
    self.connection = connection
  }

  /// Writes to the gateway's log.
  public var log: PluginLog { PluginLog(connection: connection, call: gateway_plugin_call(GATEWAY_PLUGIN_NO_CALL)) }
  /// The plugin's own metrics.
  public var metric: PluginMetrics { PluginMetrics(connection: connection) }
  /// The plugin's own state; what is put is committed at once.
  public var state: PluginState { PluginState(connection: connection, call: nil) }

  /// Sends a command to a station and waits for its answer; see ``CallContext/send(_:to:timeout:)``.
  public func send<Request: OCPPRequest>(
    _ request: Request,
    to station: String,
    timeout: Duration? = nil
  ) async throws -> Request.Response {
    try await Command(request, to: station, timeout)
      .answer(from: connection, in: gateway_plugin_call(GATEWAY_PLUGIN_NO_CALL))
  }
}
