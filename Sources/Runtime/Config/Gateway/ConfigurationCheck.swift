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
  /// - Parameter knownHandlers: the names of all handlers that exist. Any other name, in `handlers` or in a chain, is an
  ///   error. `nil` when the handlers were not asked; then their names and environment variables are not judged.
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
    let used = chains.flatMap { chains in versions.flatMap { chains[$0].flatMap(\.handlers) } }
    let sections = [configuration.handlers] + configuration.stations.map(\.handlers)
    for name in sections.flatMap(\.names) + used where !known.contains(name.value) {
      let message = "unknown handler \(TerminalText.quoted(name.value))"
      let nearest = Suggestion.nearest(to: name.value, among: known)
      report(
        .error, at: name.location,
        message + (nearest.map { "; did you mean '\($0)'?" } ?? "; known handlers: \(known.joined(separator: ", "))"))
    }
  }
}
