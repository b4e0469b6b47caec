internal import GatewayCore

extension StoreWriter {
  /// How many changes of a station's settings are kept.
  private static let changeLimit = 10_000

  func record(_ settings: [StationSetting], isComplete: Bool, of station: StationID) throws {
    let station = try key(of: station)
    if isComplete {
      let named = Set(settings.map { StationSetting.identity($0.key) })
      for identity in try reader.settingIdentities(in: "settings", of: station) where !named.contains(identity) {
        try deleteSetting(identity, from: "settings", of: station)
      }
    }
    let put = try connection.cached(
      """
      INSERT INTO settings (station, identity, key, value, is_read_only, needs_reboot, received_at)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET key = excluded.key, value = excluded.value, is_read_only = excluded.is_read_only,
        needs_reboot = needs_reboot AND value IS excluded.value, received_at = excluded.received_at
      """)
    for setting in settings {
      put.bind(station)
      put.bind(StationSetting.identity(setting.key))
      put.bind(setting.key)
      put.bind(setting.value)
      put.bind(setting.isReadOnly.map { $0 ? 1 : 0 })
      put.bind(setting.needsReboot ? 1 : 0)
      put.bind(setting.receivedAt)
      try put.execute()
    }
  }

  func record(_ change: SettingChange, of station: StationID) throws {
    let station = try key(of: station)
    try add(change, of: station)
    guard ["Accepted", "RebootRequired"].contains(change.outcome) else { return }
    let put = try connection.cached(
      """
      INSERT INTO settings (station, identity, key, value, is_read_only, needs_reboot, received_at)
      VALUES (?, ?, ?, ?, NULL, ?, ?)
      ON CONFLICT DO UPDATE SET value = excluded.value, needs_reboot = excluded.needs_reboot,
        received_at = excluded.received_at
      """)
    put.bind(station)
    put.bind(StationSetting.identity(change.key))
    put.bind(change.key)
    put.bind(change.value)
    put.bind(change.outcome == "RebootRequired" ? 1 : 0)
    put.bind(change.moment)
    try put.execute()
  }

  /// What needed a boot holds.
  func settingsRebooted(_ station: Int64) throws {
    let update = try connection.cached("UPDATE settings SET needs_reboot = 0 WHERE station = ? AND needs_reboot <> 0")
    update.bind(station)
    try update.execute()
  }

  func putDesired(_ settings: [DesiredSetting], isComplete: Bool, of station: StationID, at moment: Int64) throws {
    let station = try key(of: station)
    let put = try connection.cached(
      "INSERT OR REPLACE INTO desired_settings (station, identity, key, value, updated_at) VALUES (?, ?, ?, ?, ?)")
    if isComplete {
      let named = Set(settings.map { StationSetting.identity($0.key) })
      for identity in try reader.settingIdentities(in: "desired_settings", of: station)
      where !named.contains(identity) {
        try deleteSetting(identity, from: "desired_settings", of: station)
        try add(SettingChange(key: identity, value: nil, outcome: "removed", moment: moment), of: station)
      }
    }
    for setting in settings {
      put.bind(station)
      put.bind(StationSetting.identity(setting.key))
      put.bind(setting.key)
      put.bind(setting.value)
      put.bind(setting.updatedAt)
      try put.execute()
      try add(SettingChange(key: setting.key, value: setting.value, outcome: "stored", moment: moment), of: station)
    }
  }

  /// - Returns: whether there was one.
  func removeDesired(_ key: String, of station: StationID, at moment: Int64) throws -> Bool {
    let station = try self.key(of: station)
    try deleteSetting(StationSetting.identity(key), from: "desired_settings", of: station)
    guard connection.changes > 0 else { return false }
    try add(SettingChange(key: key, value: nil, outcome: "removed", moment: moment), of: station)
    return true
  }

  private func deleteSetting(_ identity: String, from table: String, of station: Int64) throws {
    let delete = try connection.cached("DELETE FROM \(table) WHERE station = ? AND identity = ?")
    delete.bind(station)
    delete.bind(identity)
    try delete.execute()
  }

  private func add(_ change: SettingChange, of station: Int64) throws {
    let insert = try connection.cached(
      "INSERT INTO setting_changes (station, setting, value, outcome, moment) VALUES (?, ?, ?, ?, ?)")
    insert.bind(station)
    insert.bind(change.key)
    insert.bind(change.value)
    insert.bind(change.outcome)
    insert.bind(change.moment)
    try insert.execute()
    let drop = try connection.cached(
      """
      DELETE FROM setting_changes WHERE station = ?1 AND key <=
        (SELECT key FROM setting_changes WHERE station = ?1 ORDER BY key DESC LIMIT 1 OFFSET \(Self.changeLimit))
      """)
    drop.bind(station)
    try drop.execute()
  }
}
