internal import GatewayCore

extension StoreReader {
  func registrationSetting(of station: StationID) throws -> RegistrationSetting? {
    let select = try connection.cached(
      """
      SELECT station, state, retry_interval, decided_at
      FROM registrations WHERE station = (SELECT key FROM stations WHERE id = ?)
      """)
    select.bind(station.text)
    return try select.row(of: "registrations") { row in
      RegistrationSetting(
        state: try row.value(1), retryInterval: try row.optionalNumber(2), decidedAt: try row.integer(3))
    }
  }

  func settings(of station: StationID) throws -> [StationSetting] {
    let select = try connection.cached(
      """
      SELECT station, identity, key, value, is_read_only, needs_reboot, received_at
      FROM settings WHERE station = (SELECT key FROM stations WHERE id = ?) ORDER BY identity
      """)
    select.bind(station.text)
    return try select.rows(of: "settings", keyColumns: 2) { row in
      StationSetting(
        key: try row.text(2), value: try row.optionalText(3), isReadOnly: try row.optionalInteger(4).map { $0 != 0 },
        needsReboot: try row.integer(5) != 0, receivedAt: try row.integer(6))
    }
  }

  func desiredSettings(of station: StationID) throws -> [DesiredSetting] {
    let select = try connection.cached(
      """
      SELECT station, identity, key, value, updated_at
      FROM desired_settings WHERE station = (SELECT key FROM stations WHERE id = ?) ORDER BY identity
      """)
    select.bind(station.text)
    return try select.rows(of: "desired_settings", keyColumns: 2) { row in
      DesiredSetting(key: try row.text(2), value: try row.text(3), updatedAt: try row.integer(4))
    }
  }

  func settingChanges(of station: StationID, limit: Int) throws -> [SettingChange] {
    let select = try connection.cached(
      """
      SELECT key, setting, value, outcome, moment
      FROM setting_changes WHERE station = (SELECT key FROM stations WHERE id = ?) ORDER BY key DESC LIMIT ?
      """)
    select.bind(station.text)
    select.bind(min(max(limit, 1), 1000))
    return try select.rows(of: "setting_changes") { row in
      SettingChange(
        key: try row.text(1), value: try row.optionalText(2), outcome: try row.text(3), moment: try row.integer(4))
    }
  }

  /// The keys, in small letters, that a table has of a station.
  func settingIdentities(in table: String, of station: Int64) throws -> [String] {
    let select = try connection.cached("SELECT identity FROM \(table) WHERE station = ?")
    select.bind(station)
    return try select.rows(of: "settings") { row in try row.text(0) }
  }
}
