/// Masking of payloads (RFC 6455 §5.3), eight bytes at once.
enum WebSocketMask {
  /// Copies a payload and applies the mask.
  ///
  /// - Parameters:
  ///   - mask: the key, first byte lowest.
  ///   - from: the payload.
  ///   - to: where it goes; not the same memory, and of the same length at least.
  static func apply(_ mask: UInt32, from: UnsafeRawBufferPointer, to: UnsafeMutablePointer<UInt8>) {
    guard let source = from.baseAddress else { return }
    let target = UnsafeMutableRawPointer(to)
    let wide = UInt64(mask) << 32 | UInt64(mask)
    var position = 0
    while from.count - position >= 8 {
      let word = UInt64(littleEndian: source.loadUnaligned(fromByteOffset: position, as: UInt64.self))
      target.storeBytes(of: (word ^ wide).littleEndian, toByteOffset: position, as: UInt64.self)
      position += 8
    }
    while position < from.count {
      to[position] = from[position] ^ UInt8(truncatingIfNeeded: mask >> UInt32(8 * (position & 3)))
      position += 1
    }
  }
}
