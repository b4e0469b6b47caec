/// Where stations' passwords are kept, as salted hashes. See ``Store`` for what holds for all methods.
package protocol PasswordStore: Sendable {
  /// What a station may connect with: nothing, its password, or that and the one it was told to use from now on.
  func passwords(of station: StationID) async throws -> [StoredPassword]

  /// Replaces a station's passwords.
  ///
  /// - Parameter passwords: none, the password, or that and its successor.
  func setPasswords(_ passwords: [StoredPassword], of station: StationID) async throws

  /// Makes one of a station's passwords its only one; nothing happens when it isn't among them any more.
  func confirmPassword(_ hash: String, of station: StationID) async throws
}

/// A password as it is kept.
package struct StoredPassword: Sendable, Equatable, Codable {
  /// ``PasswordHash/text``
  package var hash: String
  /// Milliseconds since the epoch.
  package var createdAt: Int64

  package init(hash: String, createdAt: Int64) {
    self.hash = hash
    self.createdAt = createdAt
  }
}
