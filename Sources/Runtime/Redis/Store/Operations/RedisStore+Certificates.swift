package import GatewayCore

extension RedisStore: CertificateStore {
  /// Issued certificates; a member is the order key and the serial number.
  private var certificateSlot: RedisSlot { keys.certificates }

  package func recordCertificate(_ certificate: IssuedCertificate) async throws {
    let order = try await order.next(at: certificate.issuedAt)
    try await change(certificateSlot) { unit in
      guard try await unit.get("issued", Array(certificate.serialNumber.utf8)) == nil else { return }
      try unit.set("issued", certificate.serialNumber, certificate)
      let member = Array("\(order.text):\(certificate.serialNumber)".utf8)
      for list in ["order", "order:station:\(certificate.station)"] {
        unit.write("ZADD", list, [Array("0".utf8), member])
      }
    }
  }

  package func setState(_ state: IssuedCertificate.State, ofCertificate serialNumber: String) async throws -> Bool {
    try await change(certificateSlot) { unit in
      guard var known = try await unit.document("issued", serialNumber, as: IssuedCertificate.self) else {
        return false
      }
      guard known.state != .revoked else { return true }
      known.state = state
      try unit.set("issued", serialNumber, known)
      return true
    }
  }

  package func certificate(_ serialNumber: String) async throws -> IssuedCertificate? {
    try await read { try await self.issued([serialNumber])[0] }
  }

  private func issued(_ serialNumbers: [String]) async throws -> [IssuedCertificate?] {
    let key = certificateSlot.key("issued")
    let replies = try await client.values(serialNumbers.map { RedisCommand("HGET", key, $0) })
    return try replies.map { try $0.bytes.map { try RedisDocument.read($0, in: key) } }
  }

  package func certificates(_ query: IssuedCertificateQuery) async throws -> [IssuedCertificate] {
    let list = RedisIndex(key: certificateSlot.key(query.station.map { "order:station:\($0)" } ?? "order"))
    return try await read {
      try await self.page(limit: min(max(query.limit, 1), 1000), after: nil) { after, count in
        try await list.members(before: after, limit: count, self.client)
      } records: { members in
        try await self.issued(members.map { String($0.dropFirst(OrderKey.length + 1)) }).map { certificate in
          guard let certificate, query.expiringBefore.map({ certificate.notAfter < $0 }) ?? true else { return nil }
          return certificate
        }
      }
    }
  }

  package func replaceInstalledCertificates(
    _ certificates: [InstalledCertificate], ofType type: String, of station: StationID
  ) async throws {
    try await changeInstalled(of: station) { known in known.filter { $0.type != type } + certificates }
  }

  package func recordInstalledCertificate(_ certificate: InstalledCertificate, of station: StationID) async throws {
    try await changeInstalled(of: station) { $0 + [certificate] }
  }

  package func removeInstalledCertificate(
    issuerNameHash: String, issuerKeyHash: String, serialNumber: String, of station: StationID
  ) async throws -> Bool {
    try await changeInstalled(of: station) { known in
      known.filter {
        $0.issuerNameHash != issuerNameHash || $0.issuerKeyHash != issuerKeyHash || $0.serialNumber != serialNumber
      }
    }
  }

  /// - Parameter body: gives those that the station has afterwards; of two that are the same the later one stays.
  /// - Returns: whether there are fewer than before.
  @discardableResult
  private func changeInstalled(
    of station: StationID,
    _ body: ([InstalledCertificate]) -> [InstalledCertificate]
  ) async throws -> Bool {
    try await change(keys.station(station)) { unit in
      let known = try await unit.document("certificates", "installed", as: [InstalledCertificate].self) ?? []
      var changed: [InstalledCertificate] = []
      for certificate in body(known) {
        changed.removeAll { $0.order == certificate.order }
        changed.append(certificate)
      }
      try unit.set("certificates", "installed", changed.sorted { $0.order.lexicographicallyPrecedes($1.order) })
      return changed.count < known.count
    }
  }

  package func installedCertificates(of station: StationID) async throws -> [InstalledCertificate] {
    try await read {
      let key = self.keys.station(station).key("certificates")
      let bytes = try await self.client.send(RedisCommand("HGET", key, "installed")).bytes
      return try bytes.map { try RedisDocument.read($0, in: key) } ?? []
    }
  }
}

extension InstalledCertificate {
  /// What tells it from others, in the order of lists.
  fileprivate var order: [String] { [type, serialNumber, issuerNameHash, issuerKeyHash] }
}
