import GatewayConfig
import Testing

@Suite struct ConfigurationReaderTests {
  private enum Colour: String, CaseIterable, Sendable {
    case red, green
    case darkBlue = "dark-blue"
  }

  // MARK: - text

  @Test(
    arguments: [
      ("key: no", "no"), ("key: 0123", "0123"), ("key: 1e5", "1e5"), ("key: \"\"", ""), ("key: '~'", "~"),
      ("key: 'null'", "null"), ("key: a: b", nil), ("other: 1", "fallback"),
    ] as [(String, String?)])
  func readsText(yaml: String, expected: String?) {
    let (value, problems) = ConfigurationFixture.read(yaml) { reader in
      _ = reader.raw("other")
      return reader.string("key", default: "fallback", help: "")
    }
    #expect(value == expected ?? "fallback")
    #expect(problems.isEmpty == (expected != nil))
  }

  @Test(
    arguments: [
      ("key:", "3:9: error: 'handlers.test.key' must be text, not empty | leave the key out for its default"),
      (
        "key: ~",
        "3:10: error: 'handlers.test.key' must be text, not '~'"
          + " | leave the key out for its default, or write '~' in quotes if you mean the text"
      ),
      (
        "key: null",
        "3:10: error: 'handlers.test.key' must be text, not 'null'"
          + " | leave the key out for its default, or write 'null' in quotes if you mean the text"
      ),
      ("key: [a]", "3:10: error: 'handlers.test.key' must be text, not a list"),
      ("key: {a: 1}", "3:10: error: 'handlers.test.key' must be text, not a mapping"),
      ("key: \"a\\0b\"", "3:10: error: 'handlers.test.key' must be text, not 'a\\u{0}b' | it holds a NUL character"),
      ("key: abcdef", "3:10: error: 'handlers.test.key' must be text of 2 to 5 characters, not 'abcdef'"),
      ("key: ⚡️", nil),
      ("key: a", "3:10: error: 'handlers.test.key' must be text of 2 to 5 characters, not 'a'"),
    ] as [(String, String?)])
  func refusesText(yaml: String, problem: String?) {
    let (value, problems) = ConfigurationFixture.read(yaml) { $0.optionalString("key", length: 2...5, help: "") }
    #expect(problems == [problem].compactMap { $0 })
    #expect((value == nil) == (problem != nil))
  }

  @Test func cutsAndEscapesWhatItQuotes() {
    let long = "\\e" + String(repeating: "x", count: 100)
    let (_, problems) = ConfigurationFixture.read("key: \"\(long)\"") {
      $0.optionalString("key", length: 0...5, help: "")
    }
    let shown = "\\u{1b}" + String(repeating: "x", count: 59)
    #expect(problems == ["3:10: error: 'handlers.test.key' must be text of 0 to 5 characters, not '\(shown)…'"])
  }

  // MARK: - numbers and booleans

  @Test(
    arguments: [
      ("0", 0, nil), ("-5", -5, nil), ("100", 100, nil),
      ("101", nil, ""), ("-6", nil, ""), ("many", nil, ""), ("99999999999999999999", nil, ""),
      ("0x10", nil, "digits"), ("1_0", nil, "digits"), ("010", nil, "digits"), ("+5", nil, "digits"),
      ("1.0", nil, "digits"), ("1e1", nil, ""), ("-0", nil, "digits"), ("'5'", nil, "quotes"), ("٣", nil, ""),
    ] as [(String, Int?, String?)])
  func readsIntegers(text: String, expected: Int?, problem: String?) {
    let (value, problems) = ConfigurationFixture.read("key: \(text)") {
      $0.integer("key", default: 42, in: -5...100, help: "")
    }
    #expect(value == expected ?? 42)
    let hints = [
      "digits": " | only decimal digits, without leading zeros, separators or fraction",
      "quotes": " | write the number without quotes",
    ]
    let shown = text == "'5'" ? "5" : text
    let message = "3:10: error: 'handlers.test.key' must be a whole number between -5 and 100, not '\(shown)'"
    #expect(problems == (problem.map { [message + (hints[$0] ?? "")] } ?? []))
  }

