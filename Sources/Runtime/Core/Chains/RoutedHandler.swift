package import OCPPCodec
package import ServiceLifecycle

/// A handler made of closures, one for each type of request it handles.
package struct RoutedHandler: Handler {
  package let name: String
  private var links: [Route: HandlerLink] = [:]
  private var services: [@Sendable (GatewayServices) -> any Service] = []
  private var endpoints: [@Sendable (GatewayServices) -> [Endpoint]] = []

  /// - Parameter name: the name by which the configuration calls it.
  package init(name: String) {
    self.name = name
  }

  package func link(for route: Route) -> HandlerLink? { links[route] }

  package func services(_ gateway: GatewayServices) -> [any Service] { services.map { $0(gateway) } }

  package func endpoints(_ gateway: GatewayServices) -> [Endpoint] { endpoints.flatMap { $0(gateway) } }

  /// Adds something that runs for as long as the gateway serves.
  package mutating func addService(_ make: @escaping @Sendable (GatewayServices) -> any Service) {
    services.append(make)
  }

  /// Follows up what happens, one event after the other; see ``EventWatcher``.
  package mutating func onEvent(
    _ kinds: Set<GatewayEvent.Kind>,
    _ body: @escaping @Sendable (GatewayEvent, GatewayServices) async -> Void
  ) {
    onEvents(kinds) { events, gateway in
      for event in events { await body(event, gateway) }
    }
  }

  /// Follows up what happens, some events together, so that what they need is read once; see ``EventWatcher``.
  package mutating func onEvents(
    _ kinds: Set<GatewayEvent.Kind>,
    _ body: @escaping @Sendable ([GatewayEvent], GatewayServices) async -> Void
  ) {
    addService { [name] gateway in EventWatcher(name, kinds, gateway, body) }
  }

  /// Adds what operators can ask.
  package mutating func addEndpoints(_ make: @escaping @Sendable (GatewayServices) -> [Endpoint]) {
    endpoints.append(make)
  }

  /// Handles requests of stations.
  package mutating func on<Request: OCPPRequest>(
    _ type: Request.Type,
    _ body: @escaping @Sendable (Request, CallContext, TypedNext<Request>) async throws -> Request.Response
  ) {
    add(type, .inbound, body)
  }

  /// Handles commands to stations; `next` leads to the station.
  package mutating func onCommand<Request: OCPPRequest>(
    _ type: Request.Type,
    _ body: @escaping @Sendable (Request, CallContext, TypedNext<Request>) async throws -> Request.Response
  ) {
    add(type, .outbound, body)
  }

  private mutating func add<Request: OCPPRequest>(
    _ type: Request.Type,
    _ direction: MessageDirection,
    _ body: @escaping @Sendable (Request, CallContext, TypedNext<Request>) async throws -> Request.Response
  ) {
    let catalog = MessageCatalog.of(Request.version)
    guard let action = catalog.action(named: Request.action) else { return }
    links[Route(Request.version, direction, action: action.index)] = { call, context, next in
      guard let request = call.message as? Request else {
        throw CallError(.internalError, "a handler changed the message's type")
      }
      return try await body(request, context, TypedNext(next: next, call: call, context: context))
    }
  }
}

/// The rest of a chain, for a handler that knows the types.
package struct TypedNext<Request: OCPPRequest>: Sendable {
  let next: Next
  /// The CALL.
  package let call: Call
  let context: CallContext

  /// Runs the rest of the chain.
  ///
  /// - Throws: ``CallError`` from the rest of the chain.
  package func callAsFunction(_ request: Request) async throws -> Request.Response {
    var call = call
    call.message = request
    guard let response = try await next(call, context) as? Request.Response else {
      throw CallError(.internalError, "a handler answered with a message of another type")
    }
    return response
  }
}
