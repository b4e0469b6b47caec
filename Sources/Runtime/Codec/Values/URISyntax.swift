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

  /// What stands in brackets: an IPv6 address, or one of a version to come such as `v7.a:b`.
  private static func isAddressLiteral(_ text: Substring.UTF8View) -> Bool {
    guard text.first.map({ $0 | 0x20 }) == UInt8(ascii: "v") else { return isIPv6Address(text) }
    let parts = text.dropFirst().split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
    return parts.count == 2 && parts.allSatisfy { !$0.isEmpty } && parts[0].allSatisfy(isHexadecimal)
      && parts[1].allSatisfy { isNameByte($0) || $0 == UInt8(ascii: ":") }
  }

  private static func isIPv6Address(_ text: Substring.UTF8View) -> Bool {
    // Eight groups of 16 bits, of which '::' leaves one or more out, once.
    guard let gap = text.indices.first(where: { text[$0...].starts(with: "::".utf8) }) else {
      return groups(text, mayEndInIPv4: true) == 8
    }
    let head = text[..<gap]
    let tail = text[gap...].dropFirst(2)
    guard let before = head.isEmpty ? 0 : groups(head, mayEndInIPv4: false),
      let after = tail.isEmpty ? 0 : groups(tail, mayEndInIPv4: true)
    else { return false }
    return before + after <= 7
  }

  /// How many groups of 16 bits an address's text is; nil when it is none.
  private static func groups(_ text: Substring.UTF8View, mayEndInIPv4: Bool) -> Int? {
    var parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    var count = 0
    if mayEndInIPv4, let last = parts.last, last.contains(UInt8(ascii: ".")) {
      guard isIPv4Address(last) else { return nil }
      parts.removeLast()
      count = 2
    }
    guard parts.allSatisfy({ 1...4 ~= $0.count && $0.allSatisfy(isHexadecimal) }) else { return nil }
    return count + parts.count
  }

  private static func isIPv4Address(_ text: Substring.UTF8View) -> Bool {
    let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return parts.count == 4
      && parts.allSatisfy { part in
        1...3 ~= part.count && part.allSatisfy(isDigit) && (part.count == 1 || part.first != UInt8(ascii: "0"))
          && part.reduce(0) { $0 * 10 + Int($1 & 0x0F) } <= 255
      }
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
