package import GatewayCore

/// A station's passwords, as one document among what was decided about it.
extension RedisStore: PasswordStore {
  package func passwords(of station: StationID) async throws -> [StoredPassword] {
    try await read {
      let key = self.keys.station(station).key("decisions")
      return try await self.client.send(RedisCommand("HGET", key, "passwords")).bytes.map { bytes in
        try RedisDocument.read(bytes, in: key)
      } ?? []
    }
  }

  package func setPasswords(_ passwords: [StoredPassword], of station: StationID) async throws {
    try await change(keys.station(station)) { unit in
      if passwords.isEmpty {
        unit.remove("decisions", Array("passwords".utf8))
      } else {
        try unit.set("decisions", "passwords", passwords)
      }
    }
  }

  package func confirmPassword(_ hash: String, of station: StationID) async throws {
    try await change(keys.station(station)) { unit in
      try await unit.serialise("decisions")
      let passwords = try await unit.document("decisions", "passwords", as: [StoredPassword].self) ?? []
      guard let confirmed = passwords.first(where: { $0.hash == hash }) else { return }
      try unit.set("decisions", "passwords", [confirmed])
    }
  }
}
