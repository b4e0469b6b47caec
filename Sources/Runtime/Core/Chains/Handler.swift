package import OCPPCodec

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
}

/// One handler's part in a chain.
package typealias HandlerLink = @Sendable (Call, CallContext, Next) async throws -> any OCPPMessage
