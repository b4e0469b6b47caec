import GatewayCore

/// Takes the records of a backup in, in their order. For one at a time.
final class RedisRestoration {
  private static let batch = 500

  let store: RedisStore
  private var commands: [RedisCommand] = []
  /// What is one document of a station, whose records come one behind the other.
  private var station: StationID?
  private var profiles: [ChargingProfileRecord] = []
  private var certificates: [InstalledCertificate] = []
  private var attempts: [Int: [String]] = [:]
  private var plugins: Set<String> = []
  private var campaigns: [String: CampaignRecord] = [:]

  var keys: RedisKeys { store.keys }

  init(_ store: RedisStore) {
    self.store = store
  }

  func add(_ arguments: any RedisArgument...) {
    var command = RedisCommand()
    for argument in arguments { command.append(argument) }
    commands.append(command)
  }

  func add(_ command: RedisCommand) { commands.append(command) }

  func put(_ slot: RedisSlot, _ name: String, _ field: String, _ record: some Encodable) throws {
    add("HSET", slot.key(name), field, try RedisDocument.bytes(record))
  }

  func finish() async throws {
    let waiting = commands
    commands = []
    _ = try await store.client.values(waiting)
  }

  func take(_ record: BackupRecord) async throws {
    switch record {
    case .idToken(let token): try take(token)
    case .idTokenRevision(let revision): add("HSET", keys.idTokens.key("counters"), "revision", revision)
    case .station(let station): try take(station)
    case .registration(let setting): try put(keys.station(setting.station), "decisions", "registration", setting.value)
    case .passwords(let all): try put(keys.station(all.station), "decisions", "passwords", all.value)
    case .connector(let connector):
      try put(keys.station(connector.station), "connectors", "\(connector.evse)/\(connector.connector)", connector)
    case .variable(let variable):
      try put(keys.station(variable.station), "variables", RedisStore.field(of: variable.value), variable.value)
    case .securityEvent(let event): try await take(event)
    case .setting(let setting): try take(setting)
    case .desiredSetting(let setting):
      try put(
        keys.station(setting.station), "desired-settings", StationSetting.identity(setting.value.key), setting.value)
    case .settingChange(let change):
      add("LPUSH", keys.station(change.station).key("setting-changes"), try RedisDocument.bytes(change.value))
    case .localList(let list):
      add(store.localListIndex.add(list.station.text))
      try put(keys.station(list.station), "local-list", "record", list)
    case .localListEntry(let entry):
      try put(keys.station(entry.station), "local-list-entries", entry.value.key, entry.value)
    case .chargingProfile(let profile):
      begin(profile.station)
      profiles.append(profile)
      try put(keys.station(profile.station), "charging", "profiles", profiles)
    case .installedCertificate(let certificate):
      begin(certificate.station)
      certificates.append(certificate.value)
      try put(keys.station(certificate.station), "certificates", "installed", certificates)
    case .reservation(let reservation): try await take(reservation)
    case .transaction(let transaction): try await take(transaction)
    case .meterValues(let values): try take(values)
    case .operation(let operation): try await take(operation)
    case .campaign(let campaign): try await take(campaign)
    case .campaignTarget(let target): try take(target)
    case .certificate(let certificate): try await take(certificate)
    case .chargingProfileTemplate(let template):
      try put(keys.chargingProfileTemplates, "records", template.name, template)
    case .pluginState(let state): take(state)
    case .pluginStateVersion(let version):
      for plugin in plugins { add("HSET", keys.plugin(plugin).key("meta"), "version", String(version)) }
    }
    if commands.count >= Self.batch { try await finish() }
  }

  /// Begins a station's documents, if it is another's turn.
  private func begin(_ station: StationID) {
    guard station != self.station else { return }
    self.station = station
    profiles = []
    certificates = []
    attempts = [:]
  }

  // MARK: Of stations

  private func take(_ token: IdTokenRecord) throws {
    let key = IdTokenRecord.key(token.id)
    try put(keys.idTokens, "records", key, token)
    add("ZADD", keys.idTokens.key("order"), 0, key)
  }

  private func take(_ record: StationRecord) throws {
    let slot = keys.station(record.id)
    add(store.stationIndex.add(record.id.text))
    if let vendor = record.vendor { add(store.vendorIndex(vendor).add(record.id.text)) }
    var kept = record
    kept.lastSeenAt = nil
    try put(slot, "station", "record", kept)
    if let seen = record.lastSeenAt { try put(slot, "station", "seen", seen) }
  }

