import GatewayConfig
import Testing

@Suite struct YAMLParserTests {
  private static func parse(_ bytes: [UInt8]) -> (node: YAMLNode?, problems: [String]) {
    let source = SourceText(name: "gateway.yaml", bytes: bytes)
    let diagnostics = ConfigurationDiagnostics(source: source)
    let node = YAMLParser.parse(source, diagnostics: diagnostics)
    return (node, diagnostics.all.map(ConfigurationFixture.summary))
  }

  private static func parse(_ text: String) -> (node: YAMLNode?, problems: [String]) { parse(Array(text.utf8)) }

  /// A node in one line, with `'` around what was not plain.
  private static func outline(_ node: YAMLNode) -> String {
    switch node.content {
    case .scalar(let scalar): scalar.isPlain ? scalar.text : "'\(scalar.text)'"
    case .sequence(let items): "[" + items.map(outline).joined(separator: ", ") + "]"
    case .mapping(let pairs): "{" + pairs.map { "\($0.key): \(outline($0.value))" }.joined(separator: ", ") + "}"
    }
  }

  @Test(arguments: [
    ("", "{}"),
    ("# only a comment\n", "{}"),
    ("---\n", ""),
    ("a: 1\nb: [x, 'y', \"z\\t\"]\n", "{a: 1, b: [x, 'y', 'z\t']}"),
    ("b: 1\na: 2\n", "{b: 1, a: 2}"),
    ("a: no\nb: 0x10\nc: ~\nd: 1_000\ne: 2030-01-01\nf:\n", "{a: no, b: 0x10, c: ~, d: 1_000, e: 2030-01-01, f: }"),
    ("a: |\n  one\n  two\nb: >-\n  one\n  two\n", "{a: 'one\ntwo\n', b: 'one two'}"),
    ("a: &x {k: 1}\nb: *x\nc: [*x, *x]\n", "{a: {k: 1}, b: {k: 1}, c: [{k: 1}, {k: 1}]}"),
    ("a: &x 1\nb: &x 2\nc: *x\n", "{a: 1, b: 2, c: 2}"),
    ("&k key: 1\nother: *k\n", "{key: 1, other: key}"),
    ("\"*\": [core]\n'<<': 1\n", "{*: [core], <<: 1}"),
    ("\u{FEFF}a: 1\n", "{a: 1}"),
    ("a: 1\r\nb: 2\r\n", "{a: 1, b: 2}"),
    ("ключ: значение ⚡️\n", "{ключ: значение ⚡️}"),
    ("%YAML 1.1\n---\na: 1\n...\n", "{a: 1}"),
  ])
  func parses(text: String, expected: String) throws {
    let (node, problems) = Self.parse(text)
    #expect(problems == [])
    #expect(Self.outline(try #require(node)) == expected)
  }

