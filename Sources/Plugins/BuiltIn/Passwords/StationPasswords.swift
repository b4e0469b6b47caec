import Dispatch
import GatewayCore

/// Sets stations' passwords.
struct StationPasswords: Sendable {
  /// Hashing what somebody chose takes some ten milliseconds, for which no shared thread is held.
  private static let queue = DispatchQueue(label: "gateway-password-hashes")

  private let gateway: GatewayServices

  init(_ gateway: GatewayServices) {
    self.gateway = gateway
  }

  /// Makes a password a station's only one.
  ///
  /// - Parameter isRandom: whether it is one of `StationPassword.random()`.
  func replace(with password: StationPassword, of station: StationID, isRandom: Bool) async throws {
    try await gateway.store.setPasswords([try await hashed(password, isRandom: isRandom)], of: station)
  }

  /// Adds the password that a station shall use from now on, instead of another that it was told before.
  func add(_ password: StationPassword, to station: StationID, isRandom: Bool) async throws {
    let next = try await hashed(password, isRandom: isRandom)
    let current = try await gateway.store.passwords(of: station).prefix(1)
    try await gateway.store.setPasswords(current + [next], of: station)
  }

  private func hashed(_ password: StationPassword, isRandom: Bool) async throws -> StoredPassword {
    let moment = gateway.clock.milliseconds
    return try await withCheckedThrowingContinuation { continuation in
      Self.queue.async {
        continuation.resume(
          with: Result {
            StoredPassword(hash: try PasswordHash(password, isRandom: isRandom).text, createdAt: moment)
          })
      }
    }
  }
}
