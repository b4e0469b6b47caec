extension ConfigurationReader {
  /// Reads one of the values of an enumeration by its name.
  ///
  /// - Parameter defaultText: what the documentation shows when the default depends on other options.
  package func enumeration<Value>(
    _ key: String, default value: Value, defaultText: String? = nil, help: String
  ) -> Value where Value: CaseIterable & RawRepresentable<String> {
    enumeration(key, of: Value.self, defaultText: defaultText ?? value.rawValue, help: help) ?? value
  }

  /// Reads one of the values of an enumeration that has no default.
  package func optionalEnumeration<Value>(
    _ key: String, of type: Value.Type = Value.self, help: String
  ) -> Value? where Value: CaseIterable & RawRepresentable<String> {
    enumeration(key, of: type, defaultText: nil, help: help)
  }

  /// Reads a list of different values of an enumeration, in the order given; at least one.
  package func enumerations<Value>(
    _ key: String, default values: [Value], help: String
  ) -> [Value] where Value: CaseIterable & RawRepresentable<String> & Hashable & Sendable {
    let names = Value.allCases.map(\.rawValue)
    record(
      key, kind: .list, type: "list", default: "[\(values.map(\.rawValue).joined(separator: ", "))]",
      range: names.joined(separator: ", "), help: help)
    guard let nodes = items(key, expected: "a list such as [\(names.joined(separator: ", "))]") else { return values }
    var read: [Value] = []
    for (index, node) in nodes.enumerated() {
      let itemPath = path.appending(key).appending(index: index)
      guard let value: Value = item(node, at: itemPath, expected: Self.expected(names), convert: Self.parse) else {
        continue
      }
      guard !read.contains(value) else {
        report("'\(path.appending(key))' has \(TerminalText.quoted(value.rawValue)) twice", at: node)
        continue
      }
      read.append(value)
    }
    if nodes.isEmpty { report("'\(path.appending(key))' must have at least one item", at: key) }
    return read.isEmpty ? values : read
  }

  private func enumeration<Value>(
    _ key: String, of type: Value.Type, defaultText: String?, help: String
  ) -> Value? where Value: CaseIterable & RawRepresentable<String> {
    let names = Value.allCases.map(\.rawValue)
    return value(
      key, type: "one of", default: defaultText, range: names.joined(separator: ", "), expected: Self.expected(names),
      help: help
    ) { text throws(ConfigurationValueProblem) -> Value in try Self.parse(text) }
  }

  private static func expected(_ names: [String]) -> String {
    guard let last = names.last, names.count > 1 else { return names.joined() }
    return names.dropLast().joined(separator: ", ") + " or " + last
  }

  private static func parse<Value>(
    _ text: String
  ) throws(ConfigurationValueProblem) -> Value where Value: CaseIterable & RawRepresentable<String> {
    if let value = Value(rawValue: text) { return value }
    let nearest = Suggestion.nearest(to: text, among: Value.allCases.map(\.rawValue))
    throw ConfigurationValueProblem(hint: nearest.map { "did you mean '\($0)'?" })
  }
}
