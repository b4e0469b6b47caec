import GatewayConfig
import Testing

@Suite struct AccessTokenTests {
  private static func read(
    _ yaml: String, file: String = "gateway.yaml", environment: [String: String] = [:]
  ) -> (http: GatewayConfiguration.HTTP, problems: [String]) {
    let check = GatewayConfiguration.check(
      source: SourceText(name: file, bytes: Array(yaml.utf8)), environment: environment)
    let diagnostics = check.diagnostics(knownHandlers: ConfigurationFixture.standardHandlers)
    return (check.configuration.http, diagnostics.map { "\($0.location): \($0.message)" })
  }

  @Test func tokensComeFromTheFileAFileOrTheEnvironment() throws {
    let folder = try TemporaryFolder()
    _ = try folder.write("from-a-file-0123456789\n", to: "token")
    let (http, problems) = Self.read(
      """
      http:
        open_metrics: false
        tokens:
          dashboard: { token_file: token }
          shop: { role: write, token: in-the-file-0123456789 }
          ci: { role: write }
      """, file: folder.path + "/gateway.yaml",
      environment: ["GATEWAY_HTTP_TOKENS_CI_TOKEN": "from-the-environment"])
    #expect(problems == [])
    #expect(http.tokens.map(\.name) == ["dashboard", "shop", "ci"])
    #expect(http.tokens.map(\.role) == [.read, .write, .write])
    #expect(
      http.tokens.map { $0.token.revealed() }
        == ["from-a-file-0123456789", "in-the-file-0123456789", "from-the-environment"])
    #expect(http.openHealth && !http.openMetrics)
  }

  @Test func thereAreNoneUnlessConfigured() {
    #expect(Self.read("").http.tokens.isEmpty)
  }

  @Test(arguments: [
    ("http: { tokens: { a: {} } }", "'http.tokens.a' has no token"),
    (
      "http: { tokens: { a: { token: short } } }",
      "'http.tokens.a.token' must have at least 16 printable ASCII characters"
    ),
    ("http: { tokens: { a: { token: '0123456789 0123456789' } } }", "and no spaces"),
    (
      "http: { tokens: { a: { token: 0123456789abcdef }, b: { token: 0123456789abcdef } } }", "'a' and 'b' are the same"
    ),
    ("http: { tokens: { a: { token: 0123456789abcdef, role: admin } } }", "'http.tokens.a.role' must be read or write"),
    ("http: { tokens: { a: { token: 0123456789abcdef, rule: read } } }", "unknown key 'rule'"),
    ("http: { tokens: [a] }", "'http.tokens' must be a section"),
  ])
  func mistakesAreTold(yaml: String, problem: String) {
    let problems = Self.read(yaml).problems
    #expect(problems.count == 1 && problems[0].contains(problem), "\(problems)")
    // Whoever reads the log must not be able to use it.
    #expect(!problems.joined().contains("0123456789"))
  }

  @Test(arguments: [
    ("127.0.0.1", true), ("127.8.0.1", true), ("::1", true), ("localhost", true), ("0.0.0.0", false), ("::", false),
    ("10.0.0.1", false), ("127.example.com", false), ("gateway", false),
  ])
  func loopbackIsKnown(host: String, isLoopback: Bool) {
    #expect(NetworkAddress(host: host, port: 8081).isLoopback == isLoopback)
  }
}
