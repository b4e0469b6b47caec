/// Checks text messages for UTF-8 (RFC 6455 §8.1): nearly all are ASCII.
enum UTF8Check {
  static func isValid(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let base = bytes.baseAddress else { return true }
    let raw = UnsafeRawPointer(base)
    var seen: UInt64 = 0
    var position = 0
    while bytes.count - position >= 8 {
      seen |= raw.loadUnaligned(fromByteOffset: position, as: UInt64.self)
      position += 8
    }
    while position < bytes.count {
      seen |= UInt64(base[position])
      position += 1
    }
    if seen & 0x8080_8080_8080_8080 == 0 { return true }
    return String(validating: bytes, as: UTF8.self) != nil
  }
}
