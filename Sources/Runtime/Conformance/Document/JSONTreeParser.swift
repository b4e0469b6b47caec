package import GatewayConfig

/// Why a text can't be read as JSON, not even with what may be mended.
package struct JSONTreeError: Error, Sendable, CustomStringConvertible {
  /// Where reading stopped, in bytes.
  package let offset: Int
  package let message: String

  package var description: String { "\(message) at byte \(offset)" }
}

/// Something in a text that was mended.
package struct MendedDefect: Sendable, Hashable, CustomStringConvertible {
  package let defect: FrameDefect
  /// Where it is, in bytes.
  package let offset: Int

  package init(_ defect: FrameDefect, at offset: Int) {
    self.defect = defect
    self.offset = offset
  }

  package var description: String { "\(defect.rawValue) at byte \(offset)" }
}

/// Reads a JSON text into a ``JSONTree``, mending what it is told to.
package struct JSONTreeParser {
  /// How deep arrays and objects may lie within each other.
  static let maximumDepth = 128

  let bytes: UnsafeBufferPointer<UInt8>
  var position = 0
  private let mends: Set<FrameDefect>
  /// What was mended, in the order of the text.
  private(set) var mended: [MendedDefect] = []

  private init(_ bytes: UnsafeBufferPointer<UInt8>, mends: Set<FrameDefect>) {
    self.bytes = bytes
    self.mends = mends
  }

  /// Reads a whole text.
  ///
  /// - Parameters:
  ///   - bytes: the text.
  ///   - mends: what is mended; everything else is as RFC 8259 has it.
  /// - Throws: ``JSONTreeError`` when it can't be read.
  package static func parse(
    _ bytes: UnsafeBufferPointer<UInt8>,
    mending mends: Set<FrameDefect> = []
  ) throws(JSONTreeError) -> (tree: JSONTree, mended: [MendedDefect]) {
    var parser = JSONTreeParser(bytes, mends: mends)
    try parser.skipPadding(isAtEnd: false)
    let tree = try parser.value(depth: 0)
    try parser.skipPadding(isAtEnd: true)
    guard parser.position == bytes.count else { throw parser.error("more after the value") }
    return (tree, parser.mended)
  }

  /// Reads a whole text.
  package static func parse(_ text: String) throws(JSONTreeError) -> JSONTree {
    var text = text
    return try text.withUTF8 { bytes in
      Result { () throws(JSONTreeError) in try parse(bytes).tree }
    }.get()
  }

  func error(_ message: String) -> JSONTreeError { JSONTreeError(offset: position, message: message) }

  /// Notes that something is mended.
  ///
  /// - Throws: ``JSONTreeError`` when that isn't allowed.
  mutating func mend(_ defect: FrameDefect, or message: String) throws(JSONTreeError) {
    guard mends.contains(defect) else { throw error(message) }
    mended.append(MendedDefect(defect, at: position))
  }

  /// The next byte after white space; nil at the end.
  mutating func peek() -> UInt8? {
    while position < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[position]) { position += 1 }
    return position < bytes.count ? bytes[position] : nil
  }

  private mutating func skipPadding(isAtEnd: Bool) throws(JSONTreeError) {
    let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
    if !isAtEnd, bytes.starts(with: byteOrderMark) {
      try mend(.padding, or: "a byte order mark")
      position = byteOrderMark.count
    }
    guard peek() == 0 else { return }
    try mend(.padding, or: "a NUL")
    while peek() == 0 { position += 1 }
  }

  private mutating func value(depth: Int) throws(JSONTreeError) -> JSONTree {
    switch peek() {
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "{"): return try object(depth: depth + 1)
    case UInt8(ascii: "["): return try array(depth: depth + 1)
    case .some(let byte) where isLetter(byte): return try literal()
    case .some: return .number(try number())
    case nil: throw error("a value is missing")
    }
  }

  private mutating func array(depth: Int) throws(JSONTreeError) -> JSONTree {
    guard depth <= Self.maximumDepth else { throw error("nesting too deep") }
    position += 1
    var elements: [JSONTree] = []
    while true {
      guard try skipToItem(closing: UInt8(ascii: "]"), isFirst: elements.isEmpty) else { return .array(elements) }
      elements.append(try value(depth: depth))
      guard try skipSeparator(closing: UInt8(ascii: "]")) else { return .array(elements) }
    }
  }

  private mutating func object(depth: Int) throws(JSONTreeError) -> JSONTree {
    guard depth <= Self.maximumDepth else { throw error("nesting too deep") }
    position += 1
    var members: [JSONTree.Member] = []
    var indices: [[UInt8]: Int] = [:]
    while true {
      guard try skipToItem(closing: UInt8(ascii: "}"), isFirst: members.isEmpty) else { return .object(members) }
      guard peek() == UInt8(ascii: "\"") else { throw error("a member name is missing") }
      let begin = position
      let name = try string()
      guard peek() == UInt8(ascii: ":") else { throw error("':' is missing") }
      position += 1
      if let next = peek(), next == UInt8(ascii: ",") || next == UInt8(ascii: "}") {
        try mend(.missingValues, or: "a member without a value")
      } else {
        let value = try value(depth: depth)
        if let index = indices[Array(name.utf8)] {
          position = begin
          guard members[index].value == value else { throw error("a member twice, with different values") }
          try mend(.repeatedMembers, or: "a member twice")
          position = begin
          _ = try string()
          _ = peek()
          position += 1
          _ = try self.value(depth: depth)
        } else {
          indices[Array(name.utf8)] = members.count
          members.append(JSONTree.Member(name, value))
        }
      }
      guard try skipSeparator(closing: UInt8(ascii: "}")) else { return .object(members) }
    }
  }

  /// Goes to the next element or member.
  ///
  /// - Returns: false when the container ends instead.
  private mutating func skipToItem(closing: UInt8, isFirst: Bool) throws(JSONTreeError) -> Bool {
    while peek() == UInt8(ascii: ",") {
      try mend(.emptyElements, or: "nothing before ','")
      position += 1
    }
    guard peek() == closing else { return true }
    if !isFirst { try mend(.trailingCommas, or: "nothing after ','") }
    position += 1
    return false
  }

  /// Passes the comma behind an element or member.
  ///
  /// - Returns: false when the container ends instead.
  private mutating func skipSeparator(closing: UInt8) throws(JSONTreeError) -> Bool {
    switch peek() {
    case UInt8(ascii: ","):
      position += 1
      return true
    case closing:
      position += 1
      return false
    default: throw error("',' or the end is missing")
    }
  }

  private mutating func literal() throws(JSONTreeError) -> JSONTree {
    let begin = position
    var end = position
    while end < bytes.count, isLetter(bytes[end]) { end += 1 }
    let word = String(decoding: bytes[begin..<end], as: UTF8.self)
    let (value, spelling): (JSONTree, String)
    switch word.lowercased() {
    case "true": (value, spelling) = (.boolean(true), "true")
    case "false": (value, spelling) = (.boolean(false), "false")
    case "null", "none": (value, spelling) = (.null, "null")
    default: throw error("no JSON value")
    }
    if word != spelling { try mend(.literals, or: "no JSON value") }
    position = end
    return value
  }

  private func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- UInt8(ascii: "a") < 26 }
}
