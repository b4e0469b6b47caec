import GatewayCore
import Testing

@Suite("StationID")
struct StationIDTests {
  @Test(
    "allowed",
    arguments: [
      "A", "CP-001", "a.b_c~d", "...", "a+b=c@d,e;f!g$h&i(j)", "ä", "充电桩", "🔌", "%41", "a#b|c^",
    ])
  func allowed(_ text: String) {
    #expect(StationID(text)?.text == text)
    #expect(StationID(text)?.description == text)
  }

  @Test(
    "refused",
    arguments: [
      "", ".", "..", "a/b", "a:b", "*", "a*", "a?", "a[b", "a]b", "{}", "a{b", "a}b", "a\"b", "a'b", "a\\b", "a<b",
      "a>b", "a`b", " ", "a b", "a\tb", "a\nb", "a\r\nb", "\0", "a\u{1B}[31m", "\u{7F}", "\u{85}", "a\u{200B}b",
      "a\u{200E}b", "a\u{202E}b", "\u{2028}", "\u{2029}", "a\u{A0}b", "\u{3000}", "\u{FEFF}a", "\u{E000}", "\u{E0001}",
      "\u{378}",
    ])
  func refused(_ text: String) {
    #expect(StationID(text) == nil)
  }

  @Test(
    "lengths count code points",
    arguments: [("e\u{301}", 1, false), ("e\u{301}", 2, true), ("🔌🔌", 2, true), ("abc", 2, false)])
  func length(_ text: String, _ maximum: Int, _ isAllowed: Bool) {
    #expect((StationID(text, maximumLength: maximum) != nil) == isAllowed)
  }

  @Test("identities are compared by bytes")
  func comparison() throws {
    let composed = try #require(StationID("\u{E4}"))
    let decomposed = try #require(StationID("a\u{308}"))
    #expect(composed.text == decomposed.text)
    #expect(composed != decomposed)
    #expect(Set([composed, decomposed]).count == 2)
    #expect(decomposed < composed)
    let capital = try #require(StationID("Z"))
    let small = try #require(StationID("z"))
    #expect(capital != small && capital < small)
  }
}
