internal import GatewayCore
internal import OCPPCodec

extension StoreWriter {
  /// - Returns: whether it was unknown.
  func create(_ station: StationID, version: OCPPVersion) throws -> Bool {
    let key = try key(of: station)
    let update = try connection.cached("UPDATE stations SET version = ? WHERE key = ? AND version IS NULL")
    update.bind(version.rawValue)
    update.bind(key)
    try update.execute()
    return connection.changes > 0
  }

  /// - Returns: whether it was known.
  func delete(_ station: StationID) throws -> Bool {
    let key = try key(of: station)
    let update = try connection.cached(
      """
      UPDATE stations
      SET version = NULL, vendor = NULL, model = NULL, serial_number = NULL, firmware_version = NULL, boot = NULL,
        registration = NULL, booted_at = NULL, connected_at = NULL, remote_address = NULL
      WHERE key = ? AND version IS NOT NULL
      """)
    update.bind(key)
    try update.execute()
    guard connection.changes > 0 else { return false }
    let tables = [
      "last_seen", "connectors", "variables", "registrations", "settings", "desired_settings", "station_passwords",
    ]
    for table in tables {
      let delete = try connection.cached("DELETE FROM \(table) WHERE station = ?")
      delete.bind(key)
      try delete.execute()
    }
    return true
  }

  func setRegistration(_ setting: RegistrationSetting?, of station: StationID) throws {
    let key = try key(of: station)
    guard let setting else {
      let delete = try connection.cached("DELETE FROM registrations WHERE station = ?")
      delete.bind(key)
      return try delete.execute()
    }
    let put = try connection.cached(
      "INSERT OR REPLACE INTO registrations (station, state, retry_interval, decided_at) VALUES (?, ?, ?, ?)")
    put.bind(key)
    put.bind(setting.state.rawValue)
    put.bind(setting.retryInterval)
    put.bind(setting.decidedAt)
    try put.execute()
  }
}
