/// A certificate that was installed, as far as a station that looks into none can keep it.
struct InstalledCertificate: Sendable, Equatable {
  let type: String
  /// Stands in for the hashes and the serial number: the same certificate has the same.
  let fingerprint: String

  init(type: String, text: String) {
    self.type = type
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    fingerprint = String(hash, radix: 16)
  }
}
