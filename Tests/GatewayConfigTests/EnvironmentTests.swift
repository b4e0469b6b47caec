import GatewayConfig
import Testing

@Suite struct EnvironmentTests {
  @Test func overridesTheFile() throws {
    let environment = [
      "GATEWAY_GATEWAY_ID": "from-environment", "GATEWAY_OCPP_MAX_FRAGMENTS": "7", "GATEWAY_OCPP_CALL_TIMEOUT": "7s",
      "GATEWAY_OCPP_MAX_MESSAGE_SIZE": "7KiB", "GATEWAY_OCPP_LISTEN": "[::1]:7", "GATEWAY_GATEWAY_LOG_LEVEL": "error",
      "GATEWAY_STORE_SQLITE": ":memory:", "UNRELATED": "x",
    ]
    let check = ConfigurationFixture.check(
      "gateway: {id: from-file}\nocpp: {max_fragments: 5, listen: [not, looked, at]}\n", environment: environment)
    #expect(check.diagnostics() == [])
    let configuration = check.configuration
    #expect(configuration.id == "from-environment")
    #expect(configuration.log.level == .error)
    #expect(configuration.ocpp.maxFragments == 7)
    #expect(configuration.ocpp.callTimeout == .seconds(7))
    #expect(configuration.ocpp.maxMessageSize == 7_168)
    #expect(configuration.ocpp.listen == NetworkAddress(host: "::1", port: 7))
    #expect(configuration.store.sqlite == .memory)
  }

  @Test func emptyCountsAsNotSet() {
    let environment = ["GATEWAY_GATEWAY_ID": "", "HTTP_PORT": "", "GATEWAY_NOTHING": "x"]
    let check = ConfigurationFixture.check("gateway: {id: from-file}\n", environment: environment)
    #expect(check.configuration.id == "from-file")
    #expect(check.configuration.http.listen.port == 8_081)
    #expect(check.diagnostics().count == 1)
  }

  @Test func errorsNameTheVariable() {
    let environment = [
      "GATEWAY_OCPP_CALL_TIMEOUT": "30", "GATEWAY_OCPP_MAX_CONNECTIONS": "~", "GATEWAY_GATEWAY_ID": "two words",
    ]
    #expect(
      ConfigurationFixture.problems("", environment: environment) == [
        "environment variable GATEWAY_GATEWAY_ID: error: 'gateway.id' must be 1 to 64 letters, digits, '.', '_' and '-',"
          + " not 'two words'",
        "environment variable GATEWAY_OCPP_CALL_TIMEOUT: error: 'ocpp.call_timeout' must be a duration such as 300s, 5m or"
          + " 1h30m, not '30' | add a unit: 30s, 30m or 30h",
        "environment variable GATEWAY_OCPP_MAX_CONNECTIONS: error: 'ocpp.max_connections' must be a whole number between 1"
          + " and 10000000, not '~'",
      ])
  }

  @Test(arguments: [
    ("GATEWAY_OCPP_LISTN", "sets no option of the configuration | did you mean GATEWAY_OCPP_LISTEN?"),
    ("GATEWAY_ID", "sets no option of the configuration | did you mean GATEWAY_GATEWAY_ID?"),
    ("GATEWAY_SOMETHING_ELSE_ENTIRELY", "sets no option of the configuration"),
    ("GATEWAY_OCPP_VERSIONS", "'ocpp.versions' is a list, which only the configuration file can set"),
    ("GATEWAY_ID_TAGS", "'id_tags' is a list, which only the configuration file can set"),
    ("GATEWAY_GATEWAY_LOG", "'gateway.log' is a section, not an option"),
  ])
  func warnsOfVariablesThatSetNothing(variable: String, message: String) {
    #expect(
      ConfigurationFixture.problems("", environment: [variable: "x"]) == [
        "environment variable \(variable): warning: \(message)"
      ])
  }

  @Test func doesNotReachIntoLists() {
    let yaml = "id_tags:\n  - id_tag: A\n"
    let check = ConfigurationFixture.check(yaml, environment: ["GATEWAY_ID_TAGS_STATUS": "Blocked"])
    #expect(check.configuration.idTags.map(\.status) == [.accepted])
    #expect(check.diagnostics().map(\.severity) == [.warning])
  }

  @Test(arguments: [
    ("", ["HTTP_PORT": "80"], "127.0.0.1:80"),
    ("http: {listen: \"[::]:9\"}", ["HTTP_PORT": "80"], "[::]:80"),
    ("http: {listen: a:9}", ["HTTP_PORT": "80", "GATEWAY_HTTP_LISTEN": "b:81"], "b:81"),
  ])
  func oldNameSetsThePort(yaml: String, environment: [String: String], expected: String) {
    let check = ConfigurationFixture.check(yaml, environment: environment)
    #expect(check.diagnostics() == [])
    #expect(check.configuration.http.listen.description == expected)
  }

  @Test(arguments: ["http", "65536", "-1", "80 ", "127.0.0.1:80"])
  func oldNameIsCheckedToo(port: String) {
    let check = ConfigurationFixture.check("http: {listen: a:9}", environment: ["HTTP_PORT": port])
    #expect(check.configuration.http.listen.description == "a:9")
    #expect(
      check.diagnostics().map(ConfigurationFixture.summary) == [
        "environment variable HTTP_PORT: error: 'http.listen' must be a port from 0 to 65535, not '\(port)'"
      ])
  }

  @Test func reachesTheHandlers() {
    let environment = ["GATEWAY_HANDLERS_TEST_MODE": "b", "GATEWAY_HANDLERS_TEST_MOOD": "c"]
    let check = ConfigurationFixture.check("", environment: environment)
    // Nobody has asked the handlers yet, so nothing can be said about their variables.
    #expect(check.diagnostics() == [])
    let mode = check.configuration.handlers.read("test") { $0.string("mode", default: "a", help: "") }
    #expect(mode == "b")
    #expect(
      check.diagnostics(knownHandlers: ConfigurationFixture.standardHandlers + ["test"]).map(
        ConfigurationFixture.summary) == [
          "environment variable GATEWAY_HANDLERS_TEST_MOOD: warning: sets no option of the configuration"
            + " | did you mean GATEWAY_HANDLERS_TEST_MODE?"
        ])
  }

  @Test func everyOptionHasAVariableOfItsOwn() {
    let variables = GatewayConfiguration.reference().options.compactMap(\.variable)
    #expect(variables.count > 15)
    #expect(Set(variables).count == variables.count)
  }
}
