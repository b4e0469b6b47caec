import GatewayConfig
import Testing

@Suite("plugins")
struct PluginConfigurationTests {
  @Test func reading() throws {
    let check = ConfigurationFixture.check(
      """
      plugins:
        - id: tariff
          library: /opt/libTariff.so
          isolation: process
          sha256: \(String(repeating: "AB", count: 32))
          deadline: 250ms
          memory_limit: 128MiB
          on_failure: pass
          config: {currency: EUR}
        - id: other-2
          library: /opt/libTariff.so
      chains:
        ocpp1.6:
          Authorize: [tariff, {plugin: other-2, on_failure: reject}, core]
      """)
    #expect(Self.problems(check) == [])
    let plugins = check.configuration.plugins
    #expect(plugins.map(\.id.value) == ["tariff", "other-2"])
    #expect(plugins[0].library.value == "/opt/libTariff.so")
    #expect(plugins[0].isolation == .process && plugins[1].isolation == .inProcess)
    #expect(plugins[0].sha256 == String(repeating: "ab", count: 32))
    #expect(plugins[0].deadline == .milliseconds(250) && plugins[1].deadline == .seconds(5))
    #expect(plugins[0].memoryLimit == 128 << 20)
    #expect(plugins[0].onFailure == .pass && plugins[1].onFailure == .fail)
    #expect(plugins[0].configuration != nil && plugins[1].configuration == nil)
    let chain = try #require(check.configuration.chains[.ocpp16].last)
    #expect(chain.handlers.map(\.value) == ["tariff", "other-2", "core"])
    #expect(chain.onFailure == ["other-2": .reject])
  }

  @Test(arguments: [
    ("plugins:\n  - library: a.so", ["2:5: error: 'plugins[0].id' is required"]),
    ("plugins:\n  - id: a", ["2:5: error: 'plugins[0].library' is required"]),
    (
      "plugins:\n  - {id: A, library: a.so}",
      ["2:10: error: 'plugins[0].id' must be 1 to 64 of a-z, 0-9 and '-', a letter first, not 'A'"]
    ),
    (
      "plugins:\n  - {id: a, library: a.so}\n  - {id: a, library: b.so}",
      ["3:10: error: the plugin 'a' is listed twice, first at gateway.yaml:2:5"]
    ),
    (
      "plugins:\n  - {id: a, library: a.so, sha256: abc}",
      ["2:36: error: 'plugins[0].sha256' must be 64 hexadecimal digits, not 'abc'"]
    ),
    (
      "plugins:\n  - {id: a, library: a.so, memory_limit: 1GiB}",
      ["2:42: error: 'memory_limit' needs 'isolation: process'"]
    ),
    (
      "plugins:\n  - {id: a, library: a.so, config: [b]}",
      ["2:36: error: 'plugins[0].config' must be a section of keys and values, not a list"]
    ),
    ("plugins:\n  - {id: core, library: a.so}", ["2:10: error: 'core' is the name of a built-in handler"]),
    (
      "chains:\n  ocpp1.6:\n    Authorize: [{plugin: core, on_failure: pass}]",
      ["3:26: error: 'core' is no plugin, so it has no 'on_failure'"]
    ),
    (
      "chains:\n  ocpp1.6:\n    Authorize: [{plugin: tariff, on_failure: pass}]",
      ["3:26: error: unknown handler 'tariff'; known handlers: core"]
    ),
    (
      "chains:\n  ocpp1.6:\n    Authorize: [{plugin: core}]",
      ["3:17: error: 'chains.ocpp1.6.Authorize[0].on_failure' is required"]
    ),
  ])
  func problems(_ yaml: String, _ expected: [String]) {
    #expect(Self.problems(ConfigurationFixture.check(yaml)) == expected)
  }

  /// Without those of the default chains, which name handlers that this test doesn't know.
  private static func problems(_ check: ConfigurationCheck) -> [String] {
    check.diagnostics(knownHandlers: ["core"]).filter { $0.location != .builtIn }.map(ConfigurationFixture.summary)
  }
}
