package import GatewayCore
package import OCPPCodec

extension SQLiteStore {
  package func createStation(_ id: StationID, version: OCPPVersion) async throws -> Bool {
    try await write { try $0.create(id, version: version) }
  }

  package func deleteStation(_ id: StationID) async throws -> Bool {
    try await write { try $0.delete(id) }
  }

  package func setRegistration(_ setting: RegistrationSetting?, of station: StationID) async throws {
    try await write { try $0.setRegistration(setting, of: station) }
  }

  package func registrationSetting(of station: StationID) async throws -> RegistrationSetting? {
    try await read(isShort: true) { try $0.registrationSetting(of: station) }
  }
}
