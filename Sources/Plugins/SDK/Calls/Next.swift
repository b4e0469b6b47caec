/// The rest of the chain after a handler: further handlers, and the station itself for a command.
///
/// It can be run once a CALL.
public struct Next<Request: OCPPRequest>: Sendable {
  let call: PluginCall
  let request: Request
  let response: MessageDescriptor

  @usableFromInline
  init(call: PluginCall, request: Request, response: MessageDescriptor) {
    self.call = call
    self.request = request
    self.response = response
  }

  /// Runs the rest of the chain with the request as it came.
  ///
  /// - Returns: its answer, to be given back, changed or not.
  /// - Throws: ``OCPPError`` when the answer is a CALLERROR; ``PluginError`` when there is none. A handler that lets them
  ///   through changes nothing.
  public func callAsFunction() async throws -> Request.Response {
    try await run(nil)
  }

  /// Runs the rest of the chain with a changed request.
  ///
  /// - Parameter request: takes the request's place for the handlers that follow.
  /// - Returns: its answer, to be given back, changed or not.
  /// - Throws: as `next()` does.
  public func callAsFunction(_ request: Request) async throws -> Request.Response {
    guard request != self.request else { return try await run(nil) }
    return try await run { request.encode(to: &$0) }
  }

  private func run(_ write: ((inout JSONWriter) -> Void)?) async throws -> Request.Response {
    let answer = try await call.next(write) { [response] in .message(try MessageText.message(response, in: $0)) }
    guard case .message(let message) = answer, let message = message as? Request.Response else {
      throw PluginError(.internalError, "the answer is no \(Request.Response.self)")
    }
    return message
  }
}

/// The rest of the chain, for a handler that works with JSON.
public struct RawNext: Sendable {
  let call: PluginCall

  /// Runs the rest of the chain with the payload as it came; see ``Next/callAsFunction()``.
  public func callAsFunction() async throws -> RawJSON {
    try await run(nil)
  }

  /// Runs the rest of the chain with a changed payload; see ``Next/callAsFunction(_:)``.
  ///
  /// - Parameter payload: an object that conforms to the action's schema.
  public func callAsFunction(_ payload: RawJSON) async throws -> RawJSON {
    try await run { $0.raw(payload) }
  }

  private func run(_ write: ((inout JSONWriter) -> Void)?) async throws -> RawJSON {
    guard case .raw(let payload) = try await call.next(write, read: { .raw(try MessageText.json($0)) }) else {
      throw PluginError(.internalError, "the answer is no payload")
    }
    return payload
  }
}
