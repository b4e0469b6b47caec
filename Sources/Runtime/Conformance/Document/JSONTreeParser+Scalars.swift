import GatewayConfig

extension JSONTreeParser {
  /// Reads a string; the opening quote is next.
  mutating func string() throws(JSONTreeError) -> String {
    position += 1
    var content: [UInt8] = []
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "\""):
        guard let text = String(validating: content, as: UTF8.self) else { throw error("no UTF-8 in the string") }
        position += 1
        return text
      case UInt8(ascii: "\\"): try escape(&content)
      case 0..<0x20:
        try mend(.controlCharacters, or: "a control character in a string")
        content.append(bytes[position])
        position += 1
      default:
        content.append(bytes[position])
        position += 1
      }
    }
    throw error("the closing quote is missing")
  }

  private mutating func escape(_ content: inout [UInt8]) throws(JSONTreeError) {
    if position + 1 < bytes.count, let simple = JSONEscape.byte(bytes[position + 1]) {
      content.append(simple)
      position += 2
    } else if let unit = JSONEscape.codeUnit(in: bytes, at: position) {
      try append(unit, to: &content)
    } else {
      try mend(.strayBackslashes, or: "a backslash that begins no escape")
      content.append(UInt8(ascii: "\\"))
      position += 1
    }
  }

  private mutating func append(_ unit: UInt16, to content: inout [UInt8]) throws(JSONTreeError) {
    if let scalar = Unicode.Scalar(unit) {
      position += 6
      content.append(contentsOf: Array(String(scalar).utf8))
      return
    }
    guard unit < 0xDC00, let low = JSONEscape.codeUnit(in: bytes, at: position + 6), 0xDC00...0xDFFF ~= low,
      let scalar = Unicode.Scalar(0x10000 + (UInt32(unit - 0xD800) << 10 | UInt32(low - 0xDC00)))
    else { throw error("half a surrogate pair") }
    position += 12
    content.append(contentsOf: Array(String(scalar).utf8))
  }

  /// Reads a number (RFC 8259 §6).
  ///
  /// - Returns: its text, mended.
  mutating func number() throws(JSONTreeError) -> String {
    let begin = position
    var text = ""
    if pass("+") {
      position = begin
      try mend(.numberForms, or: "no JSON value")
      position = begin + 1
    } else if pass("-") {
      text = "-"
    }
    var whole = digits()
    guard whole.utf8.count <= 1 || !whole.hasPrefix("0") else { throw error("a leading zero") }
    var fraction = ""
    let hasPoint = pass(".")
    if hasPoint { fraction = digits() }
    guard !whole.isEmpty || !fraction.isEmpty else { throw error("no JSON value") }
    if whole.isEmpty || hasPoint && fraction.isEmpty {
      try mend(.numberForms, or: "a digit is missing")
      if whole.isEmpty { whole = "0" }
    }
    text += whole + (fraction.isEmpty ? "" : "." + fraction)
    if pass("e") || pass("E") {
      text += "e" + (pass("-") ? "-" : pass("+") ? "+" : "")
      let exponent = digits()
      guard !exponent.isEmpty else { throw error("a digit of the exponent is missing") }
      text += exponent
    }
    return text
  }

  private mutating func pass(_ character: Unicode.Scalar) -> Bool {
    guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func digits() -> String {
    let begin = position
    while position < bytes.count, bytes[position] &- UInt8(ascii: "0") < 10 { position += 1 }
    return String(decoding: bytes[begin..<position], as: UTF8.self)
  }
}
