extension JSONReader {
  /// Reads an integer: any number without a fraction, so `1.0` and `1e2` too.
  ///
  /// - Parameter range: the schema's `minimum` and `maximum`.
  public mutating func integer(in range: ClosedRange<Int>? = nil) throws(DecodingStop) -> Int {
    let first = peek()
    let begin = offset
    let value: Int
    if let plain = plainInteger(first) {
      value = plain
    } else {
      guard let number = try numberLiteral(expected: "integer") else { return 0 }
      guard let whole = number.integer else {
        try record(RawViolation(.type, at: begin, expected: "integer (of 64 bits at most)"))
        return 0
      }
      value = whole
    }
    if let range, !range.contains(value) {
      try record(
        value < range.lowerBound
          ? RawViolation(.minimum, at: begin, limit: range.lowerBound)
          : RawViolation(.maximum, at: begin, limit: range.upperBound))
    }
    return value
  }

  /// Reads a number.
  ///
  /// - Parameters:
  ///   - range: the schema's `minimum` and `maximum`.
  ///   - multipleOf: the schema's `multipleOf`, checked on decimal digits.
  public mutating func number(
    in range: ClosedRange<Int>? = nil,
    multipleOf: DecimalNumber? = nil
  ) throws(DecodingStop) -> DecimalNumber {
    _ = peek()
    let begin = offset
    guard let number = try numberLiteral(expected: "number") else { return 0 }
    if let range {
      if number < DecimalNumber(range.lowerBound) {
        try record(RawViolation(.minimum, at: begin, limit: range.lowerBound))
      } else if DecimalNumber(range.upperBound) < number {
        try record(RawViolation(.maximum, at: begin, limit: range.upperBound))
      }
    }
    if let multipleOf, !number.isMultiple(of: multipleOf) {
      try record(RawViolation(.multipleOf, at: begin, name: multipleOf.description))
    }
    return number
  }

  /// An integer of up to 18 digits without fraction and exponent: what nearly all are.
  @inline(__always)
  private mutating func plainInteger(_ first: UInt8) -> Int? {
    var cursor = current
    let negative = first == UInt8(ascii: "-")
    if negative { cursor += 1 }
    let digits = cursor
    var value = 0
    while cursor < end, case let digit = cursor.pointee &- UInt8(ascii: "0"), digit < 10 {
      value = value &* 10 &+ Int(digit)
      cursor += 1
    }
    let count = cursor - digits
    guard 1...18 ~= count, count == 1 || digits.pointee != UInt8(ascii: "0") else { return nil }
    if cursor < end, [UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E")].contains(cursor.pointee) { return nil }
    current = cursor
    return negative ? -value : value
  }

  /// Reads a number's text.
  ///
  /// - Parameter expected: the schema's type, for the violation.
  /// - Returns: nil when no number is here, or one too large for any computer's; both are recorded.
  mutating func numberLiteral(expected: StaticString) throws(DecodingStop) -> DecimalNumber? {
    let first = peek()
    guard first == UInt8(ascii: "-") || first &- UInt8(ascii: "0") < 10 else {
      try mismatch(expected)
      return nil
    }
    let begin = current
    let shape = try skipNumber()
    guard let number = DecimalNumber(begin, shape) else {
      try record(RawViolation(.type, at: begin - start, expected: "number (within ±1.8e308)"))
      return nil
    }
    return number
  }

  /// Passes a number, checking its form (RFC 8259 §6).
  mutating func skipNumber() throws(DecodingStop) -> NumberShape {
    let begin = current
    if current < end, current.pointee == UInt8(ascii: "-") { current += 1 }
    var shape = NumberShape()
    let firstDigit = current
    shape.integerDigits = skipDigits()
    if shape.integerDigits == 0 { try malformed("a digit") }
    if shape.integerDigits > 1, firstDigit.pointee == UInt8(ascii: "0") {
      current = firstDigit
      try malformed("no leading zero")
    }
    if current < end, current.pointee == UInt8(ascii: ".") {
      current += 1
      shape.fractionDigits = skipDigits()
      if shape.fractionDigits == 0 { try malformed("a digit after the decimal point") }
    }
    if current < end, current.pointee | 0x20 == UInt8(ascii: "e") {
      shape.exponentOffset = current - begin
      current += 1
      if current < end, current.pointee == UInt8(ascii: "+") || current.pointee == UInt8(ascii: "-") { current += 1 }
      if skipDigits() == 0 { try malformed("a digit in the exponent") }
    }
    shape.count = current - begin
    return shape
  }

  private mutating func skipDigits() -> Int {
    let begin = current
    while current < end, current.pointee &- UInt8(ascii: "0") < 10 { current += 1 }
    return current - begin
  }
}
