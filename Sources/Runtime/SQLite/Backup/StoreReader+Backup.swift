internal import GatewayCore

/// The tables of a backup. Each is in it, in some record, but for those that say nothing about the business.
extension StoreReader {
  /// What no backup has.
  static let incidentalTables: Set<String> = ["grdb_migrations", "health"]
  /// Numbers that only grow, which each database has from its beginning.
  static let counterTables: Set<String> = ["id_token_revision", "plugin_state_version"]

  func tables() throws -> [String] {
    try connection.cached("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
      .rows(of: "sqlite_schema") { try $0.text(0) }
  }

  var isEmpty: Bool {
    get throws {
      for table in try tables() where !Self.incidentalTables.contains(table) && !Self.counterTables.contains(table) {
        let select = try connection.prepare("SELECT 1 FROM \(table) LIMIT 1")
        if try select.row(of: "sqlite_schema", { _ in true }) != nil { return false }
      }
      return true
    }
  }

  /// Hands over everything.
  func backUp(to sink: any BackupSink) throws {
    var after: String?
    while true {
      let tokens = try idTokens(after: after, limit: 1000)
      for token in tokens { try sink.write(.idToken(token)) }
      guard tokens.count == 1000, let last = tokens.last else { break }
      after = last.id
    }
    try sink.write(.idTokenRevision(idTokenRevision()))
    for template in try chargingProfileTemplates() { try sink.write(.chargingProfileTemplate(template)) }
    try connection.prepare("SELECT key, id FROM stations ORDER BY id").forEach(of: "stations") { row in
      try backUp(row.station(1), key: row.integer(0), to: sink)
    }
    try backUpOtherMeterValues(to: sink)
    try backUpOperations(to: sink)
    try backUpCampaigns(to: sink)
    try connection.prepare("\(Self.selectCertificates) ORDER BY key").forEach(of: "issued_certificates") { row in
      try sink.write(.certificate(Self.readCertificate(row)))
    }
    try backUpPluginState(to: sink)
  }

  private func backUp(_ station: StationID, key: Int64, to sink: any BackupSink) throws {
    if let record = try self.station(station) { try sink.write(.station(record)) }
    if let setting = try registrationSetting(of: station) {
      try sink.write(.registration(OfStation(station, setting)))
    }
    let passwords = try passwords(of: station)
    if !passwords.isEmpty { try sink.write(.passwords(OfStation(station, passwords))) }
    for connector in try connectors(of: station) { try sink.write(.connector(connector)) }
    for variable in try variables(of: station) { try sink.write(.variable(OfStation(station, variable))) }
    for setting in try settings(of: station) { try sink.write(.setting(OfStation(station, setting))) }
    for setting in try desiredSettings(of: station) { try sink.write(.desiredSetting(OfStation(station, setting))) }
    try backUpHistory(station, key, to: sink)
    if var list = try localList(of: station) {
      list.entryCount = 0
      try sink.write(.localList(list))
    }
    for entry in try localListEntries(of: station, after: nil, limit: .max) {
      try sink.write(.localListEntry(OfStation(station, entry)))
    }
    for profile in try chargingProfiles(of: station) { try sink.write(.chargingProfile(profile)) }
    for certificate in try installedCertificates(of: station) {
      try sink.write(.installedCertificate(OfStation(station, certificate)))
    }
    let reservations = try connection.cached("\(Self.selectReservations) WHERE r.station = ? ORDER BY r.key")
    reservations.bind(key)
    try reservations.forEach(of: "reservations") { row in
      var record = try Self.readReservation(row)
      record.attempt = ""
      try sink.write(.reservation(record))
    }
    try backUpTransactions(ofStation: key, to: sink)
  }

  /// What happened, the oldest first.
  private func backUpHistory(_ station: StationID, _ key: Int64, to sink: any BackupSink) throws {
    let events = try connection.cached(
      """
      SELECT key, type, timestamp, technical_information, received_at
      FROM security_events WHERE station = ? ORDER BY received_at, key
      """)
    events.bind(key)
    try events.forEach(of: "security_events") { row in
      try sink.write(
        .securityEvent(
          SecurityEventRecord(
            station: station, type: row.text(1), timestamp: row.text(2), technicalInformation: row.optionalText(3),
            receivedAt: row.integer(4))))
    }
    let changes = try connection.cached(
      "SELECT key, setting, value, outcome, moment FROM setting_changes WHERE station = ? ORDER BY key")
    changes.bind(key)
    try changes.forEach(of: "setting_changes") { row in
      let change = SettingChange(
        key: try row.text(1), value: try row.optionalText(2), outcome: try row.text(3), moment: try row.integer(4))
      try sink.write(.settingChange(OfStation(station, change)))
    }
  }

  private func backUpOperations(to sink: any BackupSink) throws {
    try connection.prepare("SELECT key, id FROM operations ORDER BY key").forEach(of: "operations") { row in
      guard var record = try operation(row.text(1)) else { return }
      record.cursor = ""
      try sink.write(.operation(record))
    }
  }

  private func backUpCampaigns(to sink: any BackupSink) throws {
    try connection.prepare("\(Self.selectCampaigns) ORDER BY key").forEach(of: "campaigns") { row in
      var record = try Self.readCampaign(row).record
      record.cursor = ""
      try sink.write(.campaign(record))
      var after: StationID?
      while true {
        let targets = try campaignTargets(of: record.id, in: nil, after: after, limit: 1000)
        for target in targets {
          try sink.write(.campaignTarget(CampaignTargetBackup(campaign: record.id, target: target)))
        }
        guard targets.count == 1000, let last = targets.last else { break }
        after = last.station
      }
    }
  }

  private func backUpPluginState(to sink: any BackupSink) throws {
    try connection.prepare("SELECT plugin, key, value, version, expires_at FROM plugin_state ORDER BY plugin, key")
      .forEach(of: "plugin_state", keyColumns: 2) { row in
        guard let version = try UInt64(exactly: row.integer(3)) else { throw row.damage(3) }
        try sink.write(
          .pluginState(
            PluginStateBackup(
              plugin: row.text(0), key: row.bytes(1), value: row.bytes(2), version: version,
              expiresAt: row.optionalInteger(4))))
      }
    let latest = try connection.prepare("SELECT latest FROM plugin_state_version").row(of: "plugin_state_version") {
      try $0.integer(0)
    }
    if let latest, latest > 0 { try sink.write(.pluginStateVersion(UInt64(latest))) }
  }
}
