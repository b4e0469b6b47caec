/// A cursor over one JSON text from which generated decoders build typed values.
///
/// The decoder is the validator: each method checks what the schema says of the value it reads. There are two modes.
/// *Strict* stops at the first violation and is the hot path; it keeps no track of where in the document it is.
/// *Report* goes on after a violation that leaves the text readable, and collects them all; the JSON pointer of each is
/// found afterwards from its offset. Values that a violation leaves representable (too long a string, an unknown
/// enumeration value, an extra member) are kept as they came.
public struct JSONReader: ~Copyable {
  /// What to do at a violation.
  public enum Mode: Sendable {
    /// Stop at the first one.
    case strict
    /// Collect and go on.
    case report
  }

  @usableFromInline
  let start: UnsafePointer<UInt8>

  @usableFromInline
  let end: UnsafePointer<UInt8>

  @usableFromInline
  var current: UnsafePointer<UInt8>

  /// What is done at a violation.
  public let mode: Mode

  /// How many violations are collected: more of them nobody reads, and a message may be made of nothing else.
  static let maximumViolations = 1000

  /// What was found so far, in the order of the text; reading stops at ``maximumViolations``.
  public internal(set) var violations: [RawViolation] = []

  /// Keys and enumeration values that were written with escapes, kept for the tokens that point into them.
  var unescapedTokens: [UnsafeMutablePointer<UInt8>] = []

  /// A cursor at the beginning of a text.
  ///
  /// - Parameters:
  ///   - bytes: the text; it must outlive the reader.
  ///   - mode: what to do at a violation.
  public init(_ bytes: UnsafeBufferPointer<UInt8>, mode: Mode) {
    // Somewhere to point when there are no bytes.
    let base = bytes.baseAddress ?? StaticString("").utf8Start
    start = base
    current = base
    end = base + bytes.count
    self.mode = mode
  }

  deinit {
    for token in unescapedTokens { token.deallocate() }
  }

  /// Bytes read so far.
  @inlinable
  public var offset: Int { current - start }

  /// Passes white space, then gives the next byte without passing it; 0 at the end.
  @inlinable
  @inline(__always)
  mutating func peek() -> UInt8 {
    if current < end {
      let byte = current.pointee
      if byte > 0x20 { return byte }
    }
    return peekAfterWhitespace()
  }

  @usableFromInline
  @inline(never)
  mutating func peekAfterWhitespace() -> UInt8 {
    while current < end {
      switch current.pointee {
      case 0x20, 0x0A, 0x0D, 0x09: current += 1
      // A NUL is no JSON anywhere, so it may stand for "nothing here" too.
      case let byte: return byte
      }
    }
    return 0
  }

  /// Passes a delimiter.
  ///
  /// - Parameters:
  ///   - delimiter: the byte that must come, after white space.
  ///   - expected: what it is, for the violation.
  @inline(__always)
  mutating func delimiter(_ delimiter: UInt8, _ expected: StaticString) throws(DecodingStop) {
    guard peek() == delimiter else { return try malformed(expected) }
    current += 1
  }

  /// Checks that nothing but white space is left.
  ///
  /// - Throws: ``DecodingStop`` when there is more; the violation is recorded.
  public mutating func finish() throws(DecodingStop) {
    _ = peek()
    if current < end { try malformed("nothing more after the value") }
  }

  /// Records a violation; in strict mode that is the end.
  ///
  /// - Parameter violation: what is wrong, and where.
  /// - Throws: ``DecodingStop`` in strict mode.
  @usableFromInline
  @inline(never)
  mutating func record(_ violation: RawViolation) throws(DecodingStop) {
    violations.append(violation)
    if mode == .strict || violations.count >= Self.maximumViolations { throw DecodingStop() }
  }

  /// The text is no JSON at this point: nobody can go on.
  ///
  /// - Parameter expected: what should stand here.
  /// - Throws: always.
  @usableFromInline
  @inline(never)
  mutating func malformed(_ expected: StaticString) throws(DecodingStop) {
    violations.append(RawViolation(.wellFormed, at: offset, expected: expected))
    throw DecodingStop()
  }

  /// The value here has another type than the schema says: recorded, and the value passed.
  ///
  /// - Parameter expected: the type that the schema says.
  @usableFromInline
  @inline(never)
  mutating func mismatch(_ expected: StaticString) throws(DecodingStop) {
    _ = peek()
    let violation = RawViolation(.type, at: offset, expected: expected)
    if mode == .strict { try record(violation) }
    // Whether the text is JSON at all matters more than its type, so look first.
    try skipValue()
    try record(violation)
  }
}
