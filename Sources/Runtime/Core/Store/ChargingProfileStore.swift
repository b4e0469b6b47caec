/// Where the charging profiles are kept that stations accepted. See ``Store`` for what holds for all methods.
package protocol ChargingProfileStore: Sendable {
  /// Records a profile. It takes the place of the station's profile with the same id, and of the one for the same
  /// connector and transaction with the same purpose and stack level (OCPP 1.6 §5.16.3, §5.16.4).
  func recordChargingProfile(_ profile: ChargingProfileRecord) async throws

  /// Gives the profiles of a remote start to the transaction that it led to. Of several for a token, that is the
  /// newest for the connector or for any; older ones are forgotten, since their transactions never began.
  ///
  /// - Returns: how many profiles the transaction has got.
  func adoptChargingProfiles(
    of station: StationID, idTag: String, connector: Int, transaction: Int
  ) async throws -> Int

  /// Forgets profiles.
  ///
  /// - Returns: how many there were.
  func clearChargingProfiles(_ filter: ChargingProfileFilter, of station: StationID) async throws -> Int

  /// A station's profiles, in the order of connector, purpose and stack level.
  func chargingProfiles(of station: StationID) async throws -> [ChargingProfileRecord]

  /// Which of some stations have profiles of transactions, begun or still to begin.
  func stationsWithTransactionProfiles(among stations: Set<StationID>) async throws -> Set<StationID>

  /// All templates, in the order of their names.
  func chargingProfileTemplates() async throws -> [ChargingProfileTemplate]

  /// The template of a name.
  func chargingProfileTemplate(_ name: String) async throws -> ChargingProfileTemplate?

  /// Creates or replaces a template.
  func putChargingProfileTemplate(_ template: ChargingProfileTemplate) async throws

  /// Deletes a template.
  ///
  /// - Returns: whether there was one.
  func deleteChargingProfileTemplate(_ name: String) async throws -> Bool
}
