import Testing

@testable import GatewayEdge

@Suite("Compression of messages")
struct MessageCompressionTests {
  private enum Inflated: Equatable {
    case message([UInt8])
    case tooBig, invalid
  }

  private func inflate(_ bytes: [UInt8], _ inflater: MessageInflater) -> Inflated {
    bytes.withUnsafeBufferPointer { bytes in
      switch inflater.inflate(bytes) {
      case .message(let message): .message(Array(message))
      case .tooBig: .tooBig
      case .invalid: .invalid
      }
    }
  }

  private func deflate(_ bytes: [UInt8], _ deflater: MessageDeflater) -> [UInt8]? {
    var result: [UInt8]?
    _ = bytes.withUnsafeBufferPointer { deflater.deflate($0) { result = Array($0) } }
    return result
  }

  @Test("what is deflated is inflated, message by message", arguments: [9, 12, 15])
  func roundTrip(windowBits: Int) throws {
    let deflater = MessageDeflater(windowBits: windowBits)
    let inflater = MessageInflater(maximumSize: 100_000)
    for count in [600, 5000, 100_000, 700] {
      let message = (0..<count).map { UInt8(truncatingIfNeeded: $0 % 7 + $0 / 64) }
      let compressed = try #require(deflate(message, deflater))
      #expect(compressed.count < message.count)
      #expect(inflate(compressed, inflater) == .message(message))
    }
  }

  @Test("what would not become shorter is not deflated")
  func incompressible() {
    #expect(deflate([1, 2, 3], MessageDeflater(windowBits: 15)) == nil)
  }

  // The examples of RFC 7692 §7.2.3
  @Test(
    "what other programs deflate",
    arguments: [
      [0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00],
      // Without compression
      [0x00, 0x05, 0x00, 0xFA, 0xFF, 0x48, 0x65, 0x6C, 0x6C, 0x6F, 0x00],
      // With a last block
      [0xF3, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00, 0x00],
      // In two blocks
      [0xF2, 0x48, 0x05, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xCA, 0xC9, 0xC9, 0x07, 0x00],
    ] as [[UInt8]])
  func examples(_ bytes: [UInt8]) {
    #expect(inflate(bytes, MessageInflater(maximumSize: 5)) == .message(Array("Hello".utf8)))
    #expect(inflate(bytes, MessageInflater(maximumSize: 4)) == .tooBig)
  }

  @Test("a bomb is not inflated, rubbish is refused, and the next message is as good as ever")
  func hostile() throws {
    let bomb = try #require(deflate([UInt8](repeating: 0x20, count: 1 << 20), MessageDeflater(windowBits: 15)))
    let inflater = MessageInflater(maximumSize: 1000)
    #expect(inflate(bomb, inflater) == .tooBig)
    #expect(inflate([0xFF, 0xFF, 0xFF], inflater) == .invalid)
    #expect(inflate([0x00], inflater) == .message([]))
    #expect(inflate([0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00], inflater) == .message(Array("Hello".utf8)))
  }
}
