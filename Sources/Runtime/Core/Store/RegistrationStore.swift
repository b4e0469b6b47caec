package import OCPPCodec

/// What an operator decided of a station's BootNotification.
package struct RegistrationSetting: Sendable, Equatable, Codable {
  /// What it is answered.
  package var state: RegistrationState
  /// Seconds until it boots again when it isn't accepted; nil: as configured.
  package var retryInterval: Int?
  /// Milliseconds since the epoch: when it was decided.
  package var decidedAt: Int64

  package init(state: RegistrationState, retryInterval: Int?, decidedAt: Int64) {
    self.state = state
    self.retryInterval = retryInterval
    self.decidedAt = decidedAt
  }
}

/// Where operators' decisions about stations are kept. See ``Store`` for what holds for all methods.
package protocol RegistrationStore: Sendable {
  /// Makes a station known before it ever connected.
  ///
  /// - Parameter version: what it is expected to speak; corrected when it connects.
  /// - Returns: false, and nothing has changed, when it is known.
  func createStation(_ id: StationID, version: OCPPVersion) async throws -> Bool

  /// Forgets a station: what it said of itself, its connectors, variables and settings, and what was decided of it. Its
  /// transactions, security events and operations stay, as records of what happened.
  ///
  /// - Returns: whether it was known.
  func deleteStation(_ id: StationID) async throws -> Bool

  /// Records what a station's BootNotification is to be answered.
  ///
  /// - Parameter setting: nil: as configured.
  func setRegistration(_ setting: RegistrationSetting?, of station: StationID) async throws

  /// What a station's BootNotification is to be answered; nil: as configured.
  func registrationSetting(of station: StationID) async throws -> RegistrationSetting?
}
