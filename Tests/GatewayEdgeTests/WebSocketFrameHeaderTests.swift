import Testing

@testable import GatewayEdge

@Suite("WebSocketFrameHeader")
struct WebSocketFrameHeaderTests {
  typealias Frame = WebSocketMessageStateMachine.Frame

  private func read(_ bytes: [UInt8]) -> WebSocketFrameHeader? {
    bytes.withUnsafeBytes { WebSocketFrameHeader($0) }
  }

  @Test(
    "opcodes and flags",
    arguments: [
      (0x81, .text, true, false), (0x01, .text, false, false), (0x80, .continuation, true, false),
      (0x82, .binary, true, false), (0x88, .close, true, false), (0x89, .ping, true, false),
      (0x8A, .pong, true, false), (0x83, .reserved, true, false), (0x87, .reserved, true, false),
      (0x8B, .reserved, true, false), (0x8F, .reserved, true, false),
      (0xA1, .text, true, true), (0x91, .text, true, true), (0x11, .text, false, true),
    ] as [(UInt8, Frame.Kind, Bool, Bool)])
  func first(_ byte: UInt8, _ kind: Frame.Kind, _ isFinal: Bool, _ hasReservedBits: Bool) {
    let expected = Frame(
      kind: kind, isFinal: isFinal, isMasked: true, hasReservedBits: hasReservedBits, length: 3)
    let header = read([byte, 0x83, 1, 2, 3, 4])
    #expect(header?.frame == expected)
    #expect(header?.size == 6)
    #expect(header?.mask == 0x0403_0201)
  }

  @Test("RSV1 marks what is compressed")
  func compressed() {
    let expected = Frame(
      kind: .text, isFinal: true, isMasked: true, isCompressed: true, hasReservedBits: false, length: 3)
    #expect(read([0xC1, 0x83, 1, 2, 3, 4])?.frame == expected)
  }

  @Test(
    "lengths",
    arguments: [
      ([0x80], 0, 6), ([0x80 | 125], 125, 6), ([0x80 | 126, 0, 126], 126, 8), ([0x80 | 126, 0xFF, 0xFE], 65534, 8),
      ([0x80 | 127, 0, 0, 0, 0, 0, 1, 0, 0], 65536, 14),
      ([0x80 | 127, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], Int.max, 14),
      ([0x80 | 127, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], Int.max, 14),
    ] as [([UInt8], Int, Int)])
  func length(_ bytes: [UInt8], _ length: Int, _ size: Int) {
    let whole = [0x81] + bytes + [9, 8, 7, 6]
    let header = read(whole)
    #expect(header?.frame.length == length)
    #expect(header?.size == size)
    #expect(header?.mask == 0x0607_0809)
    // With a byte less there is none yet.
    for count in 0..<whole.count {
      #expect(read(Array(whole.prefix(count))) == nil)
    }
  }

  @Test("a frame without a mask")
  func unmasked() {
    let expected = Frame(kind: .text, isFinal: true, isMasked: false, hasReservedBits: false, length: 2)
    let header = read([0x81, 2])
    #expect(header?.frame == expected)
    #expect(header?.size == 2)
    #expect(header?.mask == 0)
  }
}
