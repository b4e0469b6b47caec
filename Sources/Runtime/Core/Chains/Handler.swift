package import OCPPCodec
package import ServiceLifecycle

/// Takes part in the chains of some routes: answers a CALL, passes it on, or does something before and after.
///
/// It answers with the CALLRESULT's payload, or throws a ``CallError`` for a CALLERROR.
package protocol Handler: Sendable {
  /// The name by which the configuration calls it.
  var name: String { get }

  /// What it does on a route; nil when it takes no part.
  ///
  /// Asked once, at start.
  func link(for route: Route) -> HandlerLink?

  /// What it does beside CALLs, for as long as the gateway serves. By the gateway's clock, and stopping when told to.
  ///
  /// Asked once, before anything is served, and only if it stands in a chain.
  func services(_ gateway: GatewayServices) -> [any Service]

  /// What operators can ask of it. Routes begin with `/api/v1/`.
  ///
  /// Asked once, before anything is served, and only if it stands in a chain.
  func endpoints(_ gateway: GatewayServices) -> [Endpoint]
}

extension Handler {
  package func services(_ gateway: GatewayServices) -> [any Service] { [] }

  package func endpoints(_ gateway: GatewayServices) -> [Endpoint] { [] }
}

/// One handler's part in a chain.
package typealias HandlerLink = @Sendable (Call, CallContext, Next) async throws -> any OCPPMessage