  @Test func locatesEveryNode() throws {
    let root = try #require(Self.parse("\u{FEFF}a: 1\r\nß⚡: {x: [p,\n   \"q\"]}\r\n").node)
    guard case .mapping(let pairs) = root.content, pairs.count == 2, case .mapping(let inner) = pairs[1].value.content,
      case .sequence(let items) = inner[0].value.content
    else {
      Issue.record("unexpected shape")
      return
    }
    let places = [
      root.location, pairs[0].keyLocation, pairs[0].value.location, pairs[1].keyLocation, pairs[1].value.location,
      inner[0].keyLocation, inner[0].value.location, items[0].location, items[1].location,
    ]
    #expect(
      places.map { "\($0.line):\($0.column)" } == ["1:1", "1:1", "1:4", "2:1", "2:5", "2:6", "2:9", "2:10", "3:4"])
    #expect(pairs[1].value.lastLine == 3)
  }

  @Test(arguments: [
    (
      "a:\n\tb: 1\n",
      "2:1: error: found character that cannot start any token while scanning for the next token"
        + " | YAML is indented with spaces, not with tabs"
    ),
    (
      "a: @b\n",
      "1:4: error: found character that cannot start any token while scanning for the next token"
        + " | text that begins with '@' is written in quotes"
    ),
    (
      "a: 1\nb: \"x\n  y\n\n",
      "2:4: error: found unexpected end of stream while scanning a quoted scalar that begins here"
    ),
    ("a: {b: 1\n", "1:4: error: did not find expected ',' or '}' while parsing a flow mapping that begins here"),
    (
      "a: [b\nc: 1\n",
      "2:2: error: did not find expected ',' or ']' while parsing a flow sequence that begins on line 1"
    ),
    (
      "a: :memory:\n",
      "1:11: error: mapping values are not allowed in this context"
        + " | text that contains ': ' or ends with ':' is written in quotes"
    ),
    (
      "a:\n  b 1\n  c: 2\n",
      "3:4: error: mapping values are not allowed in this context"
        + " | the line before has no ': ' after its key, or this one is indented too far"
    ),
    (
      "a: 1\n b\nc\n",
      "3:1: error: could not find expected ':' while scanning a simple key that begins here"
        + " | a key is followed by a colon and a space, as in 'key: value'"
    ),
    (
      "a:\n  *: [core]\n",
      "2:4: error: did not find expected alphabetic or numeric character while scanning an alias"
        + " | text that begins with '*' is written in quotes: \"*\""
    ),
    (
      "a:\n  listen: [::1]:9000\n",
      "2:12: error: did not find expected node content while parsing a flow node"
        + " | an IPv6 address is written in quotes: \"[::1]:9000\""
    ),
    ("a: \"\\q\"\n", "1:5: error: found unknown escape character while parsing a quoted scalar"),
    ("a: 1\n---\nb: 2\n", "2:1: error: a second document begins here | a configuration file holds one document"),
    ("a: *none\n", "1:4: error: no anchor '&none' comes before this alias"),
    ("a: &x [1, *x]\n", "1:11: error: the alias '*x' stands inside the value that it refers to"),
  ])
  func stops(text: String, problem: String) {
    let (node, problems) = Self.parse(text)
    #expect(node == nil)
    #expect(problems == [problem])
  }

  @Test(arguments: [
    ("a: 1\nb: 2\na: 3\n", "{a: 1, b: 2}", ["3:1: error: the key 'a' is given twice, first on line 1"]),
    ("a: {x: 1, \"x\": 2}\n", "{a: {x: 1}}", ["1:11: error: the key 'x' is given twice, first on line 1"]),
    (
      "[a]: 1\nb: 2\n", "{b: 2}",
      ["1:1: error: a key must be text, not a list | text that begins with '[' or '{' is written in quotes"]
    ),
    (
      "? {a: 1}\n: 1\n", "{}",
      ["1:3: error: a key must be text, not a mapping | text that begins with '[' or '{' is written in quotes"]
    ),
    ("{'': 1, b: 2}\n", "{b: 2}", ["1:2: error: a key is missing before ':'"]),
    (
      "a: {<<: {b: 1}, c: 2}\n", "{a: {c: 2}}",
      [
        "1:5: error: merge keys ('<<') are not supported"
          + " | an alias can stand for a whole value, as in 'chains: *shared'"
      ]
    ),
    (
      "a: !!int 1\nb: !mine {c: 2}\n", "{a: 1, b: {c: 2}}",
      [
        "1:4: error: tags such as '!!str' are not supported | the type of a value follows from its key",
        "2:4: error: tags such as '!!str' are not supported | the type of a value follows from its key",
      ]
    ),
  ])
  func goesOnAfter(text: String, outline: String, expected: [String]) throws {
    let (node, problems) = Self.parse(text)
    #expect(Self.outline(try #require(node)) == outline)
    #expect(problems == expected)
  }

  @Test(
    arguments: [
      ([0x61, 0x3A, 0x20, 0xFF], "1:4: error: the file is not UTF-8: unexpected byte 0xFF | save the file as UTF-8"),
      (
        [0x61, 0x0A, 0xC3, 0xA9, 0xE2, 0x82, 0x0A],
        "2:2: error: the file is not UTF-8: unexpected byte 0xE2 | save the file as UTF-8"
      ),
      ([0xED, 0xA0, 0x80], "1:1: error: the file is not UTF-8: unexpected byte 0xED | save the file as UTF-8"),
      (
        [0xFF, 0xFE, 0x61, 0x00],
        "1:1: error: the file is not UTF-8: unexpected byte 0xFF | it looks like UTF-16; save it as UTF-8"
      ),
      (
        [0x61, 0x3A, 0x0A, 0x20, 0x1B, 0x5B],
        "2:2: error: the control character U+001B is not allowed in YAML"
          + " | in a double-quoted value it can be written as \"\\u001B\""
      ),
    ] as [([UInt8], String)])
  func refusesBytes(bytes: [UInt8], problem: String) {
    let (node, problems) = Self.parse(bytes)
    #expect(node == nil)
    #expect(problems == [problem])
  }

  @Test func limitsDepth() {
    func nested(_ depth: Int) -> String { String(repeating: "[", count: depth) + String(repeating: "]", count: depth) }
    #expect(Self.parse(nested(64)).problems == [])
    let tooDeep = "error: lists and sections are nested more than 64 deep"
    #expect(Self.parse(nested(65)).problems == ["1:65: \(tooDeep)"])
    #expect(Self.parse(nested(100_000)).problems == ["1:65: \(tooDeep)"])

    let block = (0..<65).map { String(repeating: " ", count: $0) + "k:" }.joined(separator: "\n")
    #expect(Self.parse(block + " 1").problems == ["65:65: \(tooDeep)"])
  }

  @Test func limitsDepthThroughAliases() {
    func text(levels: Int) -> String {
      let deep = String(repeating: "[", count: 40) + String(repeating: "]", count: 40)
      let wrapped = String(repeating: "[", count: levels) + "*deep" + String(repeating: "]", count: levels)
      return "a: &deep \(deep)\nb: \(wrapped)\n"
    }
    #expect(Self.parse(text(levels: 23)).problems == [])
    #expect(Self.parse(text(levels: 24)).problems == ["2:28: error: lists and sections are nested more than 64 deep"])
  }

  @Test func limitsValues() {
    func list(_ count: Int) -> String { "[" + String(repeating: "x,", count: count) + "]" }
    #expect(Self.parse(list(99_999)).problems == [])
    let problems = Self.parse(list(100_000)).problems
    #expect(
      problems == [
        "1:1: error: the file holds more than 100000 values | each use of an alias counts as much as what it stands for"
      ])
  }

  @Test func stopsAnAliasBomb() {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1...20 {
      let aliases = [String](repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
      text += "a\(level): &a\(level) [\(aliases)]\n"
    }
    let (node, problems) = Self.parse(text)
    #expect(node == nil)
    #expect(
      problems == [
        "5:45: error: the file holds more than 100000 values | each use of an alias counts as much as what it stands for"
      ])
  }

  @Test func survivesAnyMutation() {
    let seed = Array(
      "gateway: &g {id: gw}\nocpp:\n  path: '/x'\nchains: {ocpp1.6: {\"*\": [core]}}\nid_tags: [*g]\n".utf8)
    let alphabet = Array("&*[]{}:,-\"'|>%@!#?\n\t \\a1".utf8) + [0x00, 0x80, 0xC3, 0xE2, 0xFF]
    var random = SplitMix(state: 20_260_915)
    for _ in 0..<1_500 {
      var bytes = seed
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let index = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: bytes.remove(at: index)
        case 1: bytes.insert(alphabet.randomElement(using: &random) ?? 0, at: index)
        default: bytes[index] = alphabet.randomElement(using: &random) ?? 0
        }
      }
      let diagnostics = ConfigurationFixture.check(bytes: bytes).diagnostics()
      let lines = SourceText(name: "", bytes: bytes)
      for case .source(let place) in diagnostics.map(\.location) {
        let width = lines.line(place.line)?.unicodeScalars.count ?? 0
        #expect((1...(width + 1)).contains(place.column), "\(place) of \(bytes)")
      }
      #expect(diagnostics.allSatisfy { $0.description.utf8.allSatisfy { $0 >= 0x20 || $0 == 0x0A || $0 == 0x09 } })
    }
  }
}

/// A small generator, so that a failure can be repeated.
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}
