import CGatewayPlugin

/// A command to a station, written.
struct Command<Request: OCPPRequest>: Sendable {
  let station: String
  let payload: String
  let timeout: UInt32

  init(_ request: Request, to station: String, _ timeout: Duration?) {
    self.station = station
    payload = request.json.text
    // 0 would be the gateway's own.
    self.timeout =
      timeout.map {
        UInt32(clamping: max(1, $0.components.seconds * 1000 + $0.components.attoseconds / 1_000_000_000_000_000))
      }
      ?? 0
  }

  /// Sends it and waits.
  func answer(from connection: HostConnection, in call: gateway_plugin_call) async throws -> Request.Response {
    try await connection.reply(
      { host, done, context in self.send(host, call, flags: 0, done, context) }, read: Self.response)
  }

  /// Sends it when a call is answered.
  func send(
    by connection: HostConnection,
    after call: gateway_plugin_call,
    _ then: @escaping @Sendable (Result<Request.Response, any Error>) -> Void
  ) {
    connection.reply(
      { host, done, context in self.send(host, call, flags: GATEWAY_PLUGIN_SEND_AFTER_REPLY, done, context) },
      read: Self.response, then: then)
  }

  @Sendable
  private static func response(_ bytes: UnsafeBufferPointer<UInt8>) throws -> Request.Response {
    guard
      let response = try MessageText.message(MessageDescriptor(Request.Response.self), in: bytes) as? Request.Response
    else { throw PluginError(.internalError, "the answer is no \(Request.Response.self)") }
    return response
  }

  private func send(
    _ host: UnsafePointer<gateway_plugin_host>,
    _ call: gateway_plugin_call,
    flags: UInt32,
    _ done: @escaping gateway_plugin_reply_handler,
    _ context: UnsafeMutableRawPointer
  ) -> gateway_plugin_status {
    guard let send = host.pointee.send else { return Status.unsupported }
    return station.withPluginBytes { station in
      Request.version.rawValue.withPluginBytes { version in
        Request.action.withPluginBytes { action in
          payload.withPluginBytes { payload in
            send(host, call, station, version, action, payload, timeout, flags, done, context)
          }
        }
      }
    }
  }
}
