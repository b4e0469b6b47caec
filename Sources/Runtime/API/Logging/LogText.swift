/// Text of log records, made harmless: a station's words can't break a line or steer a terminal.
enum LogText {
  /// The most code points of one text.
  static let maximumLength = 8192

  /// Appends a JSON string.
  static func appendJSON(_ text: String, to line: inout [UInt8]) {
    line.append(UInt8(ascii: "\""))
    var count = 0
    for scalar in text.unicodeScalars {
      count += 1
      if count > maximumLength {
        line += "…".utf8
        break
      }
      switch scalar {
      case "\"": line += "\\\"".utf8
      case "\\": line += "\\\\".utf8
      case "\n": line += "\\n".utf8
      case "\r": line += "\\r".utf8
      case "\t": line += "\\t".utf8
      case let scalar where isHarmful(scalar): appendEscape(of: scalar, to: &line)
      default: line += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
      }
    }
    line.append(UInt8(ascii: "\""))
  }

  /// Appends text for people: as it is when it is one harmless word, else as a JSON string.
  static func appendWord(_ text: String, to line: inout [UInt8]) {
    let isPlain =
      !text.isEmpty && text.utf8.count <= maximumLength
      && text.unicodeScalars.allSatisfy { $0 != "\"" && $0 != "\\" && $0 != "=" && $0 != " " && !isHarmful($0) }
    if isPlain { line += text.utf8 } else { appendJSON(text, to: &line) }
  }

  /// Appends a sentence for people, without quotes.
  static func appendSentence(_ text: String, to line: inout [UInt8]) {
    var quoted: [UInt8] = []
    appendJSON(text, to: &quoted)
    // Quotes need no escape where none surround the text.
    var isEscaped = false
    for byte in quoted.dropFirst().dropLast() {
      if isEscaped {
        isEscaped = false
        if byte != UInt8(ascii: "\"") { line.append(UInt8(ascii: "\\")) }
        line.append(byte)
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else {
        line.append(byte)
      }
    }
  }

  /// Controls (C0, DEL, C1), line separators, and what turns the direction of text around.
  private static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse: return true
    default: return false
    }
  }

  private static func appendEscape(of scalar: Unicode.Scalar, to line: inout [UInt8]) {
    for unit in String(scalar).utf16 {
      let digits = String(unit, radix: 16)
      line += "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8
    }
  }
}
