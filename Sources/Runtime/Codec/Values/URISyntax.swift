/// The `URI` of RFC 3986 §3: a scheme and what its generic syntax allows after it.
enum URISyntax {
  static func isURI(_ text: String) -> Bool {
    var rest = Substring(text).utf8
    guard let colon = rest.firstIndex(of: UInt8(ascii: ":")), isScheme(rest[..<colon]) else { return false }
    rest = rest[rest.index(after: colon)...]
    if let hash = rest.firstIndex(of: UInt8(ascii: "#")) {
      guard consists(rest[rest.index(after: hash)...], of: isQueryByte) else { return false }
      rest = rest[..<hash]
    }
    if let mark = rest.firstIndex(of: UInt8(ascii: "?")) {
      guard consists(rest[rest.index(after: mark)...], of: isQueryByte) else { return false }
      rest = rest[..<mark]
    }
    guard rest.starts(with: "//".utf8) else { return consists(rest, of: isPathByte) }
    rest = rest.dropFirst(2)
    let slash = rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
    return isAuthority(rest[..<slash]) && consists(rest[slash...], of: isPathByte)
  }

  private static func isScheme(_ text: Substring.UTF8View) -> Bool {
    guard let first = text.first, isLetter(first) else { return false }
    return text.allSatisfy { isLetter($0) || isDigit($0) || "+-.".utf8.contains($0) }
  }

  private static func isAuthority(_ text: Substring.UTF8View) -> Bool {
    var host = text
    if let at = text.lastIndex(of: UInt8(ascii: "@")) {
      guard consists(text[..<at], of: { isNameByte($0) || $0 == UInt8(ascii: ":") }) else { return false }
      host = text[text.index(after: at)...]
    }
    if host.first == UInt8(ascii: "[") {
      guard let close = host.firstIndex(of: UInt8(ascii: "]")) else { return false }
      let address = host[host.index(after: host.startIndex)..<close]
      return isAddressLiteral(address) && isPort(host[host.index(after: close)...])
    }
    let colon = host.firstIndex(of: UInt8(ascii: ":")) ?? host.endIndex
    return consists(host[..<colon], of: isNameByte) && isPort(host[colon...])
  }

  private static func isPort(_ text: Substring.UTF8View) -> Bool {
    text.isEmpty || (text.first == UInt8(ascii: ":") && text.dropFirst().allSatisfy(isDigit))
  }

  /// An IPv6 address or a future one, by the bytes it may have.
  private static func isAddressLiteral(_ text: Substring.UTF8View) -> Bool {
    if text.first.map({ $0 | 0x20 }) == UInt8(ascii: "v") {
      return text.count > 3 && text.allSatisfy { isNameByte($0) || $0 == UInt8(ascii: ":") }
    }
    return text.filter { $0 == UInt8(ascii: ":") }.count >= 2
      && text.allSatisfy { isHexadecimal($0) || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".") }
  }

  /// Whether a text has only allowed bytes and well-formed percent encodings.
  private static func consists(_ text: Substring.UTF8View, of isAllowed: (UInt8) -> Bool) -> Bool {
    var rest = text
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%") {
        guard let high = rest.popFirst(), let low = rest.popFirst(), isHexadecimal(high), isHexadecimal(low) else {
          return false
        }
      } else if !isAllowed(byte) {
        return false
      }
    }
    return true
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    isLetter(byte) || isDigit(byte) || "-._~!$&'()*+,;=".utf8.contains(byte)
  }

  private static func isPathByte(_ byte: UInt8) -> Bool { isNameByte(byte) || "/:@".utf8.contains(byte) }

  private static func isQueryByte(_ byte: UInt8) -> Bool { isPathByte(byte) || byte == UInt8(ascii: "?") }

  private static func isLetter(_ byte: UInt8) -> Bool { UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20 }

  private static func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    isDigit(byte) || UInt8(ascii: "a")...UInt8(ascii: "f") ~= byte | 0x20
  }
}
