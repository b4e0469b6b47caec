import OCPPCodec
import Testing

@Suite("String.escapedForPeople")
struct StringEscapingTests {
  @Test(
    "what could harm a log or a terminal is spelt out",
    arguments: [
      ("", ""), ("plain ~ text", "plain ~ text"), ("a\nb", "a\\u{a}b"), ("a\r\nb", "a\\u{d}\\u{a}b"),
      ("\u{1B}[31m", "\\u{1b}[31m"), ("\0", "\\u{0}"), ("\u{7F}", "\\u{7f}"), ("\u{85}", "\\u{85}"),
      ("\u{9B}2J", "\\u{9b}2J"), ("a\u{202E}b", "a\\u{202e}b"), ("\u{200B}", "\\u{200b}"), ("\u{2028}", "\\u{2028}"),
      ("\u{2029}", "\\u{2029}"), ("\u{E000}", "\\u{e000}"), ("äöü 充电 😀", "äöü 充电 😀"), ("e\u{301}", "e\u{301}"),
    ])
  func escaping(_ text: String, _ expected: String) {
    #expect(text.escapedForPeople == expected)
  }

  @Test("the length is bounded, in code points", arguments: ["a", "ä", "\n", "😀"])
  func limit(_ character: String) {
    let one = character.escapedForPeople
    #expect(String(repeating: character, count: 5).escapedForPeople(limit: 5) == String(repeating: one, count: 5))
    #expect(String(repeating: character, count: 6).escapedForPeople(limit: 5) == String(repeating: one, count: 5) + "…")
    #expect(String(repeating: character, count: 100_000).escapedForPeople.unicodeScalars.count <= 256 * 8 + 1)
  }
}
