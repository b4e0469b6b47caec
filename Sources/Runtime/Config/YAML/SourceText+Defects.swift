extension SourceText {
  /// What keeps a text from being read as YAML at all.
  struct Defect {
    let location: SourceLocation
    let message: String
    let hint: String?
  }

  /// The first byte that is not UTF-8, or the first character that YAML forbids (YAML 1.1 §4.1.1).
  ///
  /// libyaml refuses both too, but tells a byte offset only.
  func firstDefect() -> Defect? {
    encodingDefect() ?? characterDefect()
  }

  private func encodingDefect() -> Defect? {
    do {
      _ = try UTF8Span(validating: bytes.span)
      return nil
    } catch {
      let offset = error.byteOffsets.lowerBound
      let isUTF16 = bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
      return Defect(
        location: location(ofByte: offset),
        message: "the file is not UTF-8: unexpected byte \(Self.hexadecimal(UInt32(bytes[offset]), digits: 2))",
        hint: isUTF16 ? "it looks like UTF-16; save it as UTF-8" : "save the file as UTF-8")
    }
  }

  private func characterDefect() -> Defect? {
    var offset = 0
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      guard Self.isAllowed(scalar) else {
        let code = Self.hexadecimal(scalar.value, digits: 4).dropFirst(2)
        return Defect(
          location: location(ofByte: offset),
          message: "the control character U+\(code) is not allowed in YAML",
          hint: "in a double-quoted value it can be written as \"\\u\(code)\"")
      }
      offset += UTF8.width(scalar)
    }
    return nil
  }

  private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0x85, 0xA0...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
    default: false
    }
  }

  private static func hexadecimal(_ value: UInt32, digits: Int) -> String {
    let text = String(value, radix: 16, uppercase: true)
    return "0x" + String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}
