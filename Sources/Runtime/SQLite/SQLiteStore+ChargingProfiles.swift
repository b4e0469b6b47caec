package import GatewayCore

extension SQLiteStore {
  package func recordChargingProfile(_ profile: ChargingProfileRecord) async throws {
    try await write { try $0.record(profile) }
  }

  package func adoptChargingProfiles(
    of station: StationID, idTag: String, connector: Int, transaction: Int
  ) async throws -> Int {
    try await write {
      try $0.adoptChargingProfiles(of: station, idTag: idTag, connector: connector, transaction: transaction)
    }
  }

  package func clearChargingProfiles(_ filter: ChargingProfileFilter, of station: StationID) async throws -> Int {
    try await write { try $0.clearChargingProfiles(filter, of: station) }
  }

  package func chargingProfiles(of station: StationID) async throws -> [ChargingProfileRecord] {
    try await read(isShort: true) { try $0.chargingProfiles(of: station) }
  }

  package func stationsWithTransactionProfiles(among stations: Set<StationID>) async throws -> Set<StationID> {
    try await read(isShort: false) { try $0.stationsWithTransactionProfiles(among: stations) }
  }

  package func chargingProfileTemplates() async throws -> [ChargingProfileTemplate] {
    try await read(isShort: false) { try $0.chargingProfileTemplates() }
  }

  package func chargingProfileTemplate(_ name: String) async throws -> ChargingProfileTemplate? {
    try await read(isShort: true) { try $0.chargingProfileTemplate(name) }
  }

  package func putChargingProfileTemplate(_ template: ChargingProfileTemplate) async throws {
    try await write { try $0.put(template) }
  }

  package func deleteChargingProfileTemplate(_ name: String) async throws -> Bool {
    try await write { try $0.deleteChargingProfileTemplate(name) }
  }
}