  private func take(_ event: SecurityEventRecord) async throws {
    let order = try await store.order.next(at: event.receivedAt)
    let member = Array(order.text.utf8) + (try RedisDocument.bytes(event))
    add("ZADD", keys.station(event.station).key("security-events"), 0, member)
  }

  private func take(_ setting: OfStation<StationSetting>) throws {
    let slot = keys.station(setting.station)
    var kept = setting.value
    let identity = StationSetting.identity(kept.key)
    if kept.needsReboot { try put(slot, "unbooted-settings", identity, [kept.value]) }
    kept.needsReboot = false
    try put(slot, "settings", identity, kept)
  }

  private func take(_ reservation: ReservationRecord) async throws {
    begin(reservation.station)
    let slot = keys.station(reservation.station)
    var record = reservation
    record.attempt = try await store.order.next(at: reservation.createdAt).text
    attempts[record.id, default: []].append(record.attempt)
    try put(slot, "reservations", record.attempt, record)
    try put(slot, "reservation-ids", String(record.id), attempts[record.id] ?? [])
    if record.isLive { add("HSET", slot.key("live-reservations"), record.attempt, "1") }
    if let transaction = record.transaction { add("HSET", slot.key("reservation-uses"), transaction, record.attempt) }
    for command in ReservationIndex(store: store).entries(of: record) { add(command) }
  }

  private func take(_ values: OtherMeterValues) throws {
    guard let document = MeterValuesDocument(values.message) else { return }
    let slot = keys.station(values.station)
    guard let transaction = values.transaction else {
      add("RPUSH", slot.key("readings"), try RedisDocument.bytes(document))
      return add("LTRIM", slot.key("readings"), -RedisStore.keptReadings, -1)
    }
    add("RPUSH", slot.key("values:\(transaction)"), try RedisDocument.bytes(document))
    add("HSET", slot.key("heard"), transaction, document.receivedAt)
  }

  // MARK: Of all

  private func take(_ operation: OperationRecord) async throws {
    var record = operation
    record.cursor = try await store.order.next(at: operation.createdAt).text
    try put(keys.operations, "records", record.id, record)
    let slot = keys.operations
    let member = "\(record.cursor):\(record.id)"
    for list in RedisStore.lists(of: record) { add("ZADD", slot.key(list), 0, member) }
    if record.isPast { add("ZADD", slot.key("ended"), record.updatedAt, member) }
    guard record.state == .sent else { return }
    // Nobody waits for its answer: the first process that looks makes it uncertain.
    add("ZADD", slot.key(store.sentList(store.sender)), 0, member)
    add("ZADD", store.operationSenders.key, "NX", 0, store.sender)
  }

  private func take(_ campaign: CampaignRecord) async throws {
    var record = campaign
    record.cursor = try await store.order.next(at: campaign.createdAt).text
    add(store.campaignIndex.add("\(record.cursor):\(record.id)"))
    try put(keys.campaign(record.id), "record", "record", record)
  }

  private func take(_ target: CampaignTargetBackup) throws {
    let slot = keys.campaign(target.campaign)
    let station = target.target.station.text
    try put(slot, "targets", station, target.target)
    for list in ["stations", "stations:\(target.target.state.rawValue)"] { add("ZADD", slot.key(list), 0, station) }
  }

  private func take(_ certificate: IssuedCertificate) async throws {
    let order = try await store.order.next(at: certificate.issuedAt)
    let slot = keys.certificates
    try put(slot, "issued", certificate.serialNumber, certificate)
    for list in ["order", "order:station:\(certificate.station)"] {
      add("ZADD", slot.key(list), 0, "\(order.text):\(certificate.serialNumber)")
    }
  }

  private func take(_ state: PluginStateBackup) {
    plugins.insert(state.plugin)
    let slot = keys.plugin(state.plugin)
    let document = PluginStateDocument(value: state.value, version: state.version, expiresAt: state.expiresAt)
    add("HSET", slot.key("state"), state.key, document.bytes)
    if let moment = state.expiresAt { add("ZADD", slot.key("expiry"), moment, state.key) }
  }
}
