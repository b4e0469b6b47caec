public import CByteScan

/// Sixteen bytes of a text, looked at together.
@usableFromInline
struct JSONBlock {
  @usableFromInline
  let start: UnsafePointer<UInt8>

  /// - Parameter start: sixteen bytes from here can be read.
  @inlinable
  @inline(__always)
  init(_ start: UnsafePointer<UInt8>) {
    self.start = start
  }

  /// How many bytes come before the first that is a quote, a backslash, a control character or beyond ASCII; 16 if none.
  @inlinable
  @inline(__always)
  var plainPrefix: Int { Int(gateway_plain_prefix(start, 1)) }

  /// How many bytes come before the first that JSON writes with an escape; 16 if none.
  @inlinable
  @inline(__always)
  var prefixWithoutEscapes: Int { Int(gateway_plain_prefix(start, 0)) }
}
