import Crypto
import Dispatch
package import Logging
import Synchronization

/// Finds out whether a station is the one it says (security profiles 1 to 3 of OCPP 1.6's whitepaper and of 2.0.1).
package final class StationAuthenticator: Sendable {
  private static let cacheCapacity = 100_000
  private static let verificationLimit = 256

  private let policy: AuthenticationPolicy
  private let store: any PasswordStore & CertificateStore
  private let clock: any GatewayClock
  private let logger: Logger
  private let attempts = Mutex(FailedAttempts())
  /// Of passwords that were right, so that a slow hash isn't computed at every reconnect: by a key that only this process
  /// has.
  private let verified = Mutex<[StationID: [UInt8]]>([:])
  private let cacheKey = SymmetricKey(size: .bits256)
  /// Slow hashes, one at a time: they must not take all cores.
  private let queue = DispatchQueue(label: "gateway-passwords")
  private let waiting = Atomic(0)

  package init(
    policy: AuthenticationPolicy, store: any PasswordStore & CertificateStore, clock: any GatewayClock, logger: Logger
  ) {
    self.policy = policy
    self.store = store
    self.clock = clock
    self.logger = logger
  }

  /// - Throws: `StoreError` when that can't be told now.
  package func authenticate(_ request: ConnectionRequest) async throws -> Admission {
    if let certificate = request.certificate { return try await judge(certificate, request) }
    let stored = try await store.passwords(of: request.station)
    guard !stored.isEmpty else {
      guard policy.requiresCredentials else { return .admitted }
      return .unauthorized(reason: "the station has no password here")
    }
    guard let wire = request.password else { return .unauthorized(reason: "a password is needed") }
    let password = StationPassword(wire: wire)
    for (index, candidate) in stored.enumerated() where isCached(password, candidate, of: request.station) {
      try await accept(candidate, isSuccessor: index > 0, of: request.station)
      return .admitted
    }
    let moment = clock.milliseconds
    guard attempts.withLock({ $0.allows(request.station, from: request.remoteHost, at: moment) }) else {
      return .tooManyAttempts
    }
    for (index, candidate) in stored.enumerated() {
      switch try await verify(password, candidate, of: request.station) {
      case nil: return .busy
      case true?:
        remember(password, candidate, of: request.station)
        try await accept(candidate, isSuccessor: index > 0, of: request.station)
        return .admitted
      case false?: continue
      }
    }
    attempts.withLock { $0.failed(request.station, from: request.remoteHost, at: moment) }
    logger.warning(
      "wrong password", metadata: ["station": "\(request.station)", "remote": "\(request.remoteHost)"])
    return .unauthorized(reason: "the password is wrong")
  }

  private func judge(_ certificate: CertificateSubject, _ request: ConnectionRequest) async throws -> Admission {
    guard certificate.commonName == request.station.text else {
      return .unauthorized(reason: "the certificate's common name is not the station's id")
    }
    if let organization = policy.organization, certificate.organization != organization {
      return .unauthorized(reason: "the certificate names another organization")
    }
    if let issued = try await store.certificate(certificate.serialNumber), issued.state == .revoked {
      return .unauthorized(reason: "the certificate is revoked")
    }
    return .admitted
  }

  /// A station that used the password it was told to use from now on shall not use the old one again.
  private func accept(_ password: StoredPassword, isSuccessor: Bool, of station: StationID) async throws {
    guard isSuccessor else { return }
    try await store.confirmPassword(password.hash, of: station)
    logger.info("station uses its new password", metadata: ["station": "\(station)"])
  }

  /// - Returns: nil when too many wait for the same.
  private func verify(
    _ password: StationPassword,
    _ stored: StoredPassword,
    of station: StationID
  ) async throws -> Bool? {
    guard let hash = PasswordHash(text: stored.hash) else {
      throw StoreError(.corrupt, "the stored password of station \(station) can't be read; set it anew")
    }
    guard hash.isSlow else { return try hash.matches(password) }
    guard waiting.wrappingAdd(1, ordering: .relaxed).newValue <= Self.verificationLimit else {
      waiting.wrappingSubtract(1, ordering: .relaxed)
      return nil
    }
    defer { waiting.wrappingSubtract(1, ordering: .relaxed) }
    return try await withCheckedThrowingContinuation { continuation in
      queue.async { continuation.resume(with: Result { try hash.matches(password) }) }
    }
  }

  private func isCached(_ password: StationPassword, _ stored: StoredPassword, of station: StationID) -> Bool {
    guard let tag = verified.withLock({ $0[station] }) else { return false }
    return HMAC<SHA256>.isValidAuthenticationCode(tag, authenticating: Self.cached(password, stored), using: cacheKey)
  }

  private func remember(_ password: StationPassword, _ stored: StoredPassword, of station: StationID) {
    let tag = Array(HMAC<SHA256>.authenticationCode(for: Self.cached(password, stored), using: cacheKey))
    verified.withLock { verified in
      if verified.count >= Self.cacheCapacity { verified.removeAll() }
      verified[station] = tag
    }
  }

  private static func cached(_ password: StationPassword, _ stored: StoredPassword) -> [UInt8] {
    Array(stored.hash.utf8) + [0] + password.bytes
  }
}
