/// A configuration that has been read, with what was found wrong in it so far.
///
/// The handlers add to it by decoding their sections (``HandlerSections/read(_:_:)``) and with ``report(_:at:_:hint:)``.
package struct ConfigurationCheck: Sendable {
  /// The configuration, with defaults where something is wrong.
  package let configuration: GatewayConfiguration

  let context: ConfigurationContext

  /// Adds a problem, for instance with the place of a handler in a chain.
  package func report(
    _ severity: ConfigurationDiagnostic.Severity, at location: ConfigurationLocation, _ message: String,
    hint: String? = nil
  ) {
    context.diagnostics.record(severity, at: location, message, hint: hint)
  }

  /// All problems, in the order of the file. Ask last, when the handlers have decoded their sections.
  ///
  /// - Parameter knownHandlers: the names of all handlers that are built in. Any other name, in `handlers` or, unless it
  ///   is a plugin's, in a chain, is an error. `nil` when the handlers were not asked; then their names and environment variables are not judged.
  package func diagnostics(knownHandlers: [String]? = nil) -> [ConfigurationDiagnostic] {
    if let knownHandlers { checkNames(knownHandlers) }
    context.warnOfUnusedVariables(exceptPrefixes: knownHandlers == nil ? ["GATEWAY_HANDLERS_"] : [])
    return context.diagnostics.all
  }

  /// The configuration, if nothing is wrong with it.
  ///
  /// - Parameter knownHandlers: as for ``diagnostics(knownHandlers:)``.
  /// - Throws: ``ConfigurationError`` with all problems when one of them is an error.
  package func validated(knownHandlers: [String]? = nil) throws(ConfigurationError) -> GatewayConfiguration {
    if let error = ConfigurationError(diagnostics(knownHandlers: knownHandlers)) { throw error }
    return configuration
  }

  private func checkNames(_ known: [String]) {
    let chains = [configuration.chains] + configuration.stations.map(\.chains)
    let versions = GatewayConfiguration.ProtocolVersion.allCases
    let declared = chains.flatMap { chains in versions.flatMap { chains[$0] } }
    let plugins = configuration.plugins.map(\.id.value)
    let sections = [configuration.handlers] + configuration.stations.map(\.handlers)
    for name in sections.flatMap(\.names) { check(name, known) }
    for name in declared.flatMap(\.handlers) { check(name, known + plugins) }
    for plugin in configuration.plugins where known.contains(plugin.id.value) {
      report(.error, at: plugin.id.location, "'\(plugin.id.value)' is the name of a built-in handler")
    }
    for chain in declared {
      for name in chain.handlers where chain.onFailure[name.value] != nil && known.contains(name.value) {
        report(.error, at: name.location, "'\(name.value)' is no plugin, so it has no 'on_failure'")
      }
    }
  }

  private func check(_ name: Located<String>, _ known: [String]) {
    guard !known.contains(name.value) else { return }
    let message = "unknown handler \(TerminalText.quoted(name.value))"
    let nearest = Suggestion.nearest(to: name.value, among: known)
    report(
      .error, at: name.location,
      message + (nearest.map { "; did you mean '\($0)'?" } ?? "; known handlers: \(known.joined(separator: ", "))"))
  }
}
