import Testing

@testable import OCPPCodec

@Suite("Numbers of JSON")
struct JSONReaderNumberTests {
  @Test(
    "integers are numbers without a fraction, however written",
    arguments: [
      ("0", 0), ("-0", 0), ("-0.0", 0), ("7", 7), ("-12", -12), ("1.0", 1), ("1.000000000000000000000000", 1),
      ("1e2", 100),
      ("1E+2", 100), ("100e-2", 1), ("0.1e1", 1), ("0e999999999999", 0), ("0.0e-9223372036854775808", 0),
      ("0e99999999999999999999", 0), ("999999999999999999", 999_999_999_999_999_999),
      ("9223372036854775807", .max), ("-9223372036854775808", .min), ("9.223372036854775807e18", .max),
      ("12345678901234567890e-1", 1_234_567_890_123_456_789), (" 5 ", 5),
    ])
  func integer(_ json: String, _ expected: Int) {
    let result = reading(json) { reader throws(DecodingStop) in try reader.integer() }
    #expect(result.value == expected)
    #expect(result.keywords == [])
  }

  @Test(
    "other values have the wrong type",
    arguments: [
      "1.5", "0.1", "1e-1", "1e-400", "1.0e-9223372036854775808", "1e-99999999999999999999", "9223372036854775808",
      "-9223372036854775809", "1e19", "1e999", "-1e999", "1e99999999999999999999", "1.00000000000000000000001",
      "123456789012345678901234567890", "\"1\"", "true", "null", "[]", "{}",
    ])
  func notInteger(_ json: String) {
    let result = reading(json, mode: .report) { reader throws(DecodingStop) in try reader.integer() }
    #expect(result.keywords == [.type])
  }

  @Test(
    "what JSON has no number for is not well formed",
    arguments: [
      "01", "00", "-01", "+1", ".5", "-.5", "1.", "1.e5", "1e", "1e+", "1e-", "-", "--1", "0x10", "1_000", "NaN",
      "Infinity",
      "-Infinity", "1f", "1 2", "١", "",
    ])
  func malformed(_ json: String) {
    for mode in [JSONReader.Mode.strict, .report] {
      let integer = reading(json, mode: mode) { reader throws(DecodingStop) in try reader.integer() }
      let number = reading(json, mode: mode) { reader throws(DecodingStop) in try reader.number() }
      #expect(integer.value == nil && number.value == nil)
      #expect(mode == .strict || (integer.keywords == [.wellFormed] && number.keywords == [.wellFormed]))
    }
  }

  @Test(
    "minimum and maximum include themselves",
    arguments: [
      ("-1", [.minimum]), ("0", []), ("-0", []), ("100", []), ("1e2", []), ("101", [.maximum]), ("1.01e2", [.maximum]),
      ("-1e2", [.minimum]),
    ] as [(String, [ConstraintKeyword])])
  func range(_ json: String, _ expected: [ConstraintKeyword]) {
    let integer = reading(json, mode: .report) { reader throws(DecodingStop) in try reader.integer(in: 0...100) }
    let number = reading(json, mode: .report) { reader throws(DecodingStop) in try reader.number(in: 0...100) }
    #expect(integer.keywords == expected)
    #expect(number.keywords == expected)
  }

  @Test(
    "a number's limits are compared with all its digits",
    arguments: [("100.0000000000000000000001", true), ("99.9999999999999999999999", false)])
  func exactRange(_ json: String, _ violates: Bool) {
    let result = reading(json, mode: .report) { reader throws(DecodingStop) in try reader.number(in: 0...100) }
    #expect(result.keywords == (violates ? [.maximum] : []))
  }

  @Test(
    "multipleOf is judged on decimal digits",
    arguments: [
      ("0.1", true), ("16.1", true), ("16.10", true), ("16.15", false), ("16.1000000000000000000000", true),
      ("16.1000000000000000000001", false), ("0.30000000000000004", false), ("0.3", true), ("0.7", true), ("1e1", true),
      ("1610e-2", true), ("1615e-2", false), ("-16.1", true), ("-16.15", false), ("0", true), ("-0.0", true),
      ("1e300", true),
      ("1e-300", false), ("123456789012345678901.1", true), ("123456789012345678901.15", false),
    ])
  func multipleOf(_ json: String, _ expected: Bool) {
    let unit = DecimalNumber(significand: 1, exponent: -1)
    let result = reading(json, mode: .report) { reader throws(DecodingStop) in try reader.number(multipleOf: unit) }
    #expect(result.keywords == (expected ? [] : [.multipleOf]))
  }

  @Test("a number beyond a double's range has the wrong type", arguments: ["1.8e308", "1e309", "-1e309"])
  func beyondDouble(_ json: String) {
    let result = reading(json, mode: .report) { reader throws(DecodingStop) in try reader.number() }
    #expect(result.keywords == [.type])
  }
}
