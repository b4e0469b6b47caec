import GatewayConfig
import GatewayConformance
import Testing

@Suite("JSON documents and patches")
struct JSONPatchTests {
  @Test("a document is written as it was read, digits and order kept")
  func roundTrip() throws {
    let text = #"{"b":[1.50,-0,1e400,"a\"\\\u0001é😀"],"a":{},"":null,"c":[true,false,[]]}"#
    #expect(try JSONTreeParser.parse(text).text == text)
  }

  @Test("operations of RFC 6902")
  func operations() throws {
    var document = try JSONTreeParser.parse(#"{"a":[1,2,3],"b":{"c~/d":1}}"#)
    let patch = JSONPatch([
      .remove(JSONPointer("/a/1")), .add(JSONPointer("/a/-"), .number("4")), .add(JSONPointer("/a/0"), .number("0")),
      .replace(JSONPointer("/b/c~0~1d"), .string("x")), .move(from: JSONPointer("/b"), to: JSONPointer("/e")),
    ])
    #expect(patch.apply(to: &document))
    #expect(document.text == #"{"a":[0,1,3,4],"e":{"c~/d":"x"}}"#)
    #expect(
      patch.text().hasPrefix(#"[{"op":"remove","path":"/a/1"},{"op":"add","path":"/a/-","value":4},"#))
    #expect(!JSONPatch([.remove(JSONPointer("/none"))]).apply(to: &document))
    #expect(!JSONPatch([.add(JSONPointer("/a/9"), .null)]).apply(to: &document))
  }

  @Test(
    "what isn't to be mended stops reading",
    arguments: [
      "[1,]", "[,1]", #"{"a":}"#, #"{"a":1,"a":1}"#, #"["\x"]"#, "[\"\u{1}\"]", "[.5]", "[+5]", "[5.]", "[True]",
      "[]\u{0}", "\u{FEFF}[]", "[01]", "[1", "", "nul", "[1e]", "[-]", "[\"\\ud800\"]", "{\"a\" 1}", "{a:1}",
    ])
  func strict(_ text: String) {
    #expect(throws: JSONTreeError.self) { try JSONTreeParser.parse(text) }
  }

  @Test(
    "what is to be mended is, and named",
    arguments: [
      ("[1,]", "[1]", FrameDefect.trailingCommas), ("[,1]", "[1]", .emptyElements), ("[1,,2]", "[1,2]", .emptyElements),
      (#"{"a":,"b":1}"#, #"{"b":1}"#, .missingValues), (#"{"a":1,"a":1}"#, #"{"a":1}"#, .repeatedMembers),
      (#"["\x"]"#, #"["\\x"]"#, .strayBackslashes), (#"["\u12"]"#, #"["\\u12"]"#, .strayBackslashes),
      ("[\"\u{1}\"]", #"["\u0001"]"#, .controlCharacters), ("[.5,-.5e1]", "[0.5,-0.5e1]", .numberForms),
      ("[5.]", "[5]", .numberForms), ("[+5]", "[5]", .numberForms), ("[TRUE,None]", "[true,null]", .literals),
      ("[]\u{0} \u{0}", "[]", .padding), ("\u{FEFF}[]", "[]", .padding),
    ])
  func mending(text: String, mended: String, defect: FrameDefect) throws {
    var copy = text
    let result = try copy.withUTF8 { bytes in Result { try JSONTreeParser.parse(bytes, mending: [defect]) } }.get()
    #expect(result.tree.text == mended)
    #expect(Set(result.mended.map(\.defect)) == [defect])
  }

  @Test("deep nesting is refused")
  func depth() {
    let text = String(repeating: "[", count: 100_000)
    #expect(throws: JSONTreeError.self) { try JSONTreeParser.parse(text) }
  }
}
