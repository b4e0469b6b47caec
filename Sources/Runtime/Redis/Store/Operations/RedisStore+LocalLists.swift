package import GatewayCore

extension RedisStore: LocalListStore {
  var localListIndex: RedisIndex { RedisIndex(key: keys.index.key("local-lists")) }

  package func localList(of station: StationID) async throws -> LocalListRecord? {
    try await read { try await self.localLists([station])[0] }
  }

  package func localLists(after station: StationID?, limit: Int) async throws -> [LocalListRecord] {
    try await read {
      try await self.page(limit: min(max(limit, 1), 1000), after: station?.text) { after, count in
        try await self.localListIndex.members(after: after, limit: count, self.client)
      } records: { members in
        try await self.localLists(members.compactMap { StationID($0, maximumLength: .max) })
      }
    }
  }

  private func localLists(_ stations: [StationID]) async throws -> [LocalListRecord?] {
    let slots = stations.map { keys.station($0) }
    let replies = try await client.values(
      slots.flatMap { slot in
        [
          RedisCommand("HGET", slot.key("local-list"), "record"),
          RedisCommand("HLEN", slot.key("local-list-entries")),
        ]
      })
    return try slots.indices.map { index in
      guard let bytes = replies[2 * index].bytes else { return nil }
      var record = try RedisDocument.read(bytes, as: LocalListRecord.self, in: slots[index].key("local-list"))
      record.entryCount = replies[2 * index + 1].integer.map { Int($0) } ?? 0
      return record
    }
  }

  package func localListEntries(
    of station: StationID, after idTag: String?, limit: Int
  ) async throws -> [LocalListEntry] {
    guard limit > 0 else { return [] }
    return try await read {
      let entries = try await self.all(
        "local-list-entries", of: self.keys.station(station), as: LocalListEntry.self
      ).sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      let after = idTag.map(IdTokenRecord.key)
      let rest = entries.drop { entry in
        after.map { !$0.utf8.lexicographicallyPrecedes(entry.key.utf8) } ?? false
      }
      return Array(rest.prefix(limit))
    }
  }

  package func recordLocalListUpdate(_ update: LocalListUpdate, at moment: Int64) async throws {
    try await changeLocalList(of: update.station) { record, unit in
      if update.isFull { unit.clear("local-list-entries") }
      for entry in update.changed { try unit.set("local-list-entries", entry.key, entry) }
      for idTag in update.removed { unit.remove("local-list-entries", Array(IdTokenRecord.key(idTag).utf8)) }
      record.version = update.version
      record.state = update.isFull || record.state == .known ? .known : .unknown
      record.updatedAt = moment
      record.failure = nil
      record.failedAt = nil
      // Whoever changed it by hand, it is no longer what it was last brought to.
      record.list = nil
      record.revision = nil
      record.leftOut = 0
    }
  }

  package func recordLocalListVersion(
    _ version: Int, of station: StationID, at moment: Int64
  ) async throws -> LocalListRecord {
    let slot = keys.station(station)
    var record = try await changeLocalList(of: station) { record, unit in
      switch version {
      case ..<0:
        unit.clear("local-list-entries")
        record.state = .unsupported
        record.version = nil
      case 0:
        // An empty list, whatever was sent before.
        unit.clear("local-list-entries")
        record.state = .known
        record.version = 0
      case record.version:
        // The entries recorded with that version are what the station has, also when an answer was missed meanwhile.
        record.state = .known
      default:
        record.state = .unknown
        record.version = nil
      }
      record.checkedAt = moment
    }
    if version <= 0 { return record }
    record.entryCount = try await read {
      try await self.client.send(RedisCommand("HLEN", slot.key("local-list-entries"))).integer.map { Int($0) } ?? 0
    }
    return record
  }

  package func recordLocalListProblem(
    _ problem: LocalListProblem, of station: StationID, at moment: Int64
  ) async throws {
    try await changeLocalList(of: station) { record, unit in
      switch problem {
      case .refused(let reason):
        record.state = .unknown
        record.version = nil
        record.failure = reason
      case .unanswered(let reason):
        record.state = .unknown
        record.failure = reason
      case .unsupported(let reason):
        unit.clear("local-list-entries")
        record.state = .unsupported
        record.version = nil
        record.failure = reason
      case .failed(let reason): record.failure = reason
      }
      record.failedAt = moment
    }
  }

  package func recordLocalListLimits(_ limits: LocalListLimits, of station: StationID) async throws {
    try await changeLocalList(of: station) { record, _ in record.limits = limits }
  }

  package func recordLocalListSynchronised(
    _ station: StationID, list: String, revision: Int64, leftOut: Int
  ) async throws {
    try await changeLocalList(of: station, createsOne: false) { record, _ in
      record.list = list
      record.revision = revision
      record.leftOut = leftOut
      record.failure = nil
      record.failedAt = nil
    }
  }

  /// - Parameter createsOne: whether there is a record afterwards when there was none.
  @discardableResult
  private func changeLocalList(
    of station: StationID,
    createsOne: Bool = true,
    _ body: (inout LocalListRecord, RedisUnit) throws -> Void
  ) async throws -> LocalListRecord {
    try await change(keys.station(station)) { unit in
      let known = try await unit.document("local-list", "record", as: LocalListRecord.self)
      var record = known ?? LocalListRecord(station: station, state: .unknown)
      guard known != nil || createsOne else { return record }
      if known == nil { _ = try await self.client.send(self.localListIndex.add(station.text)) }
      try body(&record, unit)
      record.entryCount = 0
      try unit.set("local-list", "record", record)
      return record
    }
  }
}
