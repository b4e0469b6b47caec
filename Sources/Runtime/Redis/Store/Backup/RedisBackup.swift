package import GatewayCore

/// Takes the state in a Redis elsewhere and back.
///
/// A backup reads while processors work. Each station is read in one piece (see ``StationSnapshot``), and so is each
/// operation, certificate, token, station of a campaign and plugin; from one to the next time goes on.
package struct RedisBackup: BackupStore {
  let store: RedisStore
  var client: RedisClient { store.client }
  var keys: RedisKeys { store.keys }

  /// - Parameters:
  ///   - client: closed by whoever made it.
  ///   - keys: the names of its keys.
  /// - Throws: ``StoreError`` when the server may lose or evict what it is given.
  package init(_ client: RedisClient, keys: RedisKeys) async throws {
    store = try await RedisStore.open(client, keys: keys, name: "backup", isForRestore: true)
  }

  init(_ store: RedisStore) {
    self.store = store
  }

  package func backUp(to sink: any BackupSink) async throws {
    guard try await !isUnfinished else { throw Self.unfinished(client.configuration.name) }
    try await backUpIDTokens(to: sink)
    for template in try await store.chargingProfileTemplates() { try sink.write(.chargingProfileTemplate(template)) }
    let keyspace = RedisKeyspace(client: client, keys: keys)
    let tags = Set(try await keyspace.places().map(\.tag))
    for station in tags.compactMap(keyspace.station).sorted() { try await backUp(station, to: sink) }
    try await backUpOperations(to: sink)
    try await backUpCampaigns(to: sink)
    try await backUpCertificates(to: sink)
    try await backUpPluginState(tags, to: sink)
  }

  private func backUpIDTokens(to sink: any BackupSink) async throws {
    var after: String?
    while true {
      let tokens = try await store.idTokens(after: after, limit: 1000)
      for token in tokens { try sink.write(.idToken(token)) }
      guard tokens.count == 1000, let last = tokens.last else { break }
      after = last.id
    }
    try sink.write(.idTokenRevision(try await store.idTokenRevision()))
  }

  private func backUpOperations(to sink: any BackupSink) async throws {
    try await forEach("order", "records", of: keys.operations, as: OperationRecord.self) { record in
      record.cursor = ""
      try sink.write(.operation(record))
    }
  }

  private func backUpCertificates(to sink: any BackupSink) async throws {
    try await forEach("order", "issued", of: keys.certificates, as: IssuedCertificate.self) { certificate in
      try sink.write(.certificate(certificate))
    }
  }

  /// The records of a hash, in the order of a list whose members end with their fields.
  private func forEach<Record: Decodable>(
    _ list: String,
    _ hash: String,
    of slot: RedisSlot,
    as type: Record.Type,
    _ body: (inout Record) throws -> Void
  ) async throws {
    let index = RedisIndex(key: slot.key(list))
    var after: String?
    while true {
      let members = try await index.members(after: after, limit: 500, client)
      let replies = try await client.values(
        members.map { RedisCommand("HGET", slot.key(hash), String($0.dropFirst(OrderKey.length + 1))) })
      for case let bytes? in replies.map(\.bytes) {
        var record = try RedisDocument.read(bytes, as: Record.self, in: slot.key(hash))
        try body(&record)
      }
      guard members.count == 500 else { return }
      after = members.last
    }
  }

  private func backUpCampaigns(to sink: any BackupSink) async throws {
    let index = RedisIndex(key: keys.index.key("campaigns"))
    var last: String?
    while let member = try await index.members(after: last, limit: 1, client).first {
      last = member
      guard var record = try await store.campaign(String(member.dropFirst(OrderKey.length + 1))),
        member.hasPrefix(record.cursor)
      else { continue }
      record.cursor = ""
      record.progress = [:]
      try sink.write(.campaign(record))
      var after: StationID?
      while true {
        let targets = try await store.campaignTargets(of: record.id, in: nil, after: after, limit: 1000)
        for target in targets {
          try sink.write(.campaignTarget(CampaignTargetBackup(campaign: record.id, target: target)))
        }
        guard targets.count == 1000, let last = targets.last else { break }
        after = last.station
      }
    }
  }

  private func backUpPluginState(_ tags: Set<String>, to sink: any BackupSink) async throws {
    var latest: UInt64 = 0
    for tag in tags.sorted() where tag.hasPrefix("plugin:") {
      let plugin = String(tag.dropFirst("plugin:".count))
      let slot = keys.plugin(plugin)
      let reply = try await client.run(Self.pluginState, keys: [slot.key("state"), slot.key("meta")], arguments: [])
      let fields = reply.array?.first?.array ?? []
      latest = max(latest, reply.array?.last?.integer.flatMap { UInt64(exactly: $0) } ?? 0)
      var states: [PluginStateBackup] = []
      for index in stride(from: 0, to: fields.count - 1, by: 2) {
        guard let key = fields[index].bytes, let bytes = fields[index + 1].bytes else { continue }
        let document = try PluginStateDocument(bytes, in: slot)
        states.append(
          PluginStateBackup(
            plugin: plugin, key: key, value: document.value, version: document.version, expiresAt: document.expiresAt))
      }
      for state in states.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
        try sink.write(.pluginState(state))
      }
    }
    if latest > 0 { try sink.write(.pluginStateVersion(latest)) }
  }

  private static let pluginState = RedisScript(
    "plugin's state",
    "return {redis.call('HGETALL', KEYS[1]), redis.call('HGET', KEYS[2], 'version') or 0}")
}
