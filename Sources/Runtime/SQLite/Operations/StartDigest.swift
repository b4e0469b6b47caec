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

extension FNVHash {
  fileprivate mutating func add(_ number: Int64) {
    withUnsafeBytes(of: number.littleEndian) { add($0) }
  }

  fileprivate mutating func add(_ text: String) {
    add(text.utf8)
    // No text has this byte, so where one ends is part of the value.
    add(CollectionOfOne(0xFF))
  }
}
