import NIOWebSocket

/// Masking of payloads (RFC 6455 §5.3), eight bytes at once: NIO's goes byte by byte.
enum WebSocketMask {
  /// Copies a payload and applies the mask.
  ///
  /// - Parameters:
  ///   - key: the mask; nil for none.
  ///   - from: the payload.
  ///   - to: where it goes; not the same memory.
  ///   - count: its length.
  static func apply(
    _ key: WebSocketMaskingKey?,
    from: UnsafeRawPointer,
    to: UnsafeMutablePointer<UInt8>,
    count: Int
  ) {
    guard let key else { return to.update(from: from.assumingMemoryBound(to: UInt8.self), count: count) }
    var mask: UInt64 = 0
    for index in 0..<8 { mask |= UInt64(key[index & 3]) << UInt64(index * 8) }
    let target = UnsafeMutableRawPointer(to)
    var position = 0
    while count - position >= 8 {
      let word = UInt64(littleEndian: from.loadUnaligned(fromByteOffset: position, as: UInt64.self))
      target.storeBytes(of: (word ^ mask).littleEndian, toByteOffset: position, as: UInt64.self)
      position += 8
    }
    while position < count {
      to[position] = from.load(fromByteOffset: position, as: UInt8.self) ^ key[position & 3]
      position += 1
    }
  }
}
