import Synchronization

/// What all readers of one configuration share.
final class ConfigurationContext: Sendable {
  private struct Recorded {
    var options: [ConfigurationOption] = []
    var paths: Set<String> = []
    /// The option of every environment variable that can matter, by the variable's name.
    var variables: [String: ConfigurationOption] = [:]
  }

  let diagnostics: ConfigurationDiagnostics
  /// The folder of the configuration file, from which relative paths start.
  let folder: String?
  let environment: [String: String]
  /// Whether the reading serves documentation: every list then has one item.
  let isDescribing: Bool

  private let recorded = Mutex(Recorded())

  init(
    diagnostics: ConfigurationDiagnostics, folder: String?, environment: [String: String], isDescribing: Bool = false
  ) {
    self.diagnostics = diagnostics
    self.folder = folder
    self.environment = environment
    self.isDescribing = isDescribing
  }

  /// The value of an environment variable. An empty one counts as not set, as start scripts and containers leave them.
  func value(ofVariable name: String) -> String? {
    guard let value = environment[name], !value.isEmpty else { return nil }
    return value
  }

  /// Remembers an option that was asked for, and the variable that somebody could take for its own.
  func record(_ option: ConfigurationOption, variable: String?) {
    recorded.withLock { recorded in
      for variable in [variable, EnvironmentAlias.find(option.path)?.variable].compactMap({ $0 }) {
        recorded.variables[variable] = option
      }
      guard recorded.paths.insert(option.path).inserted else { return }
      recorded.options.append(option)
    }
  }

  /// Every option asked for so far, in the order of the first asking.
  var options: [ConfigurationOption] { recorded.withLock { $0.options } }

  /// Warns of each variable that begins with `GATEWAY_` and sets nothing.
  ///
  /// - Parameter prefixes: beginnings of variables whose options nobody has asked for yet.
  func warnOfUnusedVariables(exceptPrefixes prefixes: [String]) {
    let variables = recorded.withLock { $0.variables }
    for name in environment.keys.sorted() where name.hasPrefix("GATEWAY_") {
      guard !prefixes.contains(where: name.hasPrefix), let warning = warning(about: name, variables: variables) else {
        continue
      }
      diagnostics.record(.warning, at: .environment(name), warning.message, hint: warning.hint)
    }
  }

  private func warning(
    about name: String, variables: [String: ConfigurationOption]
  ) -> (message: String, hint: String?)? {
    if let option = variables[name] {
      switch option.kind {
      case .scalar: return nil
      case .list: return ("'\(option.path)' is a list, which only the configuration file can set", nil)
      case .section: return ("'\(option.path)' is a section, not an option", nil)
      }
    }
    let candidates = variables.filter { $0.value.kind == .scalar }.keys.sorted()
    // `GATEWAY_ID` for `gateway.id`: the prefix was taken for the section.
    let prefixed = "GATEWAY_" + name
    let meant = candidates.contains(prefixed) ? prefixed : Suggestion.nearest(to: name, among: candidates)
    return ("sets no option of the configuration", meant.map { "did you mean \($0)?" })
  }
}
