extension JSONReader {
  /// Reads a string.
  ///
  /// - Parameter maxLength: the most code points it may have; not characters, not UTF-16 units.
  public mutating func string(maxLength: Int = .max) throws(DecodingStop) -> String {
    guard peek() == UInt8(ascii: "\"") else {
      try mismatch("string")
      return ""
    }
    let quote = offset
    current += 1
    let first = current
    let length = plainLength()
    if first + length < end, first[length] == UInt8(ascii: "\"") {
      current = first + length + 1
      if length > maxLength { try record(RawViolation(.maxLength, at: quote, limit: maxLength)) }
      return Self.plainString(first, length)
    }
    let content = try generalString()
    if content.scalars > maxLength { try record(RawViolation(.maxLength, at: quote, limit: maxLength)) }
    return String(decoding: content.bytes, as: UTF8.self)
  }

  /// Reads the quoted text here as a token; the opening quote is next.
  @inlinable
  @inline(__always)
  mutating func token() throws(DecodingStop) -> JSONToken {
    let first = current + 1
    if end - first >= 16 {
      let length = JSONBlock(first).plainPrefix
      if length < 16, first[length] == UInt8(ascii: "\"") {
        current = first + length + 1
        return JSONToken(start: first, count: length)
      }
    }
    return try longToken()
  }

  @usableFromInline
  @inline(never)
  mutating func longToken() throws(DecodingStop) -> JSONToken {
    current += 1
    let first = current
    let length = plainLength()
    if first + length < end, first[length] == UInt8(ascii: "\"") {
      current = first + length + 1
      return JSONToken(start: first, count: length)
    }
    let content = try generalString()
    let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: max(content.bytes.count, 1))
    for (index, byte) in content.bytes.enumerated() { copy[index] = byte }
    unescapedTokens.append(copy)
    return JSONToken(start: copy, count: content.bytes.count)
  }

  /// Reads an enumeration value.
  ///
  /// - Returns: its bytes; nil when it is no string, which is recorded.
  @inlinable
  public mutating func enumerationToken() throws(DecodingStop) -> JSONToken? {
    guard peek() == UInt8(ascii: "\"") else {
      try mismatch("string")
      return nil
    }
    return try token()
  }

  /// Records that an enumeration doesn't have a value.
  ///
  /// - Parameter token: the value, just read.
  /// - Returns: the value, to be kept as it came.
  @inline(never)
  public mutating func unrecognized(_ token: JSONToken) throws(DecodingStop) -> String {
    try record(RawViolation(.enum, at: offset - 1, name: token.text))
    return token.text
  }

  /// How many bytes from here on are plain: ASCII, no control character, no quote, no backslash.
  @inline(__always)
  private func plainLength() -> Int {
    var cursor = current
    while end - cursor >= 16 {
      let plain = JSONBlock(cursor).plainPrefix
      cursor += plain
      if plain < 16 { return cursor - current }
    }
    while cursor < end {
      let byte = cursor.pointee
      if byte < 0x20 || byte >= 0x80 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { break }
      cursor += 1
    }
    return cursor - current
  }

  /// A string of bytes that are known to be ASCII: no second look at them.
  @inline(__always)
  static func plainString(_ start: UnsafePointer<UInt8>, _ count: Int) -> String {
    let bytes = Span(_unsafeStart: start, count: count)
    return String(copying: UTF8Span(unchecked: bytes, isKnownASCII: true))
  }
}
