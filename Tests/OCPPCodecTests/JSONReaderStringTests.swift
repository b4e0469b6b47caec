import Testing

@testable import OCPPCodec

@Suite("Strings of JSON")
struct JSONReaderStringTests {
  @Test(
    "escapes and plain text are read",
    arguments: [
      (#""""#, ""), (#""a""#, "a"), (#""0123456789abcdef""#, "0123456789abcdef"),
      (#""0123456789abcdef0123456789abcdef!""#, "0123456789abcdef0123456789abcdef!"),
      (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\u0041\u00e9\u4E2d""#, "Aé中"), (#""\ud83d\uDE00""#, "😀"),
      (#""\u0000""#, "\0"), ("\"é中😀\u{7F}\"", "é中😀\u{7F}"), (#""0123456789abcde\n""#, "0123456789abcde\n"),
      ("\"e\u{301}\"", "e\u{301}"), (#"  "a"  "#, "a"), (#""\uffff""#, "\u{FFFF}"),
    ])
  func text(_ json: String, _ expected: String) throws {
    let result = reading(json) { reader throws(DecodingStop) in try reader.string() }
    let value = try #require(result.value)
    #expect(Array(value.unicodeScalars) == Array(expected.unicodeScalars))
    #expect(result.keywords == [])
  }

  @Test(
    "what is no string is refused",
    arguments: [
      #"""#, #""a"#, #""\"#, #""\""#, #""\x41""#, #""\u12""#, #""\u12G4""#, #""\u""#, #""\U0041""#, #""\ud800""#,
      #""\udc00""#,
      #""\ud800\u0041""#, #""\ud800\ud800""#, #""\udc00\ud800""#, #""\ud83dx""#, #""\ud83d\"#, #""\ud83d\u""#,
      "\"a\nb\"", "\"\0\"",
      "\"0123456789abcdef0123456789\u{1F}\"", #""a" b"#, "'a'", "",
    ])
  func malformed(_ json: String) {
    for mode in [JSONReader.Mode.strict, .report] {
      let result = reading(json, mode: mode) { reader throws(DecodingStop) in try reader.string() }
      #expect(result.value == nil)
      #expect(mode == .strict || result.keywords == [.wellFormed])
    }
  }

  static let sequences: [(bytes: [UInt8], isWellFormed: Bool)] = [
    ([0x7F], true), ([0x80], false), ([0xBF], false), ([0xC0, 0xAF], false), ([0xC1, 0xBF], false),
    ([0xC2, 0x80], true),
    ([0xC2, 0x7F], false), ([0xC2], false), ([0xDF, 0xBF], true), ([0xE0, 0x9F, 0x80], false),
    ([0xE0, 0xA0, 0x80], true),
    ([0xE1, 0x80], false), ([0xE2, 0x82, 0xAC], true), ([0xE2, 0x28, 0xA1], false), ([0xED, 0x9F, 0xBF], true),
    ([0xED, 0xA0, 0x80], false), ([0xED, 0xBF, 0xBF], false), ([0xEE, 0x80, 0x80], true), ([0xEF, 0xBF, 0xBF], true),
    ([0xF0, 0x8F, 0x80, 0x80], false), ([0xF0, 0x90, 0x80, 0x80], true), ([0xF0, 0x9F, 0x98], false),
    ([0xF3, 0xBF, 0xBF, 0xBF], true), ([0xF4, 0x8F, 0xBF, 0xBF], true), ([0xF4, 0x90, 0x80, 0x80], false),
    ([0xF5, 0x80, 0x80, 0x80], false), ([0xFE], false), ([0xFF], false),
  ]

  @Test("UTF-8 is checked as Unicode's table 3-7 says", arguments: sequences, [0, 1, 15, 16, 17, 40])
  func utf8(_ sequence: (bytes: [UInt8], isWellFormed: Bool), _ before: Int) {
    let bytes =
      [UInt8(ascii: "\"")] + Array(repeating: UInt8(ascii: "a"), count: before) + sequence.bytes + [UInt8(ascii: "\"")]
    let result = reading(bytes) { reader throws(DecodingStop) in try reader.string() }
    #expect((result.value != nil) == sequence.isWellFormed)
    #expect(result.keywords == (sequence.isWellFormed ? [] : [.wellFormed]))
  }

  @Test(
    "a truncated sequence at the very end is not read past",
    arguments: [[0xC3], [0xE2, 0x82], [0xF0, 0x9F, 0x98]] as [[UInt8]])
  func truncated(_ bytes: [UInt8]) {
    let result = reading([UInt8(ascii: "\"")] + bytes) { reader throws(DecodingStop) in try reader.string() }
    #expect(result.keywords == [.wellFormed])
  }

  @Test(
    "maxLength counts code points",
    arguments: ["a", "é", "中", "😀", "\u{301}", #"\u0041"#, #"\ud83d\ude00"#, #"\n"#, #"\""#], [1, 15, 16, 17, 40])
  func maxLength(_ unit: String, _ limit: Int) {
    for count in [limit - 1, limit, limit + 1] {
      let json = "\"" + String(repeating: unit, count: count) + "\""
      let result = reading(json, mode: .report) { reader throws(DecodingStop) in try reader.string(maxLength: limit) }
      #expect(result.keywords == (count > limit ? [.maxLength] : []))
      #expect(result.value?.unicodeScalars.count == count, "a string that is too long is kept as it came")
    }
  }
}
