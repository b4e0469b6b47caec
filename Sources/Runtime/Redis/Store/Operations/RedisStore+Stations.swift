package import GatewayCore
import OCPPCodec

/// A station as it is stored; when it was last heard of is a field of its own, since that changes often.
extension RedisStore: StationStore {
  var stationIndex: RedisIndex { RedisIndex(key: keys.index.key("stations")) }

  func vendorIndex(_ vendor: String) -> RedisIndex {
    RedisIndex(key: keys.index.key("stations:vendor:\(vendor)"))
  }

  package func recordBoot(_ boot: StationBoot) async throws {
    let index = vendorIndex(boot.vendor)
    try await change(keys.station(boot.station)) { unit in
      var record =
        try await unit.document("station", "record", as: StationRecord.self)
        ?? StationRecord(id: boot.station, version: boot.version)
      if let before = record.vendor, before != boot.vendor {
        unit.afterwards(self.vendorIndex(before).remove(boot.station.text))
      }
      record.version = boot.version
      record.vendor = boot.vendor
      record.model = boot.model
      record.serialNumber = boot.serialNumber
      record.firmwareVersion = boot.firmwareVersion
      record.boot = boot.payload
      record.registration = boot.registration
      record.bootedAt = boot.receivedAt
      _ = try await self.client.values([self.stationIndex.add(boot.station.text), index.add(boot.station.text)])
      try unit.set("station", "record", record)
      unit.clear("unbooted-settings")
      try await self.see(boot.station, at: boot.receivedAt, unit)
    }
  }

  package func recordConnection(_ connection: StationConnectionRecord) async throws {
    try await change(keys.station(connection.station)) { unit in
      var record =
        try await unit.document("station", "record", as: StationRecord.self)
        ?? StationRecord(id: connection.station, version: connection.version)
      record.version = connection.version
      record.remoteAddress = connection.remoteAddress
      record.connectedAt = connection.connectedAt
      _ = try await self.client.send(self.stationIndex.add(connection.station.text))
      try unit.set("station", "record", record)
      try await self.see(connection.station, at: connection.connectedAt, unit)
    }
  }

  private func see(_ station: StationID, at moment: Int64, _ unit: RedisUnit) async throws {
    let seen = try await unit.document("station", "seen", as: Int64.self)
    if seen.map({ $0 < moment }) ?? true { try unit.set("station", "seen", moment) }
  }

  package func recordLastSeen(_ moments: [StationID: Int64]) async throws {
    try await read {
      let moments = Array(moments)
      for start in stride(from: 0, to: moments.count, by: 1000) {
        let part = moments[start..<min(start + 1000, moments.count)]
        try await self.client.runAll(
          Self.seen,
          part.map { ([self.keys.station($0.key).key("station")], [$0.value]) })
      }
    }
  }

  private static let seen = RedisScript(
    "last seen",
    """
    if redis.call('HEXISTS', KEYS[1], 'record') == 0 then return 0 end
    local seen = redis.call('HGET', KEYS[1], 'seen')
    if not seen or tonumber(seen) < tonumber(ARGV[1]) then redis.call('HSET', KEYS[1], 'seen', ARGV[1]) end
    return 1
    """)

  package func station(_ id: StationID) async throws -> StationRecord? {
    try await read { try await self.stations([id])[0] }
  }

  package func stations(_ query: StationQuery) async throws -> [StationRecord] {
    try await read {
      let index = query.vendor.map(self.vendorIndex) ?? self.stationIndex
      return try await self.page(limit: min(max(query.limit, 1), 10_000), after: query.after?.text) { after, count in
        try await index.members(after: after, limit: count, self.client)
      } records: { members in
        try await self.stations(members.compactMap { StationID($0, maximumLength: .max) }).map { record in
          guard let record, query.vendor == nil || record.vendor == query.vendor else { return nil }
          return record
        }
      }
    }
  }

