/// Text from outside, made safe to print on a terminal.
enum TerminalText {
  private static let maximumQuotedLength = 60

  /// `text` with everything that steers a terminal or hides text written as an escape.
  static func escaped(_ text: String) -> String {
    text.unicodeScalars.map { escaped($0) }.joined()
  }

  /// `text` escaped and in single quotes, cut when it is long.
  static func quoted(_ text: String) -> String {
    let scalars = text.unicodeScalars
    let isLong = scalars.count > maximumQuotedLength
    let shown = scalars.prefix(isLong ? maximumQuotedLength : scalars.count)
    return "'" + shown.map { escaped($0) }.joined() + (isLong ? "…" : "") + "'"
  }

  /// One character, escaped if it needs to be.
  static func escaped(_ scalar: Unicode.Scalar, keepingTab: Bool = false) -> String {
    switch scalar {
    case "\t": return keepingTab ? "\t" : "\\t"
    case "\n": return "\\n"
    case "\r": return "\\r"
    default: break
    }
    switch scalar.properties.generalCategory {
    // Format characters include those that reverse the direction of text, with which a line can lie about itself.
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned:
      return "\\u{\(String(scalar.value, radix: 16))}"
    default: return String(scalar)
    }
  }

  /// How many columns `text` takes on a terminal.
  static func width(of text: String) -> Int {
    text.unicodeScalars.reduce(0) { $0 + width(of: $1) }
  }

  private static func width(of scalar: Unicode.Scalar) -> Int {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark: return 0
    default: break
    }
    switch scalar.value {
    // East Asian wide and full-width blocks (Unicode Annex 11) and emoji.
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1FAFF, 0x20000...0x3FFFD:
      return 2
    default: return 1
    }
  }
}
