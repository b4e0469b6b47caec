package import GatewayCore

/// The options of the handler `core`.
package struct CoreConfiguration: Sendable, Equatable {
  /// Which stations may connect.
  package var admission: AdmissionPolicy
  /// What BootNotification is answered.
  package var registration: RegistrationState
  /// When a station that isn't accepted shall send its BootNotification again; whole seconds.
  package var bootRetryInterval: Duration
  /// What stations may send before their BootNotification is accepted.
  package var beforeBoot: BootPolicy
  /// Who may charge.
  package var authorization: AuthorizationPolicy
  /// How long a station that accepted a Reset may take to boot.
  package var resetTimeout = Duration.seconds(300)
  /// Whether a station that booted and wasn't rejected is asked for its configuration.
  package var getsConfigurationAfterBoot = false
  /// Whether a station that booted and was accepted is asked for its connectors' state.
  package var triggersStatusAfterBoot = false
  /// The vendors whose DataTransfer messages are written to the log and accepted.
  package var dataTransferVendors: [String]

  package init(
    admission: AdmissionPolicy = .all,
    registration: RegistrationState = .accepted,
    bootRetryInterval: Duration = .seconds(60),
    beforeBoot: BootPolicy = BootPolicy(),
    authorization: AuthorizationPolicy = AuthorizationPolicy(),
    dataTransferVendors: [String] = []
  ) {
    self.admission = admission
    self.registration = registration
    self.bootRetryInterval = bootRetryInterval
    self.beforeBoot = beforeBoot
    self.authorization = authorization
    self.dataTransferVendors = dataTransferVendors
  }
}
