/// Decodes one section of the configuration: each key is asked for by name, with its type and default.
///
/// A value that is wrong is recorded as a diagnostic and the default is returned, so that reading goes on and all
/// problems are told together. ``finish()`` then records the keys that nobody asked for. Every option asked for is
/// recorded too, which is what the reference documentation is made from.
package final class ConfigurationReader {
  /// Where the section is.
  package let path: ConfigurationPath
  /// Where the section begins, for messages.
  package let location: ConfigurationLocation

  let context: ConfigurationContext
  let pairs: [YAMLPair]
  private let values: [String: YAMLNode]
  private var known: [String] = []
  private var secrets: Set<String> = []
  private var required: Set<String> = []
  private var children: [ConfigurationReader] = []
  private var takesAnyKey = false
  /// Whether something else stands in place of the section; then nothing is missing from it.
  private let isMalformed: Bool
  private var isFinished = false

  /// - Parameters:
  ///   - node: the section; `nil` when the file doesn't have it, which is the same as an empty one.
  ///   - location: where the section begins.
  init(context: ConfigurationContext, path: ConfigurationPath, node: YAMLNode?, location: ConfigurationLocation) {
    self.context = context
    self.path = path
    self.location = location
    let pairs = Self.pairs(of: node, path: path, diagnostics: context.diagnostics)
    self.isMalformed = pairs == nil
    self.pairs = pairs ?? []
    self.values = Dictionary(self.pairs.map { ($0.key, $0.value) }) { first, _ in first }
  }

  private static func pairs(
    of node: YAMLNode?, path: ConfigurationPath, diagnostics: ConfigurationDiagnostics
  ) -> [YAMLPair]? {
    guard let node, !node.isAbsent else { return [] }
    if case .mapping(let pairs) = node.content { return pairs }
    let name = path.isRoot ? "the configuration" : "'\(path)'"
    diagnostics.record(
      .error, at: .source(node.location), "\(name) must be a section of keys and values, not \(node.kindDescription)")
    return nil
  }

  /// Whether the file gives the key, with whatever value.
  package func contains(_ key: String) -> Bool { values[key] != nil }

  /// The value of a key as the file has it, for what the other methods cannot decode.
  package func raw(_ key: String) -> YAMLNode? {
    note(key)
    return values[key]
  }

  /// Where a key's value comes from: an environment variable, the file, or the built-in default.
  package func location(of key: String) -> ConfigurationLocation {
    let path = path.appending(key)
    let variables = [path.variable, EnvironmentAlias.find(path.documented)?.variable].compactMap { $0 }
    if let variable = variables.first(where: { context.value(ofVariable: $0) != nil }) {
      return .environment(variable)
    }
    return values[key].map { .source($0.location) } ?? .builtIn
  }

  /// Records a problem that only shows when values are looked at together.
  ///
  /// - Parameter key: the key to point at; without one, or when it isn't given, the section.
  package func report(
    _ message: String, at key: String? = nil, severity: ConfigurationDiagnostic.Severity = .error, hint: String? = nil
  ) {
    let place = key.map { location(of: $0) } ?? location
    context.diagnostics.record(severity, at: place == .builtIn ? location : place, message, hint: hint)
  }

  /// Declares that a key must be given; call it before the method that reads the key.
  ///
  /// - Returns: whether it is given. If not, that is recorded.
  @discardableResult
  package func require(_ key: String) -> Bool {
    note(key)
    required.insert(key)
    guard location(of: key) == .builtIn else { return true }
    guard !isMalformed else { return false }
    context.diagnostics.record(.error, at: location, "'\(path.appending(key))' is required")
    return false
  }

  /// Records every key of this section, and of the sections below it, that was never asked for.
  package func finish() {
    guard !isFinished else { return }
    isFinished = true
    for child in children { child.finish() }
    guard !takesAnyKey else { return }
    for pair in pairs where !known.contains(pair.key) {
      let nearest = context.diagnostics.isFull ? nil : Suggestion.nearest(to: pair.key, among: known)
      // Whoever misspells the name of a secret has written the secret all the same.
      if let nearest, secrets.contains(nearest) { context.diagnostics.hide(pair.value) }
      context.diagnostics.record(.error, at: .source(pair.keyLocation), unknownKeyMessage(pair.key, nearest: nearest))
    }
  }

  private func unknownKeyMessage(_ key: String, nearest: String?) -> String {
    let place = path.isRoot ? "at the top level" : "in section '\(path)'"
    let message = "unknown key \(TerminalText.quoted(key)) \(place)"
    if let nearest { return message + "; did you mean '\(nearest)'?" }
    return known.isEmpty ? message : message + "; known keys: \(known.joined(separator: ", "))"
  }
}

extension ConfigurationReader {
  /// Notes that a key exists, so that ``finish()`` accepts it.
  func note(_ key: String, isSecret: Bool = false) {
    if !known.contains(key) { known.append(key) }
    guard isSecret else { return }
    secrets.insert(key)
    if let node = values[key] { context.diagnostics.hide(node) }
  }

  /// Takes every key as known.
  func acceptAnyKey() { takesAnyKey = true }

  /// Records an option of this section for the documentation.
  func record(
    _ key: String, kind: ConfigurationOption.Kind = .scalar, type: String, default defaultText: String? = nil,
    range: String? = nil, help: String
  ) {
    let variable = path.appending(key).variable
    let option = ConfigurationOption(
      section: path.documented, key: key, kind: kind, type: type, defaultText: defaultText, range: range, help: help,
      variable: kind == .scalar ? variable : nil, isRequired: required.contains(key))
    context.record(option, variable: variable)
  }

  /// The reader of a section below this one; finished together with this one.
  func child(path: ConfigurationPath, node: YAMLNode?, location: ConfigurationLocation) -> ConfigurationReader {
    let reader = ConfigurationReader(context: context, path: path, node: node, location: location)
    children.append(reader)
    return reader
  }
}