  @Test(
    arguments: [
      ("true", true, ""), ("false", false, ""), ("yes", nil, " | write true"), ("off", nil, " | write false"),
      ("True", nil, " | write true"), ("FALSE", nil, " | write false"), ("1", nil, " | write true"),
      ("'true'", nil, " | write true without quotes"), ("maybe", nil, ""),
    ] as [(String, Bool?, String)])
  func readsBooleans(text: String, expected: Bool?, hint: String) {
    for fallback in [true, false] {
      let (value, problems) = ConfigurationFixture.read("key: \(text)") {
        $0.boolean("key", default: fallback, help: "")
      }
      #expect(value == expected ?? fallback)
      let shown = text == "'true'" ? "true" : text
      let message = "3:10: error: 'handlers.test.key' must be true or false, not '\(shown)'\(hint)"
      #expect(problems == (expected == nil ? [message] : []))
    }
  }

  // MARK: - durations and sizes

  @Test(
    arguments: [
      ("1s", 1_000, nil), ("1h", 3_600_000, nil), ("1500ms", 1_500, nil),
      ("999ms", nil, "between 1s and 1h"), ("1h1ms", nil, "between 1s and 1h"), ("0s", nil, "between 1s and 1h"),
      ("300", nil, "a duration such as 300s, 5m or 1h30m"),
    ] as [(String, Int?, String?)])
  func limitsDurations(text: String, milliseconds: Int?, expected: String?) {
    let (value, problems) = ConfigurationFixture.read("key: \(text)") {
      $0.duration("key", default: .seconds(7), in: .seconds(1)...(.seconds(3_600)), help: "")
    }
    #expect(value == .milliseconds(milliseconds ?? 7_000))
    let hint = text == "300" ? " | add a unit: 300s, 300m or 300h" : ""
    let message = "3:10: error: 'handlers.test.key' must be \(expected ?? ""), not '\(text)'\(hint)"
    #expect(problems == (expected == nil ? [] : [message]))
  }

  @Test func wantsWholeSeconds() {
    let (value, problems) = ConfigurationFixture.read("key: 1500ms") {
      $0.optionalDuration("key", in: .zero...(.seconds(60)), wholeSeconds: true, help: "")
    }
    #expect(value == nil)
    #expect(problems == ["3:10: error: 'handlers.test.key' must be a duration in whole seconds, not '1500ms'"])
  }

  @Test(
    arguments: [
      ("1KiB", 1_024, nil), ("16MiB", 16 << 20, nil), ("1024B", 1_024, nil),
      ("1023B", nil, "between 1KiB and 16MiB"), ("16777217B", nil, "between 1KiB and 16MiB"),
      ("2048", nil, "a size such as 256KiB, 1MiB or 500B"),
    ] as [(String, Int?, String?)])
  func limitsSizes(text: String, bytes: Int?, expected: String?) {
    let (value, problems) = ConfigurationFixture.read("key: \(text)") {
      $0.byteCount("key", default: 5_000, in: 1_024...(16 << 20), help: "")
    }
    #expect(value == bytes ?? 5_000)
    let hint = text == "2048" ? " | add a unit: 2048B, 2048KiB or 2048MiB" : ""
    let message = "3:10: error: 'handlers.test.key' must be \(expected ?? ""), not '\(text)'\(hint)"
    #expect(problems == (expected == nil ? [] : [message]))
  }

  // MARK: - enumerations and lists

