/// The header of a client's WebSocket frame (RFC 6455 §5.2).
struct WebSocketFrameHeader: Equatable {
  var frame: WebSocketMessageStateMachine.Frame
  /// Bytes of the header itself.
  var size: Int
  /// The masking key as it stands in the frame, first byte lowest; 0 if there is none.
  var mask: UInt32

  /// Reads a header.
  ///
  /// - Parameter bytes: begin with a frame.
  /// - Returns: nil when there are too few of them.
  init?(_ bytes: UnsafeRawBufferPointer) {
    guard bytes.count >= 2 else { return nil }
    let first = bytes[0]
    let second = bytes[1]
    var size = 2
    var length = Int(second & 0x7F)
    switch length {
    case 126:
      guard bytes.count >= 4 else { return nil }
      length = Int(UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: 2, as: UInt16.self)))
      size = 4
    case 127:
      guard bytes.count >= 10 else { return nil }
      // What doesn't fit is over every limit.
      length = Int(clamping: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 2, as: UInt64.self)))
      size = 10
    default: break
    }
    mask = 0
    let isMasked = second & 0x80 != 0
    if isMasked {
      guard bytes.count >= size + 4 else { return nil }
      mask = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: size, as: UInt32.self))
      size += 4
    }
    self.size = size
    frame = WebSocketMessageStateMachine.Frame(
      kind: Self.kind(opcode: first & 0x0F), isFinal: first & 0x80 != 0, isMasked: isMasked,
      isCompressed: first & 0x40 != 0, hasReservedBits: first & 0x30 != 0, length: length)
  }

  private static func kind(opcode: UInt8) -> WebSocketMessageStateMachine.Frame.Kind {
    switch opcode {
    case 0x0: .continuation
    case 0x1: .text
    case 0x2: .binary
    case 0x8: .close
    case 0x9: .ping
    case 0xA: .pong
    default: .reserved
    }
  }
}
