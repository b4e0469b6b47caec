internal import GatewayCore

extension StoreWriter {
  /// Takes a backup in, within a transaction that the caller begins and ends.
  ///
  /// - Throws: `StoreError` when there is something already that isn't to be replaced.
  func restore(from source: any BackupSource, isReplacing: Bool, path: String) throws {
    if isReplacing {
      try removeAll()
    } else if try !reader.isEmpty {
      throw StoreError(.unavailable, "\(path) isn't empty; with --replace what it has is removed first")
    }
    let records = try source.open()
    var revision: Int64?
    while let record = try records.next() {
      if case .idTokenRevision(let count) = record { revision = count } else { try restore(record) }
    }
    // Triggers have counted what was restored.
    guard let revision else { return }
    let update = try connection.cached("UPDATE id_token_revision SET revision = ?")
    update.bind(revision)
    try update.execute()
  }

  private func removeAll() throws {
    let keep = StoreReader.incidentalTables.union(StoreReader.counterTables)
    for table in try reader.tables() where !keep.contains(table) { try connection.execute("DELETE FROM \(table)") }
  }

  private func restore(_ record: BackupRecord) throws {
    switch record {
    case .idToken(let token): try put([token])
    case .idTokenRevision: break
    case .station(let station): try restore(station)
    case .registration(let setting): try setRegistration(setting.value, of: setting.station)
    case .passwords(let passwords): try set(passwords.value, of: passwords.station)
    case .connector(let connector): try self.record(connector)
    case .variable(let variable): try self.record([variable.value], of: variable.station)
    case .securityEvent(let event): try self.record(event)
    case .setting(let setting): try self.record([setting.value], isComplete: false, of: setting.station)
    case .desiredSetting(let setting): try restore(setting)
    case .settingChange(let change): try restore(change)
    case .localList(let list): try restore(list)
    case .localListEntry(let entry): try restore(entry)
    case .chargingProfile(let profile): try self.record(profile)
    case .installedCertificate(let certificate): try self.record(certificate.value, of: certificate.station)
    case .reservation(let reservation): try restore(reservation)
    case .transaction(let transaction): try restore(transaction)
    case .meterValues(let values):
      try restore(values.message, of: key(of: values.station), transaction: nil, id: values.transaction)
    case .operation(let operation): try restore(operation)
    case .campaign(let campaign): try create(campaign, stations: [])
    case .campaignTarget(let target): try restore(target)
    case .certificate(let certificate): try self.record(certificate)
    case .chargingProfileTemplate(let template): try put(template)
    case .pluginState(let state): try restore(state)
    case .pluginStateVersion(let version):
      let update = try connection.cached("UPDATE plugin_state_version SET latest = max(latest, ?)")
      update.bind(Int64(clamping: version))
      try update.execute()
    }
  }
}
