public import Glibc

/// The bytes of a key or an enumeration value, not copied where they stand in the text without escapes.
///
/// Valid only while the reader that gave it is.
public struct JSONToken {
  @usableFromInline
  let start: UnsafePointer<UInt8>

  /// Length in bytes.
  public let count: Int

  @inlinable
  init(start: UnsafePointer<UInt8>, count: Int) {
    self.start = start
    self.count = count
  }

  /// Whether the token is these bytes. The caller has compared the lengths already.
  ///
  /// - Parameter text: as long as the token, in the schema's own bytes (no canonical equivalence).
  @inlinable
  @inline(__always)
  public func equals(_ text: StaticString) -> Bool {
    memcmp(start, text.utf8Start, text.utf8CodeUnitCount) == 0
  }

  /// The token as text.
  public var text: String { String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self) }
}
