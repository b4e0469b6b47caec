package import OCPPCodec

/// All chains, resolved: what applies to a CALL is found by indices.
package struct ChainTable: Sendable {
  /// A problem with a declaration, for the configuration to say where.
  package struct Problem: Error, Sendable, Equatable {
    /// The station rule's index; nil for the general chains.
    package var rule: Int?
    /// The declaration's index.
    package var declaration: Int
    /// The handler's index; nil when the action is the problem.
    package var handler: Int?
    package var message: String
  }

  /// The handlers that stand in any chain, in the order they were given.
  package let handlers: [any Handler]
  private let general: ChainSets
  private let rules: [(rule: StationRule, chains: ChainSets)]

  /// - Parameters:
  ///   - declarations: the general chains.
  ///   - rules: chains for some stations; the first that matches counts.
  ///   - handlers: all there are.
  ///   - problems: takes what is wrong; then the table is not to be used.
  package init(
    _ declarations: [ChainDeclaration],
    rules: [StationRule] = [],
    handlers: [any Handler],
    problems: inout [Problem]
  ) {
    var resolver = ChainResolver(handlers)
    let general = resolver.resolve(declarations, rule: nil, over: ChainSets())
    self.general = general
    var resolved: [(rule: StationRule, chains: ChainSets)] = []
    for (index, rule) in rules.enumerated() {
      resolved.append((rule, resolver.resolve(rule.chains, rule: index, over: general)))
    }
    self.rules = resolved
    let used = Set((declarations + rules.flatMap(\.chains)).flatMap(\.handlers))
    self.handlers = handlers.filter { used.contains($0.name) }
    problems += resolver.problems
  }

  /// The chain of a route.
  ///
  /// - Parameter rule: the session's ``Session/rule``.
  @inline(__always)
  package func chain(_ route: Route, rule: Int?) -> Chain {
    guard let rule else { return general.chain(route) }
    return rules[rule].chains.chain(route)
  }

  /// Whether a handler takes part in an action of a station.
  ///
  /// - Parameter rule: the session's ``Session/rule``.
  package func includes(
    _ handler: String,
    _ version: OCPPVersion,
    _ direction: MessageDirection,
    _ action: String,
    rule: Int?
  ) -> Bool {
    guard let action = MessageCatalog.of(version).action(named: action) else { return false }
    return chain(Route(version, direction, action: action.index), rule: rule).names.contains(handler)
  }

  /// The index of the first rule that is for a station.
  package func rule(for station: StationID, type: StationType) -> Int? {
    rules.firstIndex { $0.rule.matches(station, type) }
  }
}

/// The chains of all versions.
struct ChainSets: Sendable {
  private var v16 = ChainSet(actions: MessageCatalog.of(.v16).actions.count)
  private var v201 = ChainSet(actions: MessageCatalog.of(.v201).actions.count)

  subscript(version: OCPPVersion) -> ChainSet {
    get {
      switch version {
      case .v16: v16
      case .v201: v201
      }
    }
    set {
      switch version {
      case .v16: v16 = newValue
      case .v201: v201 = newValue
      }
    }
  }

  @inline(__always)
  func chain(_ route: Route) -> Chain {
    switch route.version {
    case .v16: v16.chain(route.direction, action: route.action)
    case .v201: v201.chain(route.direction, action: route.action)
    }
  }
}

/// The chains of a version, by direction and action.
struct ChainSet: Sendable {
  private var inbound: [Chain]
  private var outbound: [Chain]

  init(actions: Int) {
    inbound = Array(repeating: Chain(), count: actions)
    outbound = inbound
  }

  @inline(__always)
  func chain(_ direction: MessageDirection, action: Int) -> Chain {
    direction == .inbound ? inbound[action] : outbound[action]
  }

  mutating func set(_ chain: Chain, _ direction: MessageDirection, action: Int) {
    if direction == .inbound { inbound[action] = chain } else { outbound[action] = chain }
  }
}