  @Test(
    arguments: [
      ("green", "green", nil), ("dark-blue", "dark-blue", nil), ("'green'", "green", nil),
      ("Green", nil, " | did you mean 'green'?"), ("darkblue", nil, " | did you mean 'dark-blue'?"),
      ("reed", nil, " | did you mean 'red'?"), ("violet", nil, ""),
    ] as [(String, String?, String?)])
  func readsEnumerations(text: String, expected: String?, hint: String?) {
    let (value, problems) = ConfigurationFixture.read("key: \(text)") {
      $0.enumeration("key", default: Colour.red, help: "")
    }
    #expect(value.rawValue == expected ?? "red")
    let message = "3:10: error: 'handlers.test.key' must be red, green or dark-blue, not '\(text)'\(hint ?? "")"
    #expect(problems == (hint == nil ? [] : [message]))
  }

  @Test(
    arguments: [
      ("key: [green, red]", ["green", "red"], []),
      ("key: []", ["red"], ["3:10: error: 'handlers.test.key' must have at least one item"]),
      ("key:", ["red"], ["3:9: error: 'handlers.test.key' must have at least one item"]),
      (
        "key: green", ["red"],
        [
          "3:10: error: 'handlers.test.key' must be a list such as [red, green, dark-blue], not 'green'"
            + " | a list of one is written [green]"
        ]
      ),
      ("key: [green, green]", ["green"], ["3:18: error: 'handlers.test.key' has 'green' twice"]),
      (
        "key: [pink, green, [red]]", ["green"],
        [
          "3:11: error: 'handlers.test.key[0]' must be red, green or dark-blue, not 'pink'",
          "3:24: error: 'handlers.test.key[2]' must be red, green or dark-blue, not a list",
        ]
      ),
    ] as [(String, [String], [String])])
  func readsLists(yaml: String, expected: [String], problems: [String]) {
    let read = ConfigurationFixture.read(yaml) { $0.enumerations("key", default: [Colour.red], help: "") }
    #expect(read.value.map(\.rawValue) == expected)
    #expect(read.problems == problems)
  }

