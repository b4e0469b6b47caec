import Testing

@testable import OCPPCodec

@Suite("Decimal numbers")
struct DecimalNumberTests {
  private func number(_ text: String) throws -> DecimalNumber { try #require(DecimalNumber(text: text), "\(text)") }

  @Test(
    "the text is kept",
    arguments: [
      "0", "-1", "12.50", "0.1", "-0.001", "123456789012345678", "1234567890123456789", "1e2", "1E+2", "1.5e-7",
      "0.0000000000000000000001",
      "1.7976931348623157e308", "99999999999999999999999999.9",
    ])
  func text(_ text: String) throws {
    #expect(try number(text).description == text)
  }

  @Test(
    "other texts are none",
    arguments: ["", " 1", "1 ", "+1", "01", "1.", ".5", "1e", "a", "1e309", "-1e309", "NaN", "1,5"])
  func notANumber(_ text: String) {
    #expect(DecimalNumber(text: text) == nil)
  }

  @Test(
    "numbers are equal by value",
    arguments: [
      ["1.5", "1.50", "15e-1", "0.15E1", "1.500000000000000000000000"],
      ["0", "-0", "0.0", "0e5", "0.0e-9223372036854775808"],
      ["100", "1e2", "1.00e2", "100.0"], ["-7", "-7.0", "-70e-1"],
    ])
  func equality(_ texts: [String]) throws {
    for left in texts {
      for right in texts {
        #expect(try number(left) == number(right))
        #expect(try number(left).hashValue == number(right).hashValue)
        #expect(try !(number(left) < number(right)))
      }
    }
  }

  @Test("numbers are in order")
  func order() throws {
    let texts = [
      "-1e300", "-123456789012345678901", "-100", "-99.99", "-1.5", "-1.05", "-1e-300", "0", "1e-300", "0.1",
      "0.10000000000000000000001",
      "1", "1.05", "1.5", "9", "10", "99.99", "100", "9223372036854775807", "123456789012345678901", "1e300",
    ]
    for (index, left) in texts.enumerated() {
      for (otherIndex, right) in texts.enumerated() {
        #expect(try (number(left) < number(right)) == (index < otherIndex), "\(left) < \(right)")
        #expect(try (number(left) == number(right)) == (index == otherIndex), "\(left) == \(right)")
      }
    }
  }

  @Test(
    "whole numbers that fit are integers",
    arguments: [
      ("0", 0), ("-0.0", 0), ("12", 12), ("1.0", 1), ("1e3", 1000), ("9223372036854775807", .max),
      ("-9223372036854775808", .min),
      ("9223372036854775808", nil), ("-9223372036854775809", nil), ("1.5", nil), ("1e-3", nil), ("1e19", nil),
      ("1.0e-9223372036854775808", nil), ("10e-9223372036854775808", nil),
    ] as [(String, Int?)])
  func integer(_ text: String, _ expected: Int?) throws {
    #expect(try number(text).integer == expected)
  }

  @Test(
    "binary numbers become the shortest decimal",
    arguments: [(0.1, "0.1"), (-2.5, "-2.5"), (1e300, "1e+300"), (12, "12.0")])
  func binary(_ value: Double, _ text: String) {
    #expect(DecimalNumber(value)?.description == text)
    #expect(DecimalNumber(value)?.double == value)
    #expect(DecimalNumber(.infinity) == nil)
    #expect(DecimalNumber(.nan) == nil)
  }

  @Test(
    "significand and exponent",
    arguments: [
      (15, -1, "1.5"), (-5, -3, "-0.005"), (7, 0, "7"), (7, 2, "7e2"), (1, -300, "1e-300"),
      (.min, -2, "-92233720368547758.08"),
    ])
  func parts(_ significand: Int64, _ exponent: Int, _ text: String) throws {
    let value = DecimalNumber(significand: significand, exponent: exponent)
    #expect(value.description == text)
    #expect(try value == number(text))
  }
}
