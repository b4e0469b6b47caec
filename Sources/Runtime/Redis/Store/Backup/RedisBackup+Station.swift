import GatewayCore
import OCPPCodec

extension RedisBackup {
  func backUp(_ station: StationID, to sink: any BackupSink) async throws {
    let slot = keys.station(station)
    let snapshot = try await StationSnapshot(slot, client)
    func read<Record: Decodable>(_ bytes: [UInt8]) throws -> Record { try RedisDocument.read(bytes, in: slot.key("")) }
    func sorted<Record: Decodable>(_ all: [[UInt8]], by key: (Record) -> [String]) throws -> [Record] {
      try all.map { try read($0) as Record }.sorted { left, right in
        key(left).lexicographicallyPrecedes(key(right)) { $0.utf8.lexicographicallyPrecedes($1.utf8) }
      }
    }

    if let record = try store.stationRecord(station, .array(snapshot.station)) { try sink.write(.station(record)) }
    if let bytes = snapshot.registration { try sink.write(.registration(OfStation(station, try read(bytes)))) }
    if let bytes = snapshot.passwords { try sink.write(.passwords(OfStation(station, try read(bytes)))) }
    let connectors: [ConnectorRecord] = try snapshot.connectors.map(read)
    for connector in connectors.sorted(by: { ($0.evse, $0.connector) < ($1.evse, $1.connector) }) {
      try sink.write(.connector(connector))
    }
    let variables = try sorted(snapshot.variables) { (variable: VariableRecord) in
      [variable.component.text, variable.variable.text, variable.attribute]
    }
    for variable in variables { try sink.write(.variable(OfStation(station, variable))) }
    for var setting in try sorted(snapshot.settings, by: { (s: StationSetting) in [StationSetting.identity(s.key)] }) {
      setting.needsReboot = snapshot.unbootedSettings.contains(StationSetting.identity(setting.key))
      try sink.write(.setting(OfStation(station, setting)))
    }
    for setting in try sorted(
      snapshot.desiredSettings, by: { (s: DesiredSetting) in [StationSetting.identity(s.key)] })
    {
      try sink.write(.desiredSetting(OfStation(station, setting)))
    }
    for bytes in snapshot.securityEvents {
      try sink.write(.securityEvent(try read(Array(bytes.dropFirst(OrderKey.length)))))
    }
    for bytes in snapshot.settingChanges.reversed() {
      try sink.write(.settingChange(OfStation(station, try read(bytes))))
    }
    if let bytes = snapshot.localList { try sink.write(.localList(try read(bytes))) }
    for entry in try sorted(snapshot.localListEntries, by: { (entry: LocalListEntry) in [entry.key] }) {
      try sink.write(.localListEntry(OfStation(station, entry)))
    }
    if let bytes = snapshot.chargingProfiles {
      for profile in RedisStore.sorted(try read(bytes)) { try sink.write(.chargingProfile(profile)) }
    }
    let installed: [InstalledCertificate] = try snapshot.certificates.map(read) ?? []
    for certificate in installed { try sink.write(.installedCertificate(OfStation(station, certificate))) }
    for var record in try sorted(snapshot.reservations, by: { (record: ReservationRecord) in [record.attempt] }) {
      record.attempt = ""
      try sink.write(.reservation(record))
    }
    try await backUpTransactions(of: station, snapshot, to: sink)
    for bytes in snapshot.readings {
      let document: MeterValuesDocument = try read(bytes)
      try sink.write(
        .meterValues(OtherMeterValues(station: station, transaction: nil, message: document.message)))
    }
  }

  private func backUpTransactions(
    of station: StationID,
    _ snapshot: StationSnapshot,
    to sink: any BackupSink
  ) async throws {
    let slot = keys.station(station)
    for start in stride(from: 0, to: snapshot.names.count, by: Self.page) {
      let names = snapshot.names[start..<min(start + Self.page, snapshot.names.count)]
      let others = names.filter { snapshot.active[$0] == nil }
      let found = others.isEmpty ? [:] : try await StoredTransaction.read(others, in: slot, client)
      for name in names {
        guard let transaction = snapshot.active[name] ?? found[name] else { continue }
        try sink.write(.transaction(transaction.backup))
      }
    }
    let known = Set(snapshot.names)
    for id in snapshot.heard.sorted()
    where !known.contains("n\(id)") && !known.contains(TransactionDocument.name(event: id)) {
      let key = slot.key("values:\(id)")
      for bytes in try await client.send(RedisCommand("LRANGE", key, 0, -1)).array?.compactMap(\.bytes) ?? [] {
        let document: MeterValuesDocument = try RedisDocument.read(bytes, in: key)
        try sink.write(.meterValues(OtherMeterValues(station: station, transaction: id, message: document.message)))
      }
    }
  }

  /// How many transactions are read at once.
  private static let page = 50
}
