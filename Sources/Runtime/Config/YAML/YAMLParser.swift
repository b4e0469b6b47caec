/// Reads a YAML text into one ``YAMLNode``.
///
/// The YAML that it takes is narrower than libyaml's: one document, keys that are distinct text, no tags, no merge
/// keys. Anchors and aliases are resolved.
package struct YAMLParser {
  /// The deepest nesting of lists and mappings that is accepted.
  package static let maximumDepth = 64
  /// How many values a text may hold once its aliases are expanded.
  package static let maximumNodes = 100_000
  /// The largest file that is read, in bytes.
  package static let maximumBytes = 4 << 20

  /// What stops reading; it is recorded by then.
  struct Stop: Error {}

  private struct Composed {
    let node: YAMLNode
    var extent: YAMLExtent
  }

  private let source: SourceText
  private let diagnostics: ConfigurationDiagnostics
  private let events: YAMLEventStream
  private var anchors: [String: Composed] = [:]
  private var openAnchors: Set<String> = []
  private var total = 0

  /// Parses `source` and records in `diagnostics` what is wrong with it.
  ///
  /// - Returns: the root, an empty mapping for an empty text; `nil` when reading had to stop. Problems that don't stop
  ///   reading (duplicate keys, tags) are recorded and what caused them is left out.
  package static func parse(_ source: SourceText, diagnostics: ConfigurationDiagnostics) -> YAMLNode? {
    if let defect = source.firstDefect() {
      diagnostics.record(.error, at: .source(defect.location), defect.message, hint: defect.hint)
      return nil
    }
    do {
      let events = try YAMLEventStream(source)
      var parser = YAMLParser(source: source, diagnostics: diagnostics, events: events)
      return try parser.document()
    } catch let error as YAMLSyntaxError {
      diagnostics.record(.error, at: .source(error.location), error.message, hint: error.hint)
    } catch {
      // A Stop is recorded where it is thrown.
    }
    return nil
  }

  private init(source: SourceText, diagnostics: ConfigurationDiagnostics, events: YAMLEventStream) {
    self.source = source
    self.diagnostics = diagnostics
    self.events = events
  }

  private mutating func document() throws -> YAMLNode {
    _ = try events.next()
    let first = try events.next()
    guard case .documentStart = first.kind else {
      let start = SourceLocation(file: source.name, line: 1, column: 1)
      return YAMLNode(content: .mapping([]), location: start, lastLine: 1)
    }
    let root = try compose(try events.next(), depth: 1).node
    _ = try events.next()
    let next = try events.next()
    if case .documentStart = next.kind {
      throw stop(at: next.location, "a second document begins here", hint: "a configuration file holds one document")
    }
    return root
  }

  private mutating func compose(_ event: YAMLEvent, depth: Int) throws -> Composed {
    if event.tag != nil {
      diagnostics.record(
        .error, at: .source(event.location), "tags such as '!!str' are not supported",
        hint: "the type of a value follows from its key")
    }
    if let anchor = event.anchor { openAnchors.insert(anchor) }
    var composed: Composed
    switch event.kind {
    case .alias(let name): return try resolve(alias: name, at: event.location, depth: depth)
    case .sequenceStart: composed = try sequence(from: event, depth: depth)
    case .mappingStart: composed = try mapping(from: event, depth: depth)
    case .scalar(let scalar):
      let extent = YAMLExtent(lastLine: event.lastLine ?? event.location.line)
      composed = Composed(
        node: YAMLNode(content: .scalar(scalar), location: event.location, lastLine: extent.lastLine), extent: extent)
    default: throw stop(at: event.location, "a value is missing here")
    }
    try add(1, at: event.location)
    if let anchor = event.anchor {
      openAnchors.remove(anchor)
      anchors[anchor] = composed
    }
    return composed
  }

  private mutating func sequence(from start: YAMLEvent, depth: Int) throws -> Composed {
    try check(depth: depth, at: start.location)
    var items: [YAMLNode] = []
    var extent = YAMLExtent(lastLine: start.location.line)
    while true {
      let event = try events.next()
      if case .sequenceEnd = event.kind {
        extent.close(lastLine: event.lastLine)
        let node = YAMLNode(content: .sequence(items), location: start.location, lastLine: extent.lastLine)
        return Composed(node: node, extent: extent)
      }
      let item = try compose(event, depth: depth + 1)
      items.append(item.node)
      extent.include(item.extent)
    }
  }

  private mutating func mapping(from start: YAMLEvent, depth: Int) throws -> Composed {
    try check(depth: depth, at: start.location)
    var keys = YAMLKeys()
    var pairs: [YAMLPair] = []
    var extent = YAMLExtent(lastLine: start.location.line)
    while true {
      let event = try events.next()
      if case .mappingEnd = event.kind {
        extent.close(lastLine: event.lastLine)
        let node = YAMLNode(content: .mapping(pairs), location: start.location, lastLine: extent.lastLine)
        return Composed(node: node, extent: extent)
      }
      let key = try compose(event, depth: depth + 1)
      let value = try compose(try events.next(), depth: depth + 1)
      if let text = keys.accept(key.node, at: event.location, diagnostics: diagnostics) {
        pairs.append(YAMLPair(key: text, keyLocation: event.location, value: value.node))
      }
      extent.include(key.extent)
      extent.include(value.extent)
    }
  }

  private mutating func resolve(alias name: String, at location: SourceLocation, depth: Int) throws -> Composed {
    guard !openAnchors.contains(name) else {
      throw stop(at: location, "the alias '*\(name)' stands inside the value that it refers to")
    }
    guard var target = anchors[name] else {
      throw stop(at: location, "no anchor '&\(name)' comes before this alias")
    }
    try add(target.extent.count, at: location)
    try check(depth: depth - 1 + target.extent.height, at: location)
    target.extent.lastLine = location.line
    return target
  }

  private mutating func add(_ count: Int, at location: SourceLocation) throws(Stop) {
    total += count
    guard total > Self.maximumNodes else { return }
    throw stop(
      at: location, "the file holds more than \(Self.maximumNodes) values",
      hint: "each use of an alias counts as much as what it stands for")
  }

  private func check(depth: Int, at location: SourceLocation) throws(Stop) {
    guard depth > Self.maximumDepth else { return }
    throw stop(at: location, "lists and sections are nested more than \(Self.maximumDepth) deep")
  }

  private func stop(at location: SourceLocation, _ message: String, hint: String? = nil) -> Stop {
    diagnostics.record(.error, at: .source(location), message, hint: hint)
    return Stop()
  }
}