  @Test func readsTextsWithTheirPlaces() {
    let (value, problems) = ConfigurationFixture.read("key: [a, {b: 1}, 'c',\n  ~]") { $0.strings("key", help: "") }
    #expect(value.map(\.value) == ["a", "c"])
    #expect(value.map { "\($0.location)" } == ["gateway.yaml:3:11", "gateway.yaml:3:22"])
    #expect(
      problems == [
        "3:14: error: 'handlers.test.key[1]' must be text, not a mapping",
        "4:7: error: 'handlers.test.key[3]' must be text, not '~'"
          + " | leave the key out for its default, or write '~' in quotes if you mean the text",
      ])
  }

  @Test func limitsHowManyTexts() {
    let (value, problems) = ConfigurationFixture.read("key: [a, b, c]") {
      $0.strings("key", default: ["x"], count: 1...2, help: "")
    }
    #expect(value == [Located("x", at: .builtIn)])
    #expect(problems == ["3:10: error: 'handlers.test.key' must have 1 to 2 items, not 3"])
  }

  // MARK: - sections

  @Test func reportsUnknownKeysOfAllSections() {
    let yaml = """
      intevral: 1s
      call-timeout: 1
      callTimout: 1
      nothing_like_it: 1
      inner:
        limt: 1
      items:
        - nmae: a
      """
    let (_, problems) = ConfigurationFixture.read(yaml) { reader in
      _ = reader.optionalString("call_timeout", help: "")
      _ = reader.optionalString("interval", help: "")
      _ = reader.section("inner", help: "").optionalString("limit", help: "")
      for item in reader.sections("items", help: "") { _ = item.optionalString("name", help: "") }
    }
    #expect(
      problems == [
        "3:5: error: unknown key 'intevral' in section 'handlers.test'; did you mean 'interval'?",
        "4:5: error: unknown key 'call-timeout' in section 'handlers.test'; did you mean 'call_timeout'?",
        "5:5: error: unknown key 'callTimout' in section 'handlers.test'; did you mean 'call_timeout'?",
        "6:5: error: unknown key 'nothing_like_it' in section 'handlers.test';"
          + " known keys: call_timeout, interval, inner, items",
        "8:7: error: unknown key 'limt' in section 'handlers.test.inner'; did you mean 'limit'?",
        "10:9: error: unknown key 'nmae' in section 'handlers.test.items[0]'; did you mean 'name'?",
      ])
  }

  @Test(
    arguments: [
      ("inner:", []), ("inner: {}", []), ("other: 1", []),
      ("inner: [a]", ["3:12: error: 'handlers.test.inner' must be a section of keys and values, not a list"]),
      ("inner: text", ["3:12: error: 'handlers.test.inner' must be a section of keys and values, not 'text'"]),
      ("inner: ''", ["3:12: error: 'handlers.test.inner' must be a section of keys and values, not ''"]),
    ] as [(String, [String])])
  func emptySectionsHoldDefaults(yaml: String, problems: [String]) {
    let read = ConfigurationFixture.read(yaml) { reader in
      _ = reader.raw("other")
      return reader.section("inner", help: "").string("key", default: "x", help: "")
    }
    #expect(read.value == "x")
    #expect(read.problems == problems)
  }

  @Test func wantsRequiredKeys() {
    let yaml = "inner: {a: 1}\nitems:\n  - {}\n  - b: 1\n  - text\n"
    let (_, problems) = ConfigurationFixture.read(yaml) { reader in
      for inner in [reader.section("inner", help: "")] + reader.sections("items", help: "") {
        _ = inner.raw("a")
        inner.require("b")
      }
      #expect(!reader.require("c"))
    }
    #expect(
      problems == [
        "2:3: error: 'handlers.test.c' is required",
        "3:5: error: 'handlers.test.inner.b' is required",
        "5:9: error: 'handlers.test.items[0].b' is required",
        "7:9: error: 'handlers.test.items[2]' must be a section of keys and values, not 'text'",
      ])
  }

  @Test func givesOpenMappingsAsTheyAre() {
    let (keys, problems) = ConfigurationFixture.read("b: 1\na: [x]\n") { $0.entries().map(\.key) }
    #expect(keys.map(\.value) == ["b", "a"])
    #expect(keys.map { "\($0.location)" } == ["gateway.yaml:3:5", "gateway.yaml:4:5"])
    #expect(problems == [])
  }

  @Test func resolvesPathsFromTheFolderOfTheFile() {
    func path(_ yaml: String, file: String) -> String {
      let source = SourceText(name: file, bytes: Array("handlers: {test: {\(yaml)}}".utf8))
      return GatewayConfiguration.check(source: source, environment: [:]).configuration.handlers.read("test") {
        $0.path("key", default: "standard.db", help: "")
      }
    }
    #expect(path("key: data/x.db", file: "conf/gateway.yaml") == "conf/data/x.db")
    #expect(path("key: /data/x.db", file: "conf/gateway.yaml") == "/data/x.db")
    #expect(path("key: x.db", file: "gateway.yaml") == "x.db")
    #expect(path("key: x.db", file: "/gateway.yaml") == "/x.db")
    #expect(path("", file: "conf/gateway.yaml") == "conf/standard.db")
  }

  @Test func reportsWhatOnlyShowsTogether() {
    let (_, problems) = ConfigurationFixture.read("a: 1", environment: ["GATEWAY_HANDLERS_TEST_B": "2"]) { reader in
      _ = reader.optionalString("a", help: "")
      _ = reader.optionalString("b", help: "")
      reader.report("at a", at: "a")
      reader.report("at b", at: "b", severity: .warning)
      reader.report("at c", at: "c", hint: "hint")
    }
    #expect(
      problems == [
        "2:3: error: at c | hint", "3:8: error: at a",
        "environment variable GATEWAY_HANDLERS_TEST_B: warning: at b",
      ])
  }
}
