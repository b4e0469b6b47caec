extension ConfigurationReader {
  /// A key of an open mapping with its value.
  package struct Entry: Sendable {
    /// The key and where it stands.
    package let key: Located<String>
    /// The value.
    package let value: YAMLNode
  }

  /// The reader of a section below this one; empty when the file doesn't have it.
  ///
  /// - Parameter help: what the section is for, for the documentation.
  package func section(_ key: String, help: String) -> ConfigurationReader {
    note(key)
    record(key, kind: .section, type: "section", help: help)
    let place = pairs.first { $0.key == key }.map { ConfigurationLocation.source($0.keyLocation) }
    return child(path: path.appending(key), node: raw(key), location: place ?? location)
  }

  /// The readers of a list of sections, in order; none when the file doesn't have the list.
  package func sections(_ key: String, help: String) -> [ConfigurationReader] {
    record(key, kind: .list, type: "list of sections", default: "[]", help: help)
    let nodes = items(key, expected: "a list of sections, each beginning with '-'") ?? []
    if context.isDescribing {
      return [child(path: path.appending(key).appending(index: 0), node: nil, location: location)]
    }
    return nodes.enumerated().map { index, node in
      child(path: path.appending(key).appending(index: index), node: node, location: .source(node.location))
    }
  }

  /// The keys of this section with their values, all of them accepted, for sections whose keys are names.
  package func entries() -> [Entry] {
    acceptAnyKey()
    return pairs.map { Entry(key: Located($0.key, at: .source($0.keyLocation)), value: $0.value) }
  }

  /// The readers of sections that have names of their own, with the names, in order; none when the file doesn't have them.
  package func namedSections(_ key: String, help: String) -> [(name: Located<String>, reader: ConfigurationReader)] {
    let parent = section(key, help: help)
    if context.isDescribing {
      let path = parent.path.appending("NAME")
      return [(Located("NAME", at: location), parent.child(path: path, node: nil, location: location))]
    }
    return parent.entries().map { entry in
      let path = parent.path.appending(entry.key.value)
      return (entry.key, parent.child(path: path, node: entry.value, location: entry.key.location))
    }
  }

  /// Reads a list of texts with their places.
  ///
  /// - Parameters:
  ///   - values: what to take when the file doesn't have the list.
  ///   - count: how many there may be.
  package func strings(
    _ key: String, default values: [String] = [], count: ClosedRange<Int> = 0...1_000, help: String
  ) -> [Located<String>] {
    record(key, kind: .list, type: "list of text", default: "[\(values.joined(separator: ", "))]", help: help)
    let defaults = values.map { Located($0, at: .builtIn) }
    guard let nodes = items(key, expected: "a list such as [a, b]") else { return defaults }
    guard count.contains(nodes.count) else {
      let range = "\(count.lowerBound) to \(count.upperBound)"
      report("'\(path.appending(key))' must have \(range) items, not \(nodes.count)", at: key)
      return defaults
    }
    return texts(nodes, at: path.appending(key))
  }

  /// The items of a list as texts with their places; what is no text is recorded and left out.
  func texts(_ nodes: [YAMLNode], at path: ConfigurationPath) -> [Located<String>] {
    nodes.enumerated().compactMap { index, node in
      let text = item(node, at: path.appending(index: index), expected: "text") { $0 }
      return text.map { Located($0, at: .source(node.location)) }
    }
  }

  /// The items of a list; `nil` when it is not given or no list. A key without a value is an empty list.
  func items(_ key: String, expected: String) -> [YAMLNode]? {
    guard let node = raw(key) else { return nil }
    return items(of: node, at: path.appending(key), expected: expected)
  }

  /// The items of a list; `nil` after recording that it is none.
  func items(of node: YAMLNode, at path: ConfigurationPath, expected: String) -> [YAMLNode]? {
    if node.isAbsent { return [] }
    if case .sequence(let items) = node.content { return items }
    var hint: String?
    if case .scalar(let scalar) = node.content {
      hint = "a list of one is written [\(TerminalText.escaped(scalar.text))]"
    }
    report("'\(path)' must be \(expected), not \(node.kindDescription)", at: node, hint: hint)
    return nil
  }

  /// Converts an item of a list; `nil` after recording what is wrong with it.
  func item<Value>(
    _ node: YAMLNode, at path: ConfigurationPath, expected: String,
    convert: (String) throws(ConfigurationValueProblem) -> Value
  ) -> Value? {
    guard case .scalar(let scalar) = node.content else {
      report("'\(path)' must be \(expected), not \(node.kindDescription)", at: node)
      return nil
    }
    let text = ConfigurationScalar(text: scalar.text, isPlain: scalar.isPlain, location: .source(node.location))
    return converted(text, at: path, expected: expected) { text throws(ConfigurationValueProblem) in
      try convert(text.text)
    }
  }

  /// Records an error at a node.
  func report(_ message: String, at node: YAMLNode, hint: String? = nil) {
    context.diagnostics.record(.error, at: .source(node.location), message, hint: hint)
  }
}
