extension JSONReader {
  /// Reads the rest of a string the general way: escapes resolved, UTF-8 checked.
  ///
  /// The opening quote was passed.
  ///
  /// - Returns: its bytes, and how many code points they are.
  mutating func generalString() throws(DecodingStop) -> (bytes: [UInt8], scalars: Int) {
    var bytes: [UInt8] = []
    var scalars = 0
    while current < end {
      let byte = current.pointee
      switch byte {
      case UInt8(ascii: "\""):
        current += 1
        return (bytes, scalars)
      case UInt8(ascii: "\\"):
        bytes.append(contentsOf: UTF8.encode(try escape()) ?? UTF8.encodedReplacementCharacter)
      case 0..<0x20:
        try malformed("no bare control character in a string")
      case 0x20..<0x80:
        bytes.append(byte)
        current += 1
      default:
        let length = Self.scalarLength(current, before: end)
        guard length > 0 else { try malformed("UTF-8"); break }
        bytes.append(contentsOf: UnsafeBufferPointer(start: current, count: length))
        current += length
      }
      scalars += 1
    }
    try malformed("the closing quote of a string")
    return (bytes, scalars)
  }

  /// Reads one escape, or two that make one code point.
  private mutating func escape() throws(DecodingStop) -> Unicode.Scalar {
    guard current + 1 < end else {
      current = end
      try malformed("the rest of an escape")
      return "\u{FFFD}"
    }
    let kind = current[1]
    switch kind {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"):
      current += 2
      return Unicode.Scalar(kind)
    case UInt8(ascii: "b"): return simpleEscape("\u{08}")
    case UInt8(ascii: "f"): return simpleEscape("\u{0C}")
    case UInt8(ascii: "n"): return simpleEscape("\n")
    case UInt8(ascii: "r"): return simpleEscape("\r")
    case UInt8(ascii: "t"): return simpleEscape("\t")
    case UInt8(ascii: "u"): return try unicodeEscape()
    default:
      try malformed("one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u")
      return "\u{FFFD}"
    }
  }

  private mutating func simpleEscape(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    current += 2
    return scalar
  }

  private mutating func unicodeEscape() throws(DecodingStop) -> Unicode.Scalar {
    let high = try codeUnit()
    if let scalar = Unicode.Scalar(high) {
      current += 6
      return scalar
    }
    // A surrogate: the high half first, then at once the low one.
    let begin = current
    if high < 0xDC00, end - current >= 12, current[6] == UInt8(ascii: "\\"), current[7] == UInt8(ascii: "u") {
      current += 6
      let low = try codeUnit()
      if (0xDC00...0xDFFF).contains(low),
        let scalar = Unicode.Scalar(0x10000 + (UInt32(high - 0xD800) << 10 | UInt32(low - 0xDC00)))
      {
        current += 6
        return scalar
      }
      current = begin
    }
    try malformed("surrogates in pairs")
    return "\u{FFFD}"
  }

  /// The four hexadecimal digits of the `\uXXXX` here.
  private mutating func codeUnit() throws(DecodingStop) -> UInt16 {
    guard end - current >= 6 else {
      try malformed("four hexadecimal digits")
      return 0
    }
    var unit: UInt16 = 0
    for index in 2..<6 {
      switch current[index] {
      case let byte where UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte: unit = unit << 4 | UInt16(byte & 0x0F)
      case let byte where UInt8(ascii: "a")...UInt8(ascii: "f") ~= byte | 0x20:
        unit = unit << 4 | UInt16((byte & 0x0F) + 9)
      default: try malformed("four hexadecimal digits")
      }
    }
    return unit
  }

  /// The length of the well-formed multi-byte UTF-8 sequence here (Unicode table 3-7); 0 if it is none.
  static func scalarLength(_ start: UnsafePointer<UInt8>, before end: UnsafePointer<UInt8>) -> Int {
    func continues(_ index: Int, _ range: ClosedRange<UInt8> = 0x80...0xBF) -> Bool {
      end - start > index && range ~= start[index]
    }
    switch start.pointee {
    case 0xC2...0xDF: return continues(1) ? 2 : 0
    case 0xE0: return continues(1, 0xA0...0xBF) && continues(2) ? 3 : 0
    case 0xED: return continues(1, 0x80...0x9F) && continues(2) ? 3 : 0
    case 0xE1...0xEF: return continues(1) && continues(2) ? 3 : 0
    case 0xF0: return continues(1, 0x90...0xBF) && continues(2) && continues(3) ? 4 : 0
    case 0xF1...0xF3: return continues(1) && continues(2) && continues(3) ? 4 : 0
    case 0xF4: return continues(1, 0x80...0x8F) && continues(2) && continues(3) ? 4 : 0
    default: return 0
    }
  }
}
