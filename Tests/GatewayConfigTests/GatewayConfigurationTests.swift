import GatewayConfig
import Testing

@Suite struct GatewayConfigurationTests {
  private typealias Version = GatewayConfiguration.ProtocolVersion

  /// Chains in one line: `*: core; Authorize: a, b`.
  private static func outline(_ chains: GatewayConfiguration.Chains, _ version: Version) -> String {
    chains[version].map { chain in
      "\(chain.action.value): \(chain.handlers.map(\.value).joined(separator: ", "))"
    }.joined(separator: "; ")
  }

  @Test func hasTheDocumentedDefaults() {
    let configuration = GatewayConfiguration.builtIn
    #expect(!configuration.id.isEmpty)
    #expect(configuration.log.level == .info)
    #expect(configuration.log.format == .auto)
    #expect(configuration.ocpp.listen.description == "0.0.0.0:9000")
    #expect(configuration.ocpp.path == "/ocpp")
    #expect(configuration.ocpp.versions == [.ocpp201, .ocpp16])
    #expect(configuration.ocpp.missingSubprotocol == .ocpp16)
    #expect(configuration.ocpp.heartbeatInterval == .seconds(300))
    #expect(configuration.ocpp.callTimeout == .seconds(30))
    #expect(configuration.ocpp.maxMessageSize == 262_144)
    #expect(configuration.ocpp.maxFragments == 64)
    #expect(configuration.ocpp.maxPendingCalls == 32)
    #expect(configuration.ocpp.pingInterval == .seconds(60))
    #expect(configuration.ocpp.handshakeTimeout == .seconds(10))
    #expect(configuration.ocpp.maxWriteBuffer == 1_048_576)
    #expect(configuration.ocpp.maxConnections == 100_000)
    #expect(configuration.ocpp.maxStationIDLength == 48)
    #expect(configuration.ocpp.shutdownTimeout == .seconds(10))
    #expect(configuration.ocpp.eventLoops == nil)
    #expect(configuration.http.listen.description == "127.0.0.1:8081")
    #expect(configuration.http.commandTimeout == .seconds(10))
    #expect(configuration.store.sqlite == .file("gateway.db"))
    #expect(configuration.handlers.names == [])
    let standard = GatewayConfiguration.Chains.standard
    #expect(standard[.ocpp16]?.first == "core")
    #expect(
      Self.outline(configuration.chains, .ocpp16) == "*: \(standard[.ocpp16, default: []].joined(separator: ", "))")
    #expect(
      Self.outline(configuration.chains, .ocpp201) == "*: \(standard[.ocpp201, default: []].joined(separator: ", "))")
    #expect(configuration.stations.isEmpty)
    #expect(configuration.idTags == [])
  }

  @Test(
    arguments: [
      ("a.b_c-1", nil), (String(repeating: "x", count: 64), nil),
      (String(repeating: "x", count: 65), ""), ("a b", ""), ("é", ""), ("a:b", ""),
    ] as [(String, String?)])
  func limitsTheID(id: String, problem: String?) {
    let check = ConfigurationFixture.check("gateway: {id: '\(id)'}")
    #expect((check.configuration.id == id) == (problem == nil))
    #expect(check.diagnostics().isEmpty == (problem == nil))
  }

  @Test(
    arguments: [
      ("path: /", nil), ("path: /a/b-c.d~e_f", nil),
      ("path: ocpp", "1:14: error: 'ocpp.path' must be a URL path such as /ocpp, not 'ocpp' | a path begins with '/'"),
      (
        "path: /a/",
        "1:14: error: 'ocpp.path' must be a URL path such as /ocpp, not '/a/' | leave out the '/' at the end"
      ),
      (
        "path: /a b",
        "1:14: error: 'ocpp.path' must be a URL path such as /ocpp, not '/a b'"
          + " | it consists of letters, digits, '-', '.', '_', '~' and single '/'"
      ),
      ("heartbeat_interval: 1s", nil), ("heartbeat_interval: 24h", nil),
      ("heartbeat_interval: 999ms", "1:28: error: 'ocpp.heartbeat_interval' must be between 1s and 24h, not '999ms'"),
      (
        "heartbeat_interval: 1500ms",
        "1:28: error: 'ocpp.heartbeat_interval' must be a duration in whole seconds, not '1500ms'"
      ),
      ("max_message_size: 1KiB", nil), ("max_message_size: 16MiB", nil),
      ("max_message_size: 1023B", "1:26: error: 'ocpp.max_message_size' must be between 1KiB and 16MiB, not '1023B'"),
      ("max_message_size: 17MiB", "1:26: error: 'ocpp.max_message_size' must be between 1KiB and 16MiB, not '17MiB'"),
      ("max_station_id_length: 255", nil),
      (
        "max_station_id_length: 256",
        "1:31: error: 'ocpp.max_station_id_length' must be a whole number between 1 and 255, not '256'"
      ),
      ("ping_interval: 0s", "1:23: error: 'ocpp.ping_interval' must be between 1s and 24h, not '0s'"),
      (
        "ping_interval: off",
        "1:23: error: 'ocpp.ping_interval' must be a duration such as 300s, 5m or 1h30m, not 'off'"
      ),
      ("shutdown_timeout: 0s", nil), ("event_loops: 1", nil),
      ("event_loops: 0", "1:21: error: 'ocpp.event_loops' must be a whole number between 1 and 1024, not '0'"),
      ("listen: 0.0.0.0:0", nil),
      (
        "listen: 9000",
        "1:16: error: 'ocpp.listen' must be an address such as 0.0.0.0:9000 or \"[::1]:9000\", not '9000'"
          + " | put a host before the port: 0.0.0.0:9000"
      ),
      ("missing_subprotocol: refuse", nil),
      (
        "missing_subprotocol: accept",
        "1:29: error: 'ocpp.missing_subprotocol' must be ocpp1.6 or refuse, not 'accept'"
      ),
      (
        "versions: [ocpp2.0.1], missing_subprotocol: ocpp1.6",
        "1:52: error: 'ocpp.missing_subprotocol' is ocpp1.6, which is not among 'ocpp.versions'"
          + " | add ocpp1.6 to the versions, or write refuse"
      ),
      ("versions: []", "1:18: error: 'ocpp.versions' must have at least one item"),
      ("versions: [ocpp1.6, ocpp1.6]", "1:28: error: 'ocpp.versions' has 'ocpp1.6' twice"),
    ] as [(String, String?)])
  func limitsTheStationSide(options: String, problem: String?) {
    #expect(ConfigurationFixture.problems("ocpp: {\(options)}") == [problem].compactMap { $0 })
  }

  @Test func withoutVersion16NobodyIsTakenForIt() {
    let check = ConfigurationFixture.check("ocpp: {versions: [ocpp2.0.1]}")
    #expect(check.diagnostics() == [])
    #expect(check.configuration.ocpp.versions == [.ocpp201])
    #expect(check.configuration.ocpp.missingSubprotocol == .refuse)
  }

  @Test(
    arguments: [
      (
        "http: {listen: 127.0.0.1:9000}", "1:16: error: 'http.listen' (127.0.0.1:9000) and 'ocpp.listen' (0.0.0.0:9000)"
      ),
      (
        "ocpp: {listen: 127.0.0.1:8081}",
        "1:16: error: 'http.listen' (127.0.0.1:8081) and 'ocpp.listen' (127.0.0.1:8081)"
      ),
      ("{ocpp: {listen: 10.0.0.1:1}, http: {listen: 10.0.0.2:1}}", nil),
      ("{ocpp: {listen: 0.0.0.0:0}, http: {listen: 0.0.0.0:0}}", nil),
    ] as [(String, String?)])
  func listenersNeedPortsOfTheirOwn(yaml: String, problem: String?) {
    let problems = ConfigurationFixture.problems(yaml)
    #expect(problems == [problem.map { $0 + " cannot share a port" }].compactMap { $0 })
  }

  @Test(
    arguments: [
      ("store: {sqlite: a.db}", .file("a.db"), nil), ("store: {sqlite: ':memory:'}", .memory, nil),
      (
        "store: {sqlite: ''}", .file("gateway.db"),
        "1:17: error: 'store.sqlite' must be a file path or \":memory:\", not ''"
      ),
      (
        "store: {sqlite: a/}", .file("gateway.db"),
        "1:17: error: 'store.sqlite' must be a file path or \":memory:\", not 'a/'"
      ),
    ] as [(String, GatewayConfiguration.Store.SQLite, String?)])
  func placesTheStore(yaml: String, expected: GatewayConfiguration.Store.SQLite, problem: String?) {
    let check = ConfigurationFixture.check(yaml)
    #expect(check.configuration.store.sqlite == expected)
    #expect(check.diagnostics().map(ConfigurationFixture.summary) == [problem].compactMap { $0 })
  }

  @Test(arguments: ["webhooks: []", "mqtt: {}", "ocp: {}"])
  func refusesUnknownSections(yaml: String) throws {
    let problem = try #require(ConfigurationFixture.problems(yaml).first)
    let key = yaml.prefix { $0 != ":" }
    #expect(problem.hasPrefix("1:1: error: unknown key '\(key)' at the top level; "))
    #expect(
      problem.hasSuffix(key == "ocp" ? "did you mean 'ocpp'?" : "chains, validation, repair, record, stations, id_tags")
    )
  }

  // MARK: - chains

  @Test func readsChains() throws {
    let yaml = """
      chains:
        ocpp1.6:
          Authorize: [a, core]
          Heartbeat: []
          "*": [b]
        ocpp2.0.1:
          Authorize: [c]
      """
    let check = ConfigurationFixture.check(yaml)
    #expect(check.diagnostics() == [])
    #expect(Self.outline(check.configuration.chains, .ocpp16) == "Authorize: a, core; Heartbeat: ; *: b")
    // What isn't named keeps its default.
    #expect(Self.outline(check.configuration.chains, .ocpp201) == "*: core, passwords; Authorize: c")
    let chain = try #require(check.configuration.chains[.ocpp16].first)
    #expect("\(chain.action.location)" == "gateway.yaml:3:5")
    #expect(chain.handlers.map { "\($0.location)" } == ["gateway.yaml:3:17", "gateway.yaml:3:20"])
    #expect(check.configuration.chains[.ocpp201][0].handlers.map(\.location) == [.builtIn, .builtIn])
  }

  @Test(arguments: [
    ("ocpp16: {}", "1:10: error: unknown key 'ocpp16' in section 'chains'; did you mean 'ocpp1.6'?"),
    (
      "ocpp1.6: {Authorize: core}",
      "1:31: error: 'chains.ocpp1.6.Authorize' must be a list of handlers such as [core], not 'core'"
        + " | a list of one is written [core]"
    ),
    ("ocpp1.6: {Authorize: [a, b, a]}", "1:38: error: 'chains.ocpp1.6.Authorize' has the handler 'a' twice"),
    (
      "ocpp1.6: {Authorize: [{plugin: a, on_failure: x}]}",
      "1:56: error: 'chains.ocpp1.6.Authorize[0].on_failure' must be pass, reject or fail, not 'x'"
    ),
    (
      "ocpp1.6: {'Boot*': [core]}",
      "1:20: error: 'Boot*' is not the name of an action"
        + " | actions are named as in OCPP, such as BootNotification; \"*\" alone stands for all others"
    ),
    ("ocpp1.6: [core]", "1:19: error: 'chains.ocpp1.6' must be a section of keys and values, not a list"),
  ])
  func refusesChains(chains: String, problem: String) {
    #expect(ConfigurationFixture.problems("chains: {\(chains)}") == [problem])
  }

  @Test func refusesUnknownHandlers() {
    let yaml = """
      handlers:
        coer: {}
        core: {}
      chains: {ocpp1.6: {"*": [core], Authorize: [core, corre]}}
      stations:
        - match: {id: a}
          chains: {ocpp2.0.1: {"*": [tariff]}}
      """
    let check = ConfigurationFixture.check(yaml)
    #expect(check.diagnostics() == [])
    #expect(
      check.diagnostics(knownHandlers: ["core", "passwords"]).map(ConfigurationFixture.summary) == [
        "2:3: error: unknown handler 'coer'; did you mean 'core'?",
        "4:51: error: unknown handler 'corre'; did you mean 'core'?",
        "7:32: error: unknown handler 'tariff'; known handlers: core, passwords",
      ])
    // Also one that nobody wrote: the default chain needs a handler that this gateway doesn't have.
    #expect(
      ConfigurationFixture.check("chains: {ocpp1.6: {'*': []}}").diagnostics(knownHandlers: ["passwords"]).map(
        ConfigurationFixture.summary) == [
          "built-in configuration: error: unknown handler 'core'; known handlers: passwords"
        ])
  }

  // MARK: - station rules

  @Test func readsStationRules() {
    let yaml = """
      stations:
        - match: {id: "DEPOT-*", vendor: ACME}
          chains: {ocpp1.6: {Authorize: [a]}}
        - match: {model: "X?"}
        - match: {id: "*"}
      """
    let check = ConfigurationFixture.check(yaml)
    #expect(check.diagnostics() == [])
    let rules = check.configuration.stations
    #expect(rules.map { Self.outline($0.chains, .ocpp16) } == ["Authorize: a", "", ""])
    #expect(rules.map { Self.outline($0.chains, .ocpp201) } == ["", "", ""])
    #expect(rules.map { "\($0.location)" } == ["gateway.yaml:2:5", "gateway.yaml:4:5", "gateway.yaml:5:5"])

    func first(id: String, vendor: String?, model: String?) -> Int? {
      rules.firstIndex { $0.match.includes(id: id, vendor: vendor, model: model) }
    }
    #expect(first(id: "DEPOT-1", vendor: "ACME", model: "X1") == 0)
    #expect(first(id: "DEPOT-1", vendor: "Other", model: "X1") == 1)
    #expect(first(id: "DEPOT-1", vendor: nil, model: "X1") == 1)
    #expect(first(id: "DEPOT-1", vendor: nil, model: nil) == 2)
    #expect(first(id: "depot-1", vendor: "ACME", model: "X10") == 2)
  }

  @Test(arguments: [
    ("[{chains: {}}]", ["1:12: error: 'stations[0].match' is required"]),
    (
      "[{match: {}}]",
      [
        "1:20: error: 'stations[0].match' names no stations"
          + " | give an id, a vendor, a model or a firmware; id: \"*\" is every station"
      ]
    ),
    (
      "[{match: {name: a}}]",
      ["1:21: error: unknown key 'name' in section 'stations[0].match'; known keys: id, vendor, model, firmware"]
    ),
    ("[{match: {id: ''}}]", ["1:25: error: 'stations[0].match.id' must be text of 1 to 255 characters, not ''"]),
    (
      "[{match: {id: a}, chain: {}}]",
      ["1:29: error: unknown key 'chain' in section 'stations[0]'; did you mean 'chains'?"]
    ),
    (
      "{match: {id: a}}", ["1:11: error: 'stations' must be a list of sections, each beginning with '-', not a mapping"]
    ),
    (
      "[{match: {id: '**'}}, {match: {id: a}}]",
      [
        "1:33: warning: 'stations[1]' never applies: 'stations[0]' matches every station"
          + " | the first rule that matches applies; put this one before it"
      ]
    ),
    ("[{match: {id: '*', vendor: a}}, {match: {id: a}}]", []),
  ])
  func refusesStationRules(stations: String, problems: [String]) {
    #expect(ConfigurationFixture.problems("stations: \(stations)") == problems)
  }

  // MARK: - id tags

  @Test func readsIDTags() throws {
    let yaml = """
      id_tags:
        - id_tag: 0123
        - id_tag: "B C"
          status: Blocked
          expiry_date: 2030-12-31T23:59:59Z
          parent_id_tag: FLEET
          type: ISO14443
      """
    let check = ConfigurationFixture.check(yaml)
    #expect(check.diagnostics() == [])
    let tags = check.configuration.idTags
    #expect(tags.map(\.idTag) == ["0123", "B C"])
    #expect(tags.map(\.status) == [.accepted, .blocked])
    #expect(tags.map(\.expiryDate) == [nil, "2030-12-31T23:59:59Z"])
    #expect(tags.map(\.parentIDTag) == [nil, "FLEET"])
    #expect(tags.map(\.type) == [nil, .iso14443])
    #expect(tags.map { "\($0.location)" } == ["gateway.yaml:2:5", "gateway.yaml:3:5"])
  }

  @Test(arguments: [
    ("{status: Accepted}", "1:11: error: 'id_tags[0].id_tag' is required"),
    ("{id_tag: ''}", "1:20: error: 'id_tags[0].id_tag' must be text of 1 to 36 characters, not ''"),
    ("{id_tag: \"a\\tb\"}", "1:20: error: 'id_tags[0].id_tag' must be text of 1 to 36 characters, not 'a\\tb'"),
    (
      "{id_tag: a, status: accepted}",
      "1:31: error: 'id_tags[0].status' must be Accepted, Blocked, Expired or Invalid, not 'accepted'"
        + " | did you mean 'Accepted'?"
    ),
    ("{id_tag: a, idtag: b}", "1:23: error: unknown key 'idtag' in section 'id_tags[0]'; did you mean 'id_tag'?"),
    (
      "{id_tag: a}, {id_tag: A}",
      "1:33: error: the id tag 'A' is listed twice, first at gateway.yaml:1:11"
        + " | upper and lower case are the same in id tags"
    ),
    ("{id_tag: a}, {id_tag: a}", "1:33: error: the id tag 'a' is listed twice, first at gateway.yaml:1:11"),
    ("text", "1:11: error: 'id_tags[0]' must be a section of keys and values, not 'text'"),
  ])
  func refusesIDTags(tags: String, problem: String) {
    #expect(ConfigurationFixture.problems("id_tags: [\(tags)]") == [problem])
  }

  @Test(arguments: [
    ("2030-12-31T23:59:59Z", true), ("2030-12-31t23:59:60.123z", true), ("2028-02-29T00:00:00+14:00", true),
    ("2000-02-29T00:00:00-00:00", true), ("2030-12-31", false), ("2030-12-31T23:59:59", false),
    ("2030-02-29T00:00:00Z", false), ("1900-02-29T00:00:00Z", false), ("2030-13-01T00:00:00Z", false),
    ("2030-04-31T00:00:00Z", false), ("2030-01-00T00:00:00Z", false), ("2030-01-01T24:00:00Z", false),
    ("2030-01-01T00:60:00Z", false), ("2030-01-01T00:00:61Z", false), ("2030-01-01T00:00:00.Z", false),
    ("2030-01-01T00:00:00+24:00", false), ("2030-01-01T00:00:00+0100", false), ("2030-01-01T00:00:00Zx", false),
    ("2030-01-01 00:00:00Z", false), ("30-01-01T00:00:00Z", false), ("tomorrow", false),
  ])
  func checksExpiryDates(text: String, isValid: Bool) {
    let check = ConfigurationFixture.check("id_tags: [{id_tag: a, expiry_date: '\(text)'}]")
    #expect(check.configuration.idTags.map(\.expiryDate) == [isValid ? text : nil])
    let problem =
      "1:36: error: 'id_tags[0].expiry_date' must be a date and time such as 2030-12-31T23:59:59Z, not '\(text)'"
    #expect(check.diagnostics().map(ConfigurationFixture.summary) == (isValid ? [] : [problem]))
  }
}
