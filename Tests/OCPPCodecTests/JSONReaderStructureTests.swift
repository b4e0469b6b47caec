import Testing

@testable import OCPPCodec

@Suite("Arrays, objects and what is passed over")
struct JSONReaderStructureTests {
  @Test(
    "arrays are read and counted",
    arguments: [
      ("[]", [], [.minItems]), ("[1]", [1], []), (" [ 1 , 2 , 3 ] ", [1, 2, 3], []),
      ("[1,2,3,4]", [1, 2, 3, 4], [.maxItems]),
    ] as [(String, [Int], [ConstraintKeyword])])
  func array(_ json: String, _ expected: [Int], _ keywords: [ConstraintKeyword]) {
    let result = reading(json, mode: .report) { reader throws(DecodingStop) in
      try reader.array(minItems: 1, maxItems: 3) { reader throws(DecodingStop) in try reader.integer() }
    }
    #expect(result.value == expected)
    #expect(result.keywords == keywords)
  }

  @Test("an array may be long")
  func longArray() {
    let numbers = Array(0..<5000)
    let json = "[" + numbers.map(String.init).joined(separator: ",") + "]"
    let result = reading(json) { reader throws(DecodingStop) in
      try reader.array { reader throws(DecodingStop) in try reader.integer() }
    }
    #expect(result.value == numbers)
  }

  @Test(
    "text that is no JSON value is refused",
    arguments: [
      "", " ", "[", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "[1}", "{", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,",
      "{\"a\":1,}",
      "{a:1}", "{1:1}", "{\"a\" 1}", "{\"a\":1]", "{,}", "tru", "truex", "nul", "fals", "True", "{\"a\":1} x", "{}{}",
      "1,", "\0",
      "{}\0", "\u{FEFF}{}", "\u{A0}{}", "/**/{}", "{\"a\":1,\"a\":2}", #"{"a":1,"\u0061":2}"#,
    ])
  func malformed(_ json: String) {
    let result = reading(json) { reader throws(DecodingStop) in try reader.skipValue() }
    #expect(result.value == nil)
    #expect(result.keywords == [.wellFormed])
  }

  @Test(
    "any value is passed over",
    arguments: [
      "null", "true", "false", "0", "-1.5e+3", "1e999", "\"a\\n\"", "[]", "{}", "[null,[{}],\"]\"]",
      "\t\r\n {\"a\" : {\"a\" : 1 } } ",
      "{\"\":1,\" \":2}", "{\"é\":1,\"e\u{301}\":2}",
    ])
  func skipped(_ json: String) {
    let result = reading(json) { reader throws(DecodingStop) in try reader.rawValue().text }
    #expect(
      result.value
        == json.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed().map(String.init).joined())
  }

  @Test("a name that comes twice is found in objects of any size", arguments: [2, 15, 16, 17, 18, 100])
  func duplicates(_ count: Int) {
    let members = (0..<count).map { "\"m\($0)\":\($0)" }
    let distinct = "{" + members.joined(separator: ",") + "}"
    let twice = "{" + (members + ["\"m\(count / 2)\":0"]).joined(separator: ",") + "}"
    #expect(reading(distinct) { reader throws(DecodingStop) in try reader.skipValue() }.keywords == [])
    #expect(reading(twice) { reader throws(DecodingStop) in try reader.skipValue() }.keywords == [.wellFormed])
    #expect(reading(distinct) { reader throws(DecodingStop) in try countMembers(&reader) }.value == count)
    #expect(reading(twice) { reader throws(DecodingStop) in try countMembers(&reader) }.keywords == [.wellFormed])
  }

  /// Reads an object that keeps all its members.
  private func countMembers(_ reader: inout JSONReader) throws(DecodingStop) -> Int {
    var members: AdditionalMembers?
    guard try reader.beginObject() == .member else { return 0 }
    repeat { try reader.additionalMember(try reader.key(), keptIn: &members) } while try reader.nextMember()
    return members?.entries.count ?? 0
  }

  @Test("an open object may have very many members", .timeLimit(.minutes(1)))
  func manyMembers() {
    let json = "{" + (0..<40_000).map { "\"m\($0)\":0" }.joined(separator: ",") + "}"
    #expect(reading(json) { reader throws(DecodingStop) in try countMembers(&reader) }.value == 40_000)
  }

  @Test("values lie at most 128 levels deep", arguments: [("[", "]"), ("{\"a\":", "}")])
  func depth(_ open: String, _ close: String) {
    for depth in [127, 128, 129, 100_000] {
      let json = String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)
      let result = reading(json) { reader throws(DecodingStop) in try reader.skipValue() }
      #expect(result.keywords == (depth > 128 ? [.wellFormed] : []))
    }
  }

  @Test("booleans", arguments: [("true", true), (" false", false)])
  func boolean(_ json: String, _ expected: Bool) {
    #expect(reading(json) { reader throws(DecodingStop) in try reader.boolean() }.value == expected)
    #expect(reading("0", mode: .report) { reader throws(DecodingStop) in try reader.boolean() }.keywords == [.type])
  }

  @Test("a report stops at a bounded number of violations", .timeLimit(.minutes(1)))
  func manyViolations() {
    let json = "[" + Array(repeating: "0", count: 100_000).joined(separator: ",") + "]"
    let result = reading(json, mode: .report) { reader throws(DecodingStop) in
      try reader.array { reader throws(DecodingStop) in try reader.string() }
    }
    #expect(result.value == nil)
    #expect(result.keywords.count == JSONReader.maximumViolations)
  }
}
