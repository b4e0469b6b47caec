package import OCPPCodec

/// The handlers of a route, in order.
///
/// A class, since it is handed on at each step of each CALL.
package final class Chain: Sendable {
  /// For people.
  package let names: [String]
  let links: [HandlerLink]

  package init(names: [String] = [], links: [HandlerLink] = []) {
    self.names = names
    self.links = links
  }

  /// Runs the chain.
  ///
  /// - Parameters:
  ///   - call: the CALL.
  ///   - context: what the handlers see.
  ///   - end: what comes after the last handler.
  @inline(__always)
  package func callAsFunction(
    _ call: Call,
    _ context: CallContext,
    end: @escaping HandlerLink
  ) async throws -> any OCPPMessage {
    guard let first = links.first else { return try await end(call, context, Next(chain: self, index: 0, end: end)) }
    return try await first(call, context, Next(chain: self, index: 1, end: end))
  }
}
