package import GatewayCore

/// A station's profiles are few: one document has them all, in the order they came.
extension RedisStore: ChargingProfileStore {
  package func recordChargingProfile(_ profile: ChargingProfileRecord) async throws {
    try await changeProfiles(of: profile.station) { profiles in
      profiles.removeAll { other in
        other.id == profile.id
          || other.connector == profile.connector && other.transaction == profile.transaction
            && other.idTag.map(IdTokenRecord.key) == profile.idTag.map(IdTokenRecord.key)
            && other.purpose == profile.purpose && other.stackLevel == profile.stackLevel
      }
      profiles.append(profile)
    }
  }

  package func adoptChargingProfiles(
    of station: StationID, idTag: String, connector: Int, transaction: Int
  ) async throws -> Int {
    let tag = IdTokenRecord.key(idTag)
    return try await changeProfiles(of: station) { profiles in
      let waiting = profiles.indices.filter { index in
        profiles[index].idTag.map(IdTokenRecord.key) == tag
          && (profiles[index].connector == nil || profiles[index].connector == connector)
      }
      guard let newest = waiting.max(by: { (profiles[$0].acceptedAt, $0) < (profiles[$1].acceptedAt, $1) }) else {
        return 0
      }
      profiles[newest].connector = connector
      profiles[newest].transaction = transaction
      profiles[newest].idTag = nil
      for index in waiting.reversed() where index != newest { profiles.remove(at: index) }
      return 1
    }
  }

  package func clearChargingProfiles(_ filter: ChargingProfileFilter, of station: StationID) async throws -> Int {
    try await changeProfiles(of: station) { profiles in
      let before = profiles.count
      profiles.removeAll { profile in
        (filter.id.map { $0 == profile.id } ?? true) && (filter.connector.map { $0 == profile.connector } ?? true)
          && (filter.purpose.map { $0 == profile.purpose } ?? true)
          && (filter.stackLevel.map { $0 == profile.stackLevel } ?? true)
          && (filter.transaction.map { $0 == profile.transaction } ?? true)
      }
      return before - profiles.count
    }
  }

  private func changeProfiles<Value: Sendable>(
    of station: StationID,
    _ body: (inout [ChargingProfileRecord]) -> Value
  ) async throws -> Value {
    try await change(keys.station(station)) { unit in
      let known = try await unit.document("charging", "profiles", as: [ChargingProfileRecord].self) ?? []
      var profiles = known
      let value = body(&profiles)
      if profiles != known { try unit.set("charging", "profiles", profiles) }
      return value
    }
  }

  package func chargingProfiles(of station: StationID) async throws -> [ChargingProfileRecord] {
    try await read {
      let key = self.keys.station(station).key("charging")
      let bytes = try await self.client.send(RedisCommand("HGET", key, "profiles")).bytes
      return Self.sorted(try bytes.map { try RedisDocument.read($0, in: key) } ?? [])
    }
  }

  static func sorted(_ profiles: [ChargingProfileRecord]) -> [ChargingProfileRecord] {
    profiles.sorted { left, right in
      let (one, other) = (left.connector ?? -1, right.connector ?? -1)
      return (one, left.purpose.rawValue, left.stackLevel, left.id)
        < (other, right.purpose.rawValue, right.stackLevel, right.id)
    }
  }

  package func stationsWithTransactionProfiles(among stations: Set<StationID>) async throws -> Set<StationID> {
    try await read {
      let keys = stations.map { (station: $0, key: self.keys.station($0).key("charging")) }
      let replies = try await self.client.values(keys.map { RedisCommand("HGET", $0.key, "profiles") })
      var found: Set<StationID> = []
      for (entry, reply) in zip(keys, replies) {
        guard let bytes = reply.bytes else { continue }
        let profiles = try RedisDocument.read(bytes, as: [ChargingProfileRecord].self, in: entry.key)
        if profiles.contains(where: { $0.transaction != nil || $0.idTag != nil }) { found.insert(entry.station) }
      }
      return found
    }
  }

  package func chargingProfileTemplates() async throws -> [ChargingProfileTemplate] {
    try await read {
      try await self.all("records", of: self.keys.chargingProfileTemplates, as: ChargingProfileTemplate.self)
        .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }
  }

  package func chargingProfileTemplate(_ name: String) async throws -> ChargingProfileTemplate? {
    try await read {
      let key = self.keys.chargingProfileTemplates.key("records")
      return try await self.client.send(RedisCommand("HGET", key, name)).bytes.map { bytes in
        try RedisDocument.read(bytes, in: key)
      }
    }
  }

  package func putChargingProfileTemplate(_ template: ChargingProfileTemplate) async throws {
    try await change(keys.chargingProfileTemplates) { try $0.set("records", template.name, template) }
  }

  package func deleteChargingProfileTemplate(_ name: String) async throws -> Bool {
    let field = Array(name.utf8)
    return try await change(keys.chargingProfileTemplates) { unit in
      guard try await unit.get("records", field) != nil else { return false }
      unit.remove("records", field)
      return true
    }
  }
}
