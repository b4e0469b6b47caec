import GatewayConfig
import GatewayCore
import GatewayHandlers
import Testing

@Suite("Options of handlers by station rule")
struct StationOptionsTests {
  private func handlers(_ yaml: String) -> (handlers: BuiltInHandlers, problems: [String]) {
    let check = GatewayConfiguration.check(
      source: SourceText(name: "gateway.yaml", bytes: Array(yaml.utf8)), environment: [:])
    let configuration = check.configuration
    let handlers = BuiltInHandlers(
      reading: configuration.handlers, rules: configuration.stations.map(\.handlers))
    let problems = check.diagnostics(knownHandlers: BuiltInHandlers.names).map(\.message)
    return (handlers, problems)
  }

  @Test("a rule's options over the general ones, each by itself")
  func merged() throws {
    let (handlers, problems) = handlers(
      """
      handlers:
        core: { unknown_id_tags: accept, boot_retry_interval: 9s }
        configuration: { settings: { HeartbeatInterval: 60, LocalPreAuthorize: "true" } }
      stations:
        - match: { id: "A" }
        - match: { id: "B" }
          handlers:
            core: { boot: pending }
            configuration: { settings: { heartbeatinterval: 90 }, apply_after_boot: false }
      """)
    #expect(problems == [])
    #expect(handlers.core.general.registration == .accepted)
    #expect(handlers.core.rules.keys.sorted() == [1])
    let rule = try #require(handlers.core.rules[1])
    #expect(rule.registration == .pending)
    #expect(rule.bootRetryInterval == .seconds(9))
    #expect(rule.authorization.acceptsUnknownTokens)
    let settings = try #require(handlers.configuration.rules[1])
    #expect(settings.settings == ["heartbeatinterval": "90", "LocalPreAuthorize": "true"])
    #expect(settings.appliesAfterBoot == false && handlers.configuration.general.appliesAfterBoot)
  }

  @Test(
    "what can't be is told",
    arguments: [
      ("stations: [{ match: { id: A }, handlers: { core: { unknown_stations: reject } } }]", "unknown key"),
      ("stations: [{ match: { id: A }, handlers: { cor: {} } }]", "unknown handler"),
      ("handlers: { configuration: { settings: { NumberOfConnectors: 2 } } }", "read-only"),
      ("handlers: { configuration: { settings: { HeartbeatInterval: soon } } }", "must be an integer"),
    ])
  func wrong(yaml: String, message: String) {
    let problems = handlers(yaml).problems
    #expect(problems.count == 1)
    #expect(problems.first?.contains(message) == true, "\(problems)")
  }
}
