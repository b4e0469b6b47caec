import OCPPCodec

/// Turns declarations into chains.
struct ChainResolver {
  private let handlers: [String: any Handler]
  var problems: [ChainTable.Problem] = []

  init(_ handlers: [any Handler]) {
    self.handlers = Dictionary(handlers.map { ($0.name, $0) }) { first, _ in first }
  }

  /// - Parameters:
  ///   - declarations: what the configuration says.
  ///   - rule: the station rule they belong to.
  ///   - base: the chains of actions that they don't mention.
  mutating func resolve(
    _ declarations: [ChainDeclaration],
    rule: Int?,
    over base: ChainSets
  ) -> ChainSets {
    var sets = base
    for version in OCPPVersion.allCases {
      let catalog = MessageCatalog.of(version)
      var set = sets[version]
      let own = declarations.enumerated().filter { $0.element.version == version }
      // What is said of all actions first, then what is said of one.
      for (index, declaration) in own where declaration.action == "*" {
        let place = ChainTable.Problem(rule: rule, declaration: index, handler: nil, message: "")
        for action in catalog.actions { fill(&set, action, declaration, version, place, isGeneral: true) }
        checkNames(declaration, place)
      }
      for (index, declaration) in own where declaration.action != "*" {
        let place = ChainTable.Problem(rule: rule, declaration: index, handler: nil, message: "")
        guard let action = catalog.action(named: declaration.action) else {
          report(place, nil, "OCPP \(version.rawValue) has no action '\(declaration.action)'")
          continue
        }
        checkNames(declaration, place)
        fill(&set, action, declaration, version, place, isGeneral: false)
      }
      sets[version] = set
    }
    return sets
  }

  private mutating func fill(
    _ set: inout ChainSet,
    _ action: ActionDescriptor,
    _ declaration: ChainDeclaration,
    _ version: OCPPVersion,
    _ place: ChainTable.Problem,
    isGeneral: Bool
  ) {
    var unused = Set(declaration.handlers.indices)
    for direction in MessageDirection.allCases where action.mayGo(direction) {
      var names: [String] = []
      var links: [HandlerLink] = []
      for (index, name) in declaration.handlers.enumerated() {
        let route = Route(version, direction, action: action.index)
        guard let link = handlers[name]?.link(for: route) else { continue }
        unused.remove(index)
        names.append(name)
        links.append(link)
      }
      set.set(Chain(names: names, links: links), direction, action: action.index)
    }
    // Under '*' a handler takes part where it can; where it is named, it must.
    guard !isGeneral else { return }
    for index in unused.sorted() where handlers[declaration.handlers[index]] != nil {
      report(place, index, "handler '\(declaration.handlers[index])' can't take part in \(action.name)")
    }
  }

  private mutating func checkNames(_ declaration: ChainDeclaration, _ place: ChainTable.Problem) {
    for (index, name) in declaration.handlers.enumerated() {
      if handlers[name] == nil {
        let known = handlers.keys.sorted().joined(separator: ", ")
        report(place, index, "there is no handler '\(name)'; there are: \(known)")
      } else if declaration.handlers.firstIndex(of: name) != index {
        report(place, index, "handler '\(name)' stands in the chain twice")
      }
    }
  }

  private mutating func report(_ place: ChainTable.Problem, _ handler: Int?, _ message: String) {
    var problem = place
    problem.handler = handler
    problem.message = message
    problems.append(problem)
  }
}
