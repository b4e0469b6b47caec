package import OCPPCodec

/// The rest of a chain.
package struct Next: Sendable {
  let chain: Chain
  let index: Int
  let end: HandlerLink

  /// Runs the rest of the chain.
  ///
  /// - Parameters:
  ///   - call: the CALL, changed or not; its message must be of the route's type.
  ///   - context: as it was given.
  /// - Returns: the answer, to be given back, changed or not.
  /// - Throws: ``CallError`` from the rest of the chain.
  package func callAsFunction(_ call: Call, _ context: CallContext) async throws -> any OCPPMessage {
    guard index < chain.links.count else { return try await end(call, context, self) }
    return try await chain.links[index](call, context, Next(chain: chain, index: index + 1, end: end))
  }
}
