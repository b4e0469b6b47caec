/// What the protocol `Store` promises, as checks to run on each store:
///
/// ```swift
/// @Test(arguments: StoreContract.checks)
/// func contract(_ check: StoreCheck) async throws {
///   try await check.run(on: StoreFixture(isDurable: false) { try await makeStore() })
/// }
/// ```
package enum StoreContract {
  /// All checks.
  package static let checks: [StoreCheck] =
    [
      stationChecks,
      connectorChecks,
      reportChecks,
      idTokenChecks,
      authorizationChecks,
      startChecks,
      stopChecks,
      meterValueChecks,
      eventChecks,
      eventOrderChecks,
      listChecks,
      textChecks,
      concurrencyChecks,
      durabilityChecks,
      reservationChecks,
      localListChecks,
      campaignChecks,
      chargingProfileChecks,
      certificateChecks,
      operationChecks,
      passwordChecks,
      registrationChecks,
      settingChecks,
      pluginStateChecks,
      leaseChecks,
      retentionChecks,
    ].flatMap(\.self)
}
