import Testing

@testable import GatewayEdge

@Suite("WebSocketMask")
struct WebSocketMaskTests {
  /// Byte by byte, as RFC 6455 §5.3 says it.
  private func reference(_ payload: some Collection<UInt8>, _ key: [UInt8]) -> [UInt8] {
    payload.enumerated().map { $0.element ^ key[$0.offset % 4] }
  }

  @Test(
    "every length and alignment",
    arguments: [[0x12, 0x34, 0x56, 0x78], [0, 0, 0, 0], [0xFF, 0, 0x80, 1]] as [[UInt8]])
  func apply(_ key: [UInt8]) {
    let mask = key.reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    let bytes = (0..<64).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ 11) }
    for offset in 0..<9 {
      for length in 0...(bytes.count - offset) {
        let payload = bytes[offset..<(offset + length)]
        // A byte more, to see that it stays as it is.
        var target = [UInt8](repeating: 0xEE, count: length + 1)
        bytes.withUnsafeBytes { source in
          target.withUnsafeMutableBufferPointer { target in
            guard let start = target.baseAddress else { return }
            WebSocketMask.apply(
              mask, from: UnsafeRawBufferPointer(rebasing: source[offset..<(offset + length)]), to: start)
          }
        }
        #expect(target == reference(payload, key) + [0xEE], "offset \(offset), length \(length)")
      }
    }
  }
}
