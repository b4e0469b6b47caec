import Glibc

extension JSONReader {
  /// Reads `true` or `false`.
  public mutating func boolean() throws(DecodingStop) -> Bool {
    switch peek() {
    case UInt8(ascii: "t"):
      try literal("true")
      return true
    case UInt8(ascii: "f"):
      try literal("false")
      return false
    default:
      try mismatch("boolean")
      return false
    }
  }

  /// Reads an RFC 3339 date and time.
  public mutating func dateTime() throws(DecodingStop) -> DateTime {
    guard peek() == UInt8(ascii: "\"") else {
      try mismatch("string")
      return DateTime()
    }
    let quote = offset
    let token = try token()
    if let value = DateTime(token.start, count: token.count) { return value }
    let text = token.text
    guard let value = DateTime(rfc3339: text) else {
      try record(RawViolation(.format, at: quote, expected: "date-time"))
      return DateTime(unreadable: text)
    }
    return value
  }

  /// Reads a string that is a URI.
  ///
  /// - Parameter maxLength: the most code points it may have.
  public mutating func uri(maxLength: Int = .max) throws(DecodingStop) -> String {
    guard peek() == UInt8(ascii: "\"") else {
      try mismatch("string")
      return ""
    }
    let quote = offset
    let text = try string(maxLength: maxLength)
    if !URISyntax.isURI(text) { try record(RawViolation(.format, at: quote, expected: "uri")) }
    return text
  }

  /// Passes a literal such as `true`.
  @inline(__always)
  mutating func literal(_ text: StaticString) throws(DecodingStop) {
    let count = text.utf8CodeUnitCount
    guard end - current >= count, memcmp(current, text.utf8Start, count) == 0 else {
      return try malformed("a JSON value")
    }
    current += count
  }
}
