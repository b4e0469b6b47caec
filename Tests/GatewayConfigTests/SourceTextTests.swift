import GatewayConfig
import Testing

@Suite struct SourceTextTests {
  private static let lineBreaks = ["\n", "\r\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"]

  @Test(arguments: lineBreaks)
  func splitsAtEveryLineBreak(lineBreak: String) {
    let text = SourceText(name: "", bytes: Array("one\(lineBreak)\(lineBreak)é three\(lineBreak)".utf8))
    #expect((0...5).map { text.line($0) } == [nil, "one", "", "é three", "", nil])
    let offset = "one\(lineBreak)\(lineBreak)é".utf8.count
    let location = text.location(ofByte: offset)
    #expect([location.line, location.column] == [3, 2])
  }

  /// The lines that are shown have to be those that the parser counted.
  @Test(arguments: lineBreaks)
  func countsLinesAsTheParserDoes(lineBreak: String) {
    let check = ConfigurationFixture.check("# é ß\(lineBreak)\(lineBreak)ocpp: @x\(lineBreak)")
    #expect(check.diagnostics().map(\.sourceLine) == ["ocpp: @x"])
    #expect(check.diagnostics().map { "\($0.location)" } == ["gateway.yaml:3:7"])
  }

  @Test func leavesOutTheByteOrderMark() {
    let text = SourceText(name: "", bytes: [0xEF, 0xBB, 0xBF, 0x61])
    #expect(text.bytes == [0x61])
    #expect(text.line(1) == "a")
  }

  @Test func holdsNothing() {
    let text = SourceText(name: "", bytes: [])
    #expect(text.line(1) == "")
    #expect(text.line(2) == nil)
    #expect(text.location(ofByte: 0).column == 1)
  }

  @Test(arguments: [
    "a: x\nb: 1\n": 1, "a: 'x\n  y'\nb: 1\n": 2, "a: |\n  x\n  y\nb: 1\n": 3, "a:\n  - x\n  - y\nb: 1\n": 3,
    "a: [x,\n y\n ]\nb: 1\n": 3, "a:\n  k: x\n\nb: 1\n": 2, "a:\nb: 1\n": 1,
  ])
  func knowsWhereAValueEnds(text: String, line: Int) {
    let source = SourceText(name: "", bytes: Array(text.utf8))
    let root = YAMLParser.parse(source, diagnostics: ConfigurationDiagnostics(source: source))
    guard case .mapping(let pairs)? = root?.content else {
      Issue.record("not parsed")
      return
    }
    #expect(pairs.first?.value.lastLine == line)
  }
}
