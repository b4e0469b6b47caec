package import GatewayCore

extension SQLiteStore {
  package func passwords(of station: StationID) async throws -> [StoredPassword] {
    try await read(isShort: true) { try $0.passwords(of: station) }
  }

  package func setPasswords(_ passwords: [StoredPassword], of station: StationID) async throws {
    try await write { try $0.set(passwords, of: station) }
  }

  package func confirmPassword(_ hash: String, of station: StationID) async throws {
    try await write { try $0.confirmPassword(hash, of: station) }
  }
}
