package import GatewayCore

extension RedisBackup {
  package func isEmpty() async throws -> Bool {
    let keyspace = RedisKeyspace(client: client, keys: keys)
    let others = [keys.idTokens, keys.operations, keys.certificates, keys.chargingProfileTemplates].map(\.tag)
    return try await !keyspace.places().contains { place in
      if keyspace.station(place.tag) != nil { return place.name != "session" && !place.name.hasPrefix("answers:") }
      if place.tag.hasPrefix("plugin:") || place.tag.hasPrefix("campaign:") { return true }
      return others.contains(place.tag) && ["records", "issued"].contains(place.name)
    }
  }

  /// While it goes on, and after one that was broken off, no gateway starts on this state.
  package func restore(from source: any BackupSource, isReplacing: Bool) async throws {
    let name = client.configuration.name
    try await checkNobodyWorks(name)
    let isUnfinished = try await isUnfinished
    if !isReplacing {
      guard !isUnfinished else { throw Self.unfinished(name) }
      guard try await isEmpty() else {
        throw StoreError(.unavailable, "\(name) isn't empty; with --replace what it has is removed first")
      }
    }
    _ = try await client.send(RedisCommand("SET", keys.restoring, 1))
    if isReplacing { try await removeAll() }
    let restoration = RedisRestoration(store)
    let records = try source.open()
    while let record = try records.next() { try await restoration.take(record) }
    try await restoration.finish()
    _ = try await client.send(RedisCommand("DEL", keys.restoring))
  }

  var isUnfinished: Bool {
    get async throws { try await client.send(RedisCommand("EXISTS", keys.restoring)).integer == 1 }
  }

  static func unfinished(_ name: String) -> StoreError {
    StoreError(
      .corrupt, "what \(name) has was broken off while it was restored; run 'gateway restore --replace' again")
  }

  /// - Throws: ``StoreError`` when processes of a gateway live.
  private func checkNobodyWorks(_ name: String) async throws {
    let tables = [keys.index.key("edges"), keys.work.key("processors"), keys.operations.key("senders")]
    for table in tables {
      let living = try await client.run(Self.living, keys: [table], arguments: []).texts
      guard living.isEmpty else {
        throw StoreError(
          .unavailable,
          "processes of a gateway work with \(name): \(living.joined(separator: ", ")); stop them, and wait until "
            + "their leases have ended if they were killed")
      }
    }
  }

  private static let living = RedisScript(
    "who lives",
    """
    local time = redis.call('TIME')
    return redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. (time[1] * 1000 + math.floor(time[2] / 1000)), '+inf', 'LIMIT', 0, 5)
    """)

  /// Removes all but the dead letters, which are for people.
  private func removeAll() async throws {
    try await RedisKeyspace(client: client, keys: keys).forEachPage { names in
      let gone = names.filter { $0 != keys.dead && $0 != keys.restoring }
      _ = try await client.values(gone.map { RedisCommand("UNLINK", $0) })
    }
  }
}
