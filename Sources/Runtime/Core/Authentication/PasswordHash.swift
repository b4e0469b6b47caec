import Crypto
import CryptoExtras
import Foundation

/// A salted hash of a password, as text for the store: `$scheme$salt$digest`, the latter two in hexadecimal.
package struct PasswordHash: Sendable, Equatable {
  private enum Scheme: String {
    /// For random keys of 16 bytes or more, which nobody can try: costs microseconds, so that a fleet can reconnect.
    case hmac = "hmac-sha256"
    /// For what people chose: scrypt with N = 2^14, r = 8, p = 1; costs some ten milliseconds and 16 MiB.
    case scrypt = "scrypt-14-8-1"
  }

  private let scheme: Scheme
  private let salt: [UInt8]
  private let digest: [UInt8]

  /// Reads the text.
  ///
  /// - Returns: nil when it is something else.
  package init?(text: String) {
    let parts = text.split(separator: "$", omittingEmptySubsequences: false)
    guard parts.count == 4, parts[0].isEmpty, let scheme = Scheme(rawValue: String(parts[1])),
      let salt = Hexadecimal.bytes(parts[2].utf8), salt.count >= 16,
      let digest = Hexadecimal.bytes(parts[3].utf8), digest.count == 32
    else { return nil }
    self.scheme = scheme
    self.salt = salt
    self.digest = digest
  }

  /// Hashes a password. Blocks for some ten milliseconds unless it is random.
  ///
  /// - Parameter isRandom: whether it is one of ``StationPassword/random()``.
  /// - Throws: when there is no memory for it.
  package init(_ password: StationPassword, isRandom: Bool) throws {
    var generator = SystemRandomNumberGenerator()
    scheme = isRandom ? .hmac : .scrypt
    salt = (0..<16).map { _ in UInt8.random(in: 0...255, using: &generator) }
    digest = try Self.digest(password, scheme, salt)
  }

  package var text: String { "$\(scheme.rawValue)$\(Hexadecimal.text(salt))$\(Hexadecimal.text(digest))" }

  /// Whether verifying takes so long that it has no place on a thread that others need.
  package var isSlow: Bool { scheme == .scrypt }

  /// Whether it is a password's. Blocks if ``isSlow``.
  ///
  /// - Throws: when there is no memory for it.
  package func matches(_ password: StationPassword) throws -> Bool {
    let other = try Self.digest(password, scheme, salt)
    // In a time that doesn't tell how much of it is right.
    return zip(digest, other).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
  }

  private static func digest(_ password: StationPassword, _ scheme: Scheme, _ salt: [UInt8]) throws -> [UInt8] {
    switch scheme {
    case .hmac: Array(HMAC<SHA256>.authenticationCode(for: password.bytes, using: SymmetricKey(data: salt)))
    case .scrypt:
      try KDF.Scrypt.deriveKey(
        from: password.bytes, salt: salt, outputByteCount: 32, rounds: 1 << 14, blockSize: 8, parallelism: 1
      ).withUnsafeBytes { Array($0) }
    }
  }
}
