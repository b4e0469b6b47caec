/// FNV-1a in 64 bits: the same in every process, which Swift's own hashes are not.
package struct FNVHash {
  @usableFromInline package private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  @inlinable package init() {}

  // Inlinable, since it goes from byte to byte.
  @inlinable
  package mutating func add(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
  }
}
