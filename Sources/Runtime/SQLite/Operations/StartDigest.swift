internal import GatewayCore

/// What tells one StartTransaction of a station from another, as 64 bits: by it a repeated one is found with a small
/// index.
///
/// Two starts may have the same; whoever finds one compares the rest, and takes the next value for the second.
struct StartDigest {
  private(set) var value: Int64

  init(_ start: TransactionStart, token: ByteKey) {
    var hash = FNVHash()
    hash.add(Int64(start.connector))
    hash.add(Int64(start.meterStart))
    hash.add(token.text)
    hash.add(start.timestamp)
    value = Int64(bitPattern: hash.value)
  }

  mutating func next() { value &+= 1 }
}

/// FNV-1a: the same in every process, which Swift's own hashes are not.
private struct FNVHash {
  private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  mutating func add(byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }

  mutating func add(_ number: Int64) {
    withUnsafeBytes(of: number.littleEndian) { for byte in $0 { add(byte: byte) } }
  }

  mutating func add(_ text: String) {
    for byte in text.utf8 { add(byte: byte) }
    // No text has this byte, so where one ends is part of the value.
    add(byte: 0xFF)
  }
}
