/// A station's password for HTTP Basic authentication.
///
/// In 1.6 it is the AuthorizationKey: 16 to 20 bytes, written in hexadecimal where it is configured and raw on the wire
/// (OCPP 1.6 security whitepaper A00.FR.205); in 2.0.1 16 to 40 characters (A00.FR.204). Stations that put the hexadecimal
/// text on the wire exist, so both forms of a key are the same password.
package struct StationPassword: Sendable, Equatable {
  /// The form that is hashed.
  package let bytes: [UInt8]
  /// As an operator is told it, or told it to us.
  package let text: String

  /// - Parameter wire: as it came.
  package init(wire: [UInt8]) {
    bytes = Self.key(hexadecimal: wire) ?? wire
    text = Hexadecimal.text(bytes)
  }

  /// A password that an operator chose.
  ///
  /// - Returns: nil unless it has 16 to 40 printable ASCII characters.
  package init?(chosen text: String) {
    let wire = Array(text.utf8)
    guard (16...40).contains(wire.count), wire.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
    bytes = Self.key(hexadecimal: wire) ?? wire
    self.text = text
  }

  private init(key: [UInt8]) {
    bytes = key
    text = Hexadecimal.text(key)
  }

  package static func == (left: StationPassword, right: StationPassword) -> Bool { left.bytes == right.bytes }

  /// 20 random bytes.
  package static func random() -> StationPassword {
    var generator = SystemRandomNumberGenerator()
    return StationPassword(key: (0..<20).map { _ in UInt8.random(in: 0...255, using: &generator) })
  }

  /// For `AuthorizationKey` in 1.6, which takes hexadecimal only.
  package var authorizationKey: String { Hexadecimal.text(bytes) }

  private static func key(hexadecimal text: [UInt8]) -> [UInt8]? {
    guard (32...40).contains(text.count) else { return nil }
    return Hexadecimal.bytes(text)
  }
}
