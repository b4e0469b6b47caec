/// How an object begins, as the reader finds it.
public enum ObjectStart {
  /// With a member: read its key.
  case member
  /// `{}`
  case empty
  /// It is no object; the violation is recorded and the value passed.
  case mismatch
}

extension JSONReader {
  /// Enters an object.
  @inlinable
  @inline(__always)
  public mutating func beginObject() throws(DecodingStop) -> ObjectStart {
    guard peek() == UInt8(ascii: "{") else {
      try mismatch("object")
      return .mismatch
    }
    current += 1
    if peek() == UInt8(ascii: "}") {
      current += 1
      return .empty
    }
    return .member
  }

  /// Reads a member's key and its colon.
  ///
  /// - Returns: the key's bytes, escapes resolved.
  @inlinable
  public mutating func key() throws(DecodingStop) -> JSONToken {
    guard peek() == UInt8(ascii: "\"") else {
      try malformed("a member name in quotes")
      throw DecodingStop()
    }
    let token = try token()
    if current < end, current.pointee == UInt8(ascii: ":") {
      current += 1
      return token
    }
    guard peek() == UInt8(ascii: ":") else {
      try malformed("':' after a member name")
      throw DecodingStop()
    }
    current += 1
    return token
  }

  /// Passes what stands between members.
  ///
  /// - Returns: whether another member follows; if not, the object is left.
  @inlinable
  @inline(__always)
  public mutating func nextMember() throws(DecodingStop) -> Bool {
    switch peek() {
    case UInt8(ascii: ","):
      current += 1
      return true
    case UInt8(ascii: "}"):
      current += 1
      return false
    default:
      try malformed("',' or '}' after a member")
      return false
    }
  }

  /// Marks a member as seen.
  ///
  /// - Parameters:
  ///   - bit: the member's own bit.
  ///   - seen: the bits of the members seen so far in this object.
  ///   - key: the member's key.
  /// - Throws: ``DecodingStop`` when it was there already: a text with duplicate keys is not well formed.
  @inlinable
  @inline(__always)
  public mutating func mark(_ bit: UInt64, in seen: inout UInt64, _ key: JSONToken) throws(DecodingStop) {
    if seen & bit != 0 { try duplicate(key) }
    seen |= bit
  }

  @usableFromInline
  @inline(never)
  mutating func duplicate(_ key: JSONToken) throws(DecodingStop) {
    try malformed("each member name once")
  }

  /// A member that the schema of a closed object doesn't know: recorded, and kept in report mode.
  ///
  /// - Parameters:
  ///   - key: its key.
  ///   - object: the offset of the object.
  ///   - members: where the object keeps what it has no property for.
  @inline(never)
  public mutating func unexpectedMember(
    _ key: JSONToken,
    of object: Int,
    keptIn members: inout AdditionalMembers?
  ) throws(DecodingStop) {
    if mode == .strict {
      try record(RawViolation(.additionalProperties, at: object, name: key.text))
    }
    let index = violations.count
    try additionalMember(key, keptIn: &members)
    violations.insert(RawViolation(.additionalProperties, at: object, name: key.text), at: index)
    if violations.count >= Self.maximumViolations { throw DecodingStop() }
  }

  /// A member of an open object that has no property for it: kept as it is.
  @inline(never)
  public mutating func additionalMember(
    _ key: JSONToken,
    keptIn members: inout AdditionalMembers?
  ) throws(DecodingStop) {
    let entry = AdditionalMembers.Entry(name: key.text, value: try rawValue())
    if let members {
      if !members.append(entry) { try duplicate(key) }
    } else {
      members = AdditionalMembers([entry])
    }
  }

  /// Records the required members that were not there.
  ///
  /// - Parameters:
  ///   - missing: their bits.
  ///   - names: the object's members, in the schema's order: the first has bit 0.
  ///   - object: the offset of the object.
  @inline(never)
  public mutating func missingMembers(
    _ missing: UInt64,
    of names: [StaticString],
    object: Int
  ) throws(DecodingStop) {
    for (index, name) in names.enumerated() where missing & (1 << UInt64(index)) != 0 {
      try record(RawViolation(.required, at: object, name: name.description))
    }
  }
}
