import Testing

@testable import OCPPCodec

@Suite("JSON written")
struct JSONWriterTests {
  private func written(_ body: (inout JSONWriter) -> Void) -> String {
    var writer = JSONWriter()
    body(&writer)
    return writer.text
  }

  @Test(
    "strings are escaped where they must be",
    arguments: [
      ("", #""""#), ("a\"b", #""a\"b""#), ("a\\b", #""a\\b""#), ("\u{8}\u{C}\n\r\t", #""\b\f\n\r\t""#),
      ("\0\u{1F}", #""\u0000\u001f""#),
      ("é中😀/\u{7F}", "\"é中😀/\u{7F}\""), ("0123456789abcde\"0123456789abcdef", #""0123456789abcde\"0123456789abcdef""#),
      ("0123456789abcdef\n", #""0123456789abcdef\n""#),
    ])
  func strings(_ text: String, _ expected: String) {
    #expect(written { $0.string(text) } == expected)
  }

  @Test(
    "any string comes back", arguments: [0, 1, 14, 15, 16, 17, 31, 32, 33, 500, 5000],
    ["a", "\"", "\u{1}", "é", "😀", "\\\n"])
  func roundTrip(_ count: Int, _ unit: String) {
    for prefix in ["", "x", "0123456789abcdef"] {
      let text = prefix + String(repeating: unit, count: count)
      let json = written { $0.string(text) }
      #expect(reading(json) { reader throws(DecodingStop) in try reader.string() }.value == text)
    }
  }

  @Test(
    "integers",
    arguments: [
      0, 1, -1, 9, 10, 99, 100, 999_999_999_999_999_999, 1_000_000_000_000_000_000, .max, .min, -10,
    ])
  func integers(_ value: Int) {
    #expect(written { $0.integer(value) } == String(value))
  }

  @Test("objects and arrays need no care for commas")
  func structure() {
    let text = written { writer in
      writer.beginObject()
      writer.member("a", "x")
      writer.member("none", nil as Int?)
      writer.member("b", 1)
      writer.member("c") { $0.array([] as [Int]) { $0.integer($1) } }
      writer.member("d") { $0.array([1, 2]) { $0.integer($1) } }
      writer.member("e") { writer in
        writer.beginObject()
        writer.endObject()
      }
      writer.member("f", true)
      writer.member("g", RawJSON.null)
      writer.endObject()
    }
    #expect(text == #"{"a":"x","b":1,"c":[],"d":[1,2],"e":{},"f":true,"g":null}"#)
  }

  @Test("a text of any size fits, whatever the capacity was", arguments: [0, 64, 100_000])
  func growth(_ capacity: Int) {
    var writer = JSONWriter(capacity: capacity)
    let numbers = Array(0..<20_000)
    writer.array(numbers) { $0.string("n\($1)\n") }
    #expect(writer.text == "[" + numbers.map { "\"n\($0)\\n\"" }.joined(separator: ",") + "]")
    writer.removeAll()
    writer.integer(1)
    #expect(writer.text == "1")
  }

  @Test("every value fits at the edge of the memory", arguments: 40...64)
  func edge(_ used: Int) {
    func filled(_ body: (inout JSONWriter) -> Void) -> Substring {
      var writer = JSONWriter(capacity: 64)
      for _ in 0..<used { writer.verbatim(" ") }
      body(&writer)
      return writer.text.drop { $0 == " " }
    }
    #expect(filled { $0.integer(.min) } == "-9223372036854775808")
    #expect(filled { $0.number(DecimalNumber(significand: .min, exponent: -18)) } == "-9.223372036854775808")
    #expect(filled { $0.number(DecimalNumber(significand: .min, exponent: -300)) } == "-9223372036854775808e-300")
    #expect(filled { $0.string("\u{1}\u{1}") } == "\"\\u0001\\u0001\"")
    #expect(filled { $0.boolean(false) } == "false")
    let date = "2026-03-14T09:26:03.123456789+05:30"
    #expect(filled { writer in DateTime(rfc3339: date).map { writer.dateTime($0) } } == "\"\(date)\"")
  }
}
