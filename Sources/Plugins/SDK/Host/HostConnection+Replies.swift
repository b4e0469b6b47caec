import CGatewayPlugin

extension HostConnection {
  /// Starts something that a reply answers.
  typealias Start = (
    UnsafePointer<gateway_plugin_host>, @escaping gateway_plugin_reply_handler, UnsafeMutableRawPointer
  ) -> gateway_plugin_status

  /// Waits for a reply.
  ///
  /// - Parameters:
  ///   - start: calls a function of the host.
  ///   - read: reads the payload of a CALLRESULT.
  /// - Throws: ``OCPPError`` for a CALLERROR; ``PluginError`` for anything else; what `read` throws.
  func reply<Answer: Sendable>(
    _ start: Start,
    read: @escaping @Sendable (UnsafeBufferPointer<UInt8>) throws -> Answer
  ) async throws -> Answer {
    // The ABI promises one call of `done`, so the continuation needn't be checked.
    try await withUnsafeThrowingContinuation { (continuation: UnsafeContinuation<Answer, any Error>) in
      reply(start, read: read) { continuation.resume(with: $0) }
    }
  }

  /// Takes a reply.
  ///
  /// - Parameters:
  ///   - start: calls a function of the host.
  ///   - read: reads the payload of a CALLRESULT.
  ///   - then: hears it, once.
  func reply<Answer: Sendable>(
    _ start: Start,
    read: @escaping @Sendable (UnsafeBufferPointer<UInt8>) throws -> Answer,
    then: @escaping @Sendable (Result<Answer, any Error>) -> Void
  ) {
    let receiver = Unmanaged.passRetained(
      ReplyReceiver { status, reply in
        then(
          Result {
            guard status == Status.ok, let reply else {
              throw PluginError(status == Status.ok ? Status.internalError : status, reply)
            }
            if reply.pointee.kind == Int32(GATEWAY_PLUGIN_REPLY_ERROR) { throw OCPPError(reply) }
            return try read(reply.pointee.payload.buffer)
          })
      })
    let status = withHost { host in start(host, ReplyReceiver.done, receiver.toOpaque()) } ?? Status.cancelled
    if status != Status.ok {
      receiver.release()
      then(.failure(PluginError(status)))
    }
  }
}

/// Waits for a reply.
private final class ReplyReceiver: Sendable {
  typealias Receive = @Sendable (gateway_plugin_status, UnsafePointer<gateway_plugin_reply>?) -> Void

  static let done: gateway_plugin_reply_handler = { context, status, reply in
    guard let context else { return }
    let receiver = Unmanaged<ReplyReceiver>.fromOpaque(context).takeRetainedValue()
    // What the handler does next it does here.
    PluginExecutor.shared.run { receiver.receive(status, reply) }
  }

  private let receive: Receive

  init(_ receive: @escaping Receive) {
    self.receive = receive
  }
}

extension OCPPError {
  fileprivate init(_ reply: UnsafePointer<gateway_plugin_reply>) {
    self.init(
      CallErrorCode(rawValue: reply.pointee.error_code.string), reply.pointee.description.string,
      details: RawJSON(text: reply.pointee.details.string) ?? .emptyObject)
  }
}
