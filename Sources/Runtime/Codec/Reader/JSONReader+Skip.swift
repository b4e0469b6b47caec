extension JSONReader {
  /// How deep arrays and objects may lie within each other where the schema doesn't say.
  static let maximumDepth = 128

  /// Passes a value of any type, checking that it is well formed.
  public mutating func skipValue() throws(DecodingStop) {
    try skipValue(depth: 0)
  }

  /// Reads a value of any type, as the text it is.
  public mutating func rawValue() throws(DecodingStop) -> RawJSON {
    _ = peek()
    let begin = current
    try skipValue()
    let bytes = UnsafeBufferPointer(start: begin, count: current - begin)
    return RawJSON(wellFormed: String(decoding: bytes, as: UTF8.self))
  }

  private mutating func skipValue(depth: Int) throws(DecodingStop) {
    switch peek() {
    case UInt8(ascii: "\""): _ = try token()
    case UInt8(ascii: "{"): try skipObject(depth: depth + 1)
    case UInt8(ascii: "["): try skipArray(depth: depth + 1)
    case UInt8(ascii: "t"): try literal("true")
    case UInt8(ascii: "f"): try literal("false")
    case UInt8(ascii: "n"): try literal("null")
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): _ = try skipNumber()
    default: try malformed("a JSON value")
    }
  }

  private mutating func skipArray(depth: Int) throws(DecodingStop) {
    if depth > Self.maximumDepth { try malformed("at most 128 levels of nesting") }
    current += 1
    if peek() == UInt8(ascii: "]") {
      current += 1
      return
    }
    repeat { try skipValue(depth: depth) } while try nextElement()
  }

  private mutating func skipObject(depth: Int) throws(DecodingStop) {
    if depth > Self.maximumDepth { try malformed("at most 128 levels of nesting") }
    current += 1
    if peek() == UInt8(ascii: "}") {
      current += 1
      return
    }
    var names = MemberNames()
    repeat {
      let key = try key()
      if !names.insert(key) { try duplicate(key) }
      try skipValue(depth: depth)
    } while try nextMember()
  }
}
