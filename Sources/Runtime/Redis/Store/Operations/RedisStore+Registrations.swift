package import GatewayCore
package import OCPPCodec

extension RedisStore: RegistrationStore {
  package func createStation(_ id: StationID, version: OCPPVersion) async throws -> Bool {
    try await change(keys.station(id)) { unit in
      guard try await unit.document("station", "record", as: StationRecord.self) == nil else { return false }
      _ = try await self.client.send(self.stationIndex.add(id.text))
      try unit.set("station", "record", StationRecord(id: id, version: version))
      return true
    }
  }

  package func deleteStation(_ id: StationID) async throws -> Bool {
    try await change(keys.station(id)) { unit in
      guard let record = try await unit.document("station", "record", as: StationRecord.self) else { return false }
      for name in ["station", "connectors", "variables", "decisions"] + Self.settingHashes { unit.clear(name) }
      unit.afterwards(self.stationIndex.remove(id.text))
      if let vendor = record.vendor { unit.afterwards(self.vendorIndex(vendor).remove(id.text)) }
      return true
    }
  }

  package func setRegistration(_ setting: RegistrationSetting?, of station: StationID) async throws {
    try await change(keys.station(station)) { unit in
      if let setting {
        try unit.set("decisions", "registration", setting)
      } else {
        unit.remove("decisions", Array("registration".utf8))
      }
    }
  }

  package func registrationSetting(of station: StationID) async throws -> RegistrationSetting? {
    try await read {
      let key = self.keys.station(station).key("decisions")
      return try await self.client.send(RedisCommand("HGET", key, "registration")).bytes.map { bytes in
        try RedisDocument.read(bytes, in: key)
      }
    }
  }
}
