package import GatewayCore

extension SQLiteStore {
  package func recordSettings(_ settings: [StationSetting], isComplete: Bool, of station: StationID) async throws {
    try await writeMuch { try $0.record(settings, isComplete: isComplete, of: station) }
  }

  package func recordSettingChange(_ change: SettingChange, of station: StationID) async throws {
    try await write { try $0.record(change, of: station) }
  }

  package func settings(of station: StationID) async throws -> [StationSetting] {
    try await read(isShort: false) { try $0.settings(of: station) }
  }

  package func putDesiredSettings(
    _ settings: [DesiredSetting],
    isComplete: Bool,
    of station: StationID,
    at moment: Int64
  ) async throws {
    try await writeMuch { try $0.putDesired(settings, isComplete: isComplete, of: station, at: moment) }
  }

  package func removeDesiredSetting(_ key: String, of station: StationID, at moment: Int64) async throws -> Bool {
    try await write { try $0.removeDesired(key, of: station, at: moment) }
  }

  package func desiredSettings(of station: StationID) async throws -> [DesiredSetting] {
    try await read(isShort: false) { try $0.desiredSettings(of: station) }
  }

  package func settingChanges(of station: StationID, limit: Int) async throws -> [SettingChange] {
    try await read(isShort: false) { try $0.settingChanges(of: station, limit: limit) }
  }
}
