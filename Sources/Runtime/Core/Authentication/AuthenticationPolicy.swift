/// What stations must show to connect.
package struct AuthenticationPolicy: Sendable, Equatable {
  /// Whether each needs a password or a certificate. If not, those need one that have a password in the store.
  package var requiresCredentials: Bool
  /// What certificates must name as organization (OCPP 1.6 security whitepaper A00.FR.410); nil: anything.
  package var organization: String?

  package init(requiresCredentials: Bool = false, organization: String? = nil) {
    self.requiresCredentials = requiresCredentials
    self.organization = organization
  }
}
