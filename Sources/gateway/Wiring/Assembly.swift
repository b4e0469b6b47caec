import GatewayConfig
import GatewayConformance
import GatewayCore
import GatewayEdge
import GatewayHandlers
import GatewayPluginHost
import Glibc
import OCPPCodec

/// A configuration with all that is resolved from it before anything starts.
struct Assembly {
  let configuration: GatewayConfiguration
  let handlers: BuiltInHandlers
  /// In the order of the configuration; not started.
  let plugins: [HostedPlugin]
  let chains: ChainTable
  /// Certificate and key for TLS, if it is configured.
  let tls: TLSContext?
  let conformance: ConformanceSetup
  /// What is questionable but can be served.
  let warnings: [ConfigurationDiagnostic]

  /// Reads a configuration and resolves it; plugins are looked at in processes of their own, which may take seconds.
  ///
  /// - Parameter file: nil for the built-in defaults.
  /// - Throws: `ConfigurationError` with all that is wrong, each at its line and column.
  init(file: String?) throws(ConfigurationError) {
    let check = GatewayConfiguration.check(file: file, environment: Self.environment)
    configuration = check.configuration
    handlers = BuiltInHandlers(
      reading: configuration.handlers, rules: configuration.stations.map(\.handlers))
    let plugins = ConfiguredPlugins(configuration, reportingTo: check)
    self.plugins = plugins.plugins
    var problems: [ChainTable.Problem] = []
    chains = ChainTable(
      configuration.chains.declarations,
      rules: configuration.stations.map(\.rule),
      handlers: handlers.all(heartbeatInterval: configuration.ocpp.heartbeatInterval) + plugins.handlers,
      problems: &problems)
    for problem in problems { configuration.report(problem, unlessAbout: plugins.unusable, to: check) }
    for name in configuration.stations.flatMap(\.handlers.names)
    where BuiltInHandlers.names.contains(name.value) && !BuiltInHandlers.namesWithRules.contains(name.value) {
      check.report(
        .error, at: name.location, "the options of '\(name.value)' are the same for all stations",
        hint: "give them in the section 'handlers'")
    }
    tls = configuration.ocpp.tls.flatMap { Self.context(of: $0, check) }
    conformance = ConformanceSetup(configuration, reporting: check)
    let diagnostics = check.diagnostics(knownHandlers: BuiltInHandlers.names) + conformance.diagnostics
    if let error = ConfigurationError(diagnostics) { throw error }
    warnings = diagnostics
  }

  private static func context(of tls: GatewayConfiguration.TLS, _ check: ConfigurationCheck) -> TLSContext? {
    do throws(TLSContext.Failure) {
      return try TLSContext(TLSOptions(tls))
    } catch {
      let files = [tls.certificate, tls.key, tls.clientAuthorities].compactMap(\.self)
      let location = files.first { $0.value == error.file }?.location ?? tls.certificate.location
      check.report(.error, at: location, error.description)
      return nil
    }
  }

  static var environment: [String: String] {
    var variables: [String: String] = [:]
    var next = environ
    while let entry = next.pointee {
      let text = String(cString: entry)
      if let equals = text.firstIndex(of: "=") {
        variables[String(text[..<equals])] = String(text[text.index(after: equals)...])
      }
      next += 1
    }
    return variables
  }
}

extension GatewayConfiguration {
  /// Records a problem with a chain at the place that declares it.
  ///
  /// - Parameter unusable: handlers of which it is known already that they aren't there.
  func report(
    _ problem: ChainTable.Problem, unlessAbout unusable: Set<String>, to check: ConfigurationCheck
  ) {
    let chains = problem.rule.map { stations[$0].chains } ?? chains
    let declared = ProtocolVersion.allCases.flatMap { chains[$0] }
    let chain = declared[problem.declaration]
    if let handler = problem.handler, unusable.contains(chain.handlers[handler].value) { return }
    let location = problem.handler.map { chain.handlers[$0].location } ?? chain.action.location
    check.report(.error, at: location, problem.message)
  }
}

extension GatewayConfiguration.Chains {
  /// All declarations, in the order of ``GatewayConfiguration/ProtocolVersion``.
  var declarations: [ChainDeclaration] {
    GatewayConfiguration.ProtocolVersion.allCases.flatMap { version in
      self[version].map { chain in
        ChainDeclaration(
          version: version.version, action: chain.action.value,
          handlers: chain.handlers.map { ConfiguredPlugins.name(of: $0.value, chain.onFailure[$0.value]) })
      }
    }
  }
}

extension GatewayConfiguration.StationRule {
  var rule: StationRule {
    StationRule(chains: chains.declarations) { [match] station, type in
      match.includes(id: station.text, vendor: type.vendor, model: type.model, firmware: type.firmware)
    }
  }
}
