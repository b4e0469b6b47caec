package import GatewayCore

/// What a station has and shall have, in its own slot: hashes by the keys in small letters. Values that need a reboot are
/// in a hash of their own, which a boot clears.
extension RedisStore: SettingsStore {
  /// What belongs to a station that is known, and goes with it.
  static let settingHashes = ["settings", "unbooted-settings", "desired-settings"]
  /// How many changes of a station's settings are kept.
  private static let changeLimit = 10_000

  package func recordSettings(_ settings: [StationSetting], isComplete: Bool, of station: StationID) async throws {
    try await change(keys.station(station)) { unit in
      try await unit.serialise("settings")
      if isComplete {
        let named = Set(settings.map { StationSetting.identity($0.key) })
        for (field, _) in try await unit.getAll("settings")
        where !named.contains(String(decoding: field, as: UTF8.self)) {
          unit.remove("settings", field)
          unit.remove("unbooted-settings", field)
        }
      }
      for setting in settings {
        let identity = StationSetting.identity(setting.key)
        let value = try RedisDocument.bytes([setting.value])
        let unbooted = try await unit.get("unbooted-settings", Array(identity.utf8))
        if setting.needsReboot {
          unit.set("unbooted-settings", Array(identity.utf8), value)
        } else if let unbooted, unbooted != value {
          unit.remove("unbooted-settings", Array(identity.utf8))
        }
        var record = setting
        record.needsReboot = false
        try unit.set("settings", identity, record)
      }
    }
  }

  package func recordSettingChange(_ change: SettingChange, of station: StationID) async throws {
    try await self.change(keys.station(station)) { unit in
      try Self.add(change, unit)
      guard ["Accepted", "RebootRequired"].contains(change.outcome) else { return }
      try await unit.serialise("settings")
      let identity = StationSetting.identity(change.key)
      var setting =
        try await unit.document("settings", identity, as: StationSetting.self)
        ?? StationSetting(key: change.key, value: nil, isReadOnly: nil, receivedAt: change.moment)
      setting.value = change.value
      setting.receivedAt = change.moment
      try unit.set("settings", identity, setting)
      if change.outcome == "RebootRequired" {
        unit.set("unbooted-settings", Array(identity.utf8), try RedisDocument.bytes([change.value]))
      } else {
        unit.remove("unbooted-settings", Array(identity.utf8))
      }
    }
  }

  package func settings(of station: StationID) async throws -> [StationSetting] {
    try await read {
      let slot = self.keys.station(station)
      let unbooted = Set(try await self.client.send(RedisCommand("HKEYS", slot.key("unbooted-settings"))).texts)
      return Self.sorted(try await self.all("settings", of: slot, as: StationSetting.self), by: \.key).map { setting in
        var setting = setting
        setting.needsReboot = unbooted.contains(StationSetting.identity(setting.key))
        return setting
      }
    }
  }

  package func putDesiredSettings(
    _ settings: [DesiredSetting],
    isComplete: Bool,
    of station: StationID,
    at moment: Int64
  ) async throws {
    try await change(keys.station(station)) { unit in
      try await unit.serialise("desired-settings")
      if isComplete {
        let named = Set(settings.map { StationSetting.identity($0.key) })
        for (field, _) in try await unit.getAll("desired-settings") {
          let identity = String(decoding: field, as: UTF8.self)
          guard !named.contains(identity) else { continue }
          unit.remove("desired-settings", field)
          try Self.add(SettingChange(key: identity, value: nil, outcome: "removed", moment: moment), unit)
        }
      }
      for setting in settings {
        try unit.set("desired-settings", StationSetting.identity(setting.key), setting)
        try Self.add(
          SettingChange(key: setting.key, value: setting.value, outcome: "stored", moment: moment), unit)
      }
    }
  }

  package func removeDesiredSetting(_ key: String, of station: StationID, at moment: Int64) async throws -> Bool {
    try await change(keys.station(station)) { unit in
      try await unit.serialise("desired-settings")
      let identity = Array(StationSetting.identity(key).utf8)
      guard try await unit.get("desired-settings", identity) != nil else { return false }
      unit.remove("desired-settings", identity)
      try Self.add(SettingChange(key: key, value: nil, outcome: "removed", moment: moment), unit)
      return true
    }
  }

  package func desiredSettings(of station: StationID) async throws -> [DesiredSetting] {
    try await read {
      Self.sorted(
        try await self.all("desired-settings", of: self.keys.station(station), as: DesiredSetting.self), by: \.key)
    }
  }

  package func settingChanges(of station: StationID, limit: Int) async throws -> [SettingChange] {
    try await read {
      let key = self.keys.station(station).key("setting-changes")
      let reply = try await self.client.send(RedisCommand("LRANGE", key, 0, min(max(limit, 1), 1000) - 1))
      return try (reply.array ?? []).compactMap(\.bytes).map { try RedisDocument.read($0, in: key) }
    }
  }

  /// The newest first.
  private static func add(_ change: SettingChange, _ unit: RedisUnit) throws {
    unit.write("LPUSH", "setting-changes", [try RedisDocument.bytes(change)])
    unit.write("LTRIM", "setting-changes", ["0", "\(changeLimit - 1)"].map { Array($0.utf8) })
  }

  private static func sorted<Record>(_ records: [Record], by key: (Record) -> String) -> [Record] {
    records.sorted { left, right in
      StationSetting.identity(key(left)).utf8.lexicographicallyPrecedes(StationSetting.identity(key(right)).utf8)
    }
  }
}
