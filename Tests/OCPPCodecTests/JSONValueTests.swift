import Testing

@testable import OCPPCodec

@Suite("Documents of any shape")
struct JSONValueTests {
  @Test("a document is taken apart and written again")
  func roundTrip() throws {
    let text = #"{"a":[1,-2.5,"x\n",true,false,null,{}],"b":{"é":9223372036854775807}}"#
    let value = try JSONValue(parsing: text)
    #expect(value["a"]?.elements.count == 7)
    #expect(value["a"]?.elements.first?.integer == 1)
    #expect(value["a"]?.elements[2].string == "x\n")
    #expect(value["a"]?.elements[3].boolean == true)
    #expect(value["b"]?["é"]?.integer == .max)
    #expect(value["c"] == nil)
    #expect(value.members.map(\.name) == ["a", "b"])
    #expect(value.json.text == text)
    #expect(try JSONValue(parsing: value.json.text) == value)
  }

  @Test(
    "what is no document is refused with its place",
    arguments: [
      ("", 1), ("{", 1), ("{\"a\":1,\n\"a\":2}", 2), ("[1,\n\n]", 3), ("[1]x", 1), ("[99999999999999999999]", 1),
      ("[1e999]", 1), ("nul", 1),
    ])
  func refused(_ text: String, _ line: Int) {
    let error = #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: text) }
    #expect(error?.line == line)
    #expect(error?.message.isEmpty == false)
  }

  @Test("nesting bombs are refused", arguments: ["[", "{\"a\":"])
  func bomb(_ open: String) {
    #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: String(repeating: open, count: 100_000)) }
  }

  @Test(
    "raw JSON is one well-formed value",
    arguments: [
      ("1", true), (" {\"a\":1} ", true), ("", false), ("1 2", false), ("{\"a\":1,\"a\":2}", false), ("[", false),
    ])
  func raw(_ text: String, _ isValue: Bool) throws {
    #expect((RawJSON(text: text) != nil) == isValue)
    #expect(try RawJSON(text: "[1]")?.value() == .array([.integer(1)]))
  }
}