  private func stations(_ ids: [StationID]) async throws -> [StationRecord?] {
    let replies = try await client.values(ids.map(stationCommand))
    return try zip(ids, replies).map { try stationRecord($0, $1) }
  }

  /// The command that reads a station.
  func stationCommand(_ id: StationID) -> RedisCommand {
    RedisCommand("HMGET", keys.station(id).key("station"), "record", "seen")
  }

  /// - Parameter reply: to ``stationCommand(_:)``.
  func stationRecord(_ id: StationID, _ reply: RESPValue) throws -> StationRecord? {
    guard let fields = reply.array, fields.count == 2, let bytes = fields[0].bytes else { return nil }
    var record = try known.record(id, bytes) {
      try RedisDocument.read(bytes, in: keys.station(id).key("station"))
    }
    record.lastSeenAt = fields[1].integer
    return record
  }

  package func recordStatus(_ status: ConnectorRecord) async throws {
    try await change(keys.station(status.station)) { unit in
      let field = "\(status.evse)/\(status.connector)"
      let known = try await unit.document("connectors", field, as: ConnectorRecord.self)
      if let known, known.effectiveAt > status.effectiveAt { return }
      try unit.set("connectors", field, status)
    }
  }

  package func connectors(of station: StationID) async throws -> [ConnectorRecord] {
    try await read {
      try await self.all("connectors", of: self.keys.station(station), as: ConnectorRecord.self)
        .sorted { ($0.evse, $0.connector) < ($1.evse, $1.connector) }
    }
  }

  package func recordVariables(_ variables: [VariableRecord], of station: StationID) async throws {
    try await change(keys.station(station)) { unit in
      for variable in variables {
        try unit.set("variables", Self.field(of: variable), variable)
      }
    }
  }

  static func field(of variable: VariableRecord) -> String {
    [variable.component.text, variable.variable.text, variable.attribute].joined(separator: "\u{0}")
  }

  package func variables(of station: StationID) async throws -> [VariableRecord] {
    try await read {
      let found = try await self.all("variables", of: self.keys.station(station), as: VariableRecord.self)
      return found.sorted { left, right in
        for (one, other) in [
          (left.component.text, right.component.text), (left.variable.text, right.variable.text),
          (left.attribute, right.attribute),
        ] where !one.utf8.elementsEqual(other.utf8) {
          return one.utf8.lexicographicallyPrecedes(other.utf8)
        }
        return false
      }
    }
  }

  /// How many of a station's security events are kept.
  private static let securityEventLimit = 5000

  package func recordSecurityEvent(_ event: SecurityEventRecord) async throws {
    let key = try await order.next(at: event.receivedAt)
    try await change(keys.station(event.station)) { unit in
      let member = Array(key.text.utf8) + (try RedisDocument.bytes(event))
      unit.write("ZADD", "security-events", [Array("0".utf8), member])
      // A station that tells endlessly fills no memory.
      unit.write("ZREMRANGEBYRANK", "security-events", ["0", "-\(Self.securityEventLimit + 1)"].map { Array($0.utf8) })
    }
  }

  package func securityEvents(of station: StationID, limit: Int) async throws -> [SecurityEventRecord] {
    try await read {
      let key = self.keys.station(station).key("security-events")
      let reply = try await self.client.send(
        RedisCommand("ZREVRANGEBYLEX", key, "+", "-", "LIMIT", 0, min(max(limit, 1), 1000)))
      return try (reply.array ?? []).compactMap(\.bytes).map { bytes in
        try RedisDocument.read(Array(bytes.dropFirst(OrderKey.length)), in: key)
      }
    }
  }

  /// All records of a hash.
  func all<Record: Decodable>(
    _ name: String,
    of slot: RedisSlot,
    as type: Record.Type = Record.self
  ) async throws -> [Record] {
    let key = slot.key(name)
    return try await (client.send(RedisCommand("HVALS", key)).array ?? []).compactMap(\.bytes).map { bytes in
      try RedisDocument.read(bytes, in: key)
    }
  }
}
