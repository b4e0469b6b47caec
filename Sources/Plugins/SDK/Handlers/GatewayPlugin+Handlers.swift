extension GatewayPlugin {
  /// Handles requests of stations.
  ///
  /// - Parameters:
  ///   - type: the request, such as `OCPP16.AuthorizeRequest.self`.
  ///   - body: answers; or calls `next` and returns what it gives, changed or not; or throws an ``OCPPError``.
  ///     Anything else it throws is a failure of the plugin: `on_failure` in the configuration says what happens.
  @inlinable
  public func on<Request: OCPPRequest>(
    _ type: Request.Type,
    _ body: @escaping @Sendable (Request, CallContext, Next<Request>) async throws -> Request.Response
  ) -> PluginHandler<RequestsOf<Request>> {
    PluginHandler(link: typedLink(body))
  }

  /// Handles commands to stations; `next` leads to the station.
  ///
  /// - Parameters:
  ///   - type: the command, such as `OCPP16.RemoteStartTransactionRequest.self`.
  ///   - body: as for ``on(_:_:)``.
  @inlinable
  public func onCommand<Request: OCPPRequest>(
    _ type: Request.Type,
    _ body: @escaping @Sendable (Request, CallContext, Next<Request>) async throws -> Request.Response
  ) -> PluginHandler<CommandsOf<Request>> {
    PluginHandler(link: typedLink(body))
  }

  /// Handles requests of stations as JSON.
  ///
  /// - Parameters:
  ///   - type: the request.
  ///   - body: as for ``on(_:_:)``, with payloads as JSON.
  public func onRaw<Request: OCPPRequest>(
    _ type: Request.Type,
    _ body: @escaping @Sendable (RawJSON, CallContext, RawNext) async throws -> RawJSON
  ) -> PluginHandler<RequestsOf<Request>> {
    PluginHandler(link: rawLink(body))
  }

  /// Handles all requests of stations, of all versions, for which there is no handler of their own.
  ///
  /// - Parameter body: as for ``on(_:_:)``, with payloads as JSON; the context says version and action.
  public func onAnyRequest(
    _ body: @escaping @Sendable (RawJSON, CallContext, RawNext) async throws -> RawJSON
  ) -> PluginHandler<AnyRequest> {
    PluginHandler(link: rawLink(body))
  }

  /// Handles all commands to stations, of all versions, for which there is no handler of their own.
  ///
  /// - Parameter body: as for ``on(_:_:)``, with payloads as JSON; the context says version and action.
  public func onAnyCommand(
    _ body: @escaping @Sendable (RawJSON, CallContext, RawNext) async throws -> RawJSON
  ) -> PluginHandler<AnyCommand> {
    PluginHandler(link: rawLink(body))
  }
}

// Inlinable, so that it is compiled for each type of request where that is known.
@inlinable
func typedLink<Request: OCPPRequest>(
  _ body: @escaping @Sendable (Request, CallContext, Next<Request>) async throws -> Request.Response
) -> HandlerLink {
  let response = MessageDescriptor(Request.Response.self)
  return { call in
    let request = try call.request(Request.self)
    let next = Next(call: call, request: request, response: response)
    call.complete(try await body(request, CallContext(call: call), next))
  }
}

private func rawLink(
  _ body: @escaping @Sendable (RawJSON, CallContext, RawNext) async throws -> RawJSON
) -> HandlerLink {
  { call in
    let payload = try call.payload()
    call.complete(raw: try await body(payload, CallContext(call: call), RawNext(call: call)))
  }
}
