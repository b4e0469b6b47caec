package import OCPPCodec

/// What the configuration says of a chain.
package struct ChainDeclaration: Sendable, Equatable {
  package var version: OCPPVersion
  /// An action's name; `*` for all actions that have no chain of their own.
  package var action: String
  /// Names of handlers, in order.
  package var handlers: [String]

  package init(version: OCPPVersion, action: String, handlers: [String]) {
    self.version = version
    self.action = action
    self.handlers = handlers
  }
}

/// Chains for some stations, instead of the general ones.
package struct StationRule: Sendable {
  /// Whether the rule is for a station; what it says of itself is nil until its first BootNotification.
  package var matches: @Sendable (_ station: StationID, _ type: StationType) -> Bool
  package var chains: [ChainDeclaration]

  package init(
    chains: [ChainDeclaration],
    matches: @escaping @Sendable (_ station: StationID, _ type: StationType) -> Bool
  ) {
    self.chains = chains
    self.matches = matches
  }
}
