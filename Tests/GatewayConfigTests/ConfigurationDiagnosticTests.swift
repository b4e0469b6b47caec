import GatewayConfig
import Testing

@Suite struct ConfigurationDiagnosticTests {
  private static func rendered(line: String, column: Int, hint: String? = nil) -> String {
    ConfigurationDiagnostic(
      severity: .error,
      location: .source(GatewayConfig.SourceLocation(file: "conf/gateway.yaml", line: 3, column: column)),
      message: "wrong", hint: hint, sourceLine: line
    ).description
  }

  @Test func showsTheLineWithACaret() {
    #expect(
      Self.rendered(line: "  listn: 0.0.0.0:9000", column: 3, hint: "do this") == """
        conf/gateway.yaml:3:3: error: wrong
          listn: 0.0.0.0:9000
          ^
        hint: do this
        """)
  }

  @Test(arguments: [
    // A tab below a tab keeps the caret in place at any width of tabs.
    ("\t key: x", 3, "\t key: x", "\t ^"),
    ("a\tb: x", 3, "a\tb: x", " \t^"),
    // Escapes are wider than what they stand for.
    ("\u{1B}[31m x", 7, "\\u{1b}[31m x", "           ^"),
    ("a\u{202E}b", 3, "a\\u{202e}b", "         ^"),
    ("a\rb", 3, "a\\rb", "   ^"),
    // Wide characters take two columns, combining marks none.
    ("充電: x", 5, "充電: x", "      ^"),
    ("e\u{301}: x", 5, "e\u{301}: x", "   ^"),
    ("🚗: x", 4, "🚗: x", "    ^"),
    // Past the end: right behind it.
    ("abc", 9, "abc", "   ^"),
    ("", 1, "", "^"),
    ("abc", 0, "abc", "^"),
  ])
  func pointsAtTheColumn(line: String, column: Int, text: String, caret: String) {
    let lines = Self.rendered(line: line, column: column).split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.dropFirst().map(String.init) == [text, caret])
  }

  @Test(arguments: [(1, 0, false), (400, 80, true), (1_000, 159, true)])
  func cutsLongLines(column: Int, before: Int, isCutLeft: Bool) {
    let line = (0..<1_000).map { String($0 % 10) }.joined()
    let lines = Self.rendered(line: line, column: column).split(separator: "\n").map(Array.init)
    let mark = isCutLeft ? 1 : 0
    #expect(lines[1].count == 160 + mark + (column < 1_000 ? 1 : 0))
    #expect(lines[2].count == before + mark + 1)
    #expect(lines[1][before + mark] == Character(String((column - 1) % 10)))
    #expect((lines[1].first == "…") == isCutLeft)
  }

  @Test func leavesOutEndlessLines() {
    let comment = " #" + String(repeating: "x", count: 10_000 - 9)
    #expect(ConfigurationFixture.check("zzz: 1\(comment)").diagnostics().map { $0.sourceLine?.count } == [9_999])
    #expect(ConfigurationFixture.check("zzz: 1\(comment)xx").diagnostics().map { $0.sourceLine?.count } == [nil])
  }

  @Test(arguments: [
    (ConfigurationLocation.file("my\u{7}.yaml"), "my\\u{7}.yaml: warning: wrong"),
    (.environment("HTTP_PORT"), "environment variable HTTP_PORT: warning: wrong"),
    (.builtIn, "built-in configuration: warning: wrong"),
  ])
  func namesOtherPlaces(location: ConfigurationLocation, expected: String) {
    let diagnostic = ConfigurationDiagnostic(severity: .warning, location: location, message: "wrong")
    #expect(diagnostic.description == expected)
  }

  @Test func comesInTheOrderOfTheFile() {
    let check = ConfigurationFixture.check(
      "zzz: 1\nocpp:\n  zzz: 1\n  path: x\n", environment: ["GATEWAY_OCPP_LISTEN": "9000", "GATEWAY_ZZZ": "1"])
    check.report(.error, at: .file("gateway.yaml"), "whole")
    #expect(
      check.diagnostics().map { "\($0.location)" } == [
        "gateway.yaml", "gateway.yaml:1:1", "gateway.yaml:3:3", "gateway.yaml:4:9",
        "environment variable GATEWAY_OCPP_LISTEN", "environment variable GATEWAY_ZZZ",
      ])
  }

  @Test func tellsTheSameProblemOnce() {
    let diagnostics = ConfigurationDiagnostics(source: nil)
    diagnostics.record(.error, at: .builtIn, "a")
    diagnostics.record(.error, at: .builtIn, "a")
    diagnostics.record(.error, at: .builtIn, "b")
    #expect(diagnostics.all.map(\.message) == ["a", "b"])
  }

  @Test func countsWhatIsTooMuch() throws {
    let diagnostics = ConfigurationDiagnostics(source: nil)
    for number in 0..<100 { diagnostics.record(.warning, at: .builtIn, "\(number)") }
    #expect(diagnostics.all.count == 100)
    #expect(ConfigurationError(diagnostics.all) == nil)
    for number in 100..<103 { diagnostics.record(.error, at: .builtIn, "\(number)") }
    #expect(diagnostics.all.count == 101)
    let last = try #require(diagnostics.all.last)
    // An error that isn't shown is still one.
    #expect(last.message == "3 more problems are not shown")
    #expect(last.severity == .error)
    #expect(ConfigurationError(diagnostics.all) != nil)
  }

  @Test func errorNeedsAnError() throws {
    let warning = ConfigurationDiagnostic(severity: .warning, location: .builtIn, message: "w")
    let error = ConfigurationDiagnostic(severity: .error, location: .builtIn, message: "e")
    #expect(ConfigurationError([]) == nil)
    #expect(ConfigurationError([warning]) == nil)
    let both = try #require(ConfigurationError([warning, error]))
    #expect(both.description == "built-in configuration: warning: w\nbuilt-in configuration: error: e")
  }
}
