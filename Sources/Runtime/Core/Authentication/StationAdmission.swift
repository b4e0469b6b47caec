/// Which stations may connect.
package enum AdmissionPolicy: String, Sendable, CaseIterable {
  /// Any; new ones are created.
  case all = "accept"
  /// Those the store knows.
  case known = "reject"
}

/// Decides whether a station may connect: it is the one it says, and is known if it must be.
package struct StationAdmission: Sendable {
  private let policy: AdmissionPolicy
  private let authenticator: StationAuthenticator
  private let store: any Store

  package init(
    _ policy: AdmissionPolicy,
    authentication: AuthenticationPolicy = AuthenticationPolicy(),
    services: GatewayServices
  ) {
    self.policy = policy
    store = services.store
    authenticator = StationAuthenticator(
      policy: authentication, store: services.store, clock: services.clock, logger: services.logger)
  }

  /// - Throws: ``StoreError`` when that can't be told now.
  package func admit(_ request: ConnectionRequest) async throws -> Admission {
    // Who doesn't know the password isn't told which stations there are.
    let admission = try await authenticator.authenticate(request)
    guard admission == .admitted, policy == .known else { return admission }
    return try await store.station(request.station) == nil ? .unknownStation : .admitted
  }
}
