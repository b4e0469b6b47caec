internal import GatewayCore

extension StoreWriter {
  func record(_ certificate: IssuedCertificate) throws {
    let insert = try connection.cached(
      """
      INSERT INTO issued_certificates
        (serial_number, station, subject, certificate, not_before, not_after, state, issued_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
      """)
    insert.bind(certificate.serialNumber)
    insert.bind(try key(of: certificate.station))
    insert.bind(certificate.subject)
    insert.bind(certificate.certificate)
    insert.bind(certificate.notBefore)
    insert.bind(certificate.notAfter)
    insert.bind(certificate.state.rawValue)
    insert.bind(certificate.issuedAt)
    try insert.execute()
  }

  func setState(_ state: IssuedCertificate.State, ofCertificate serialNumber: String) throws -> Bool {
    let update = try connection.cached(
      """
      UPDATE issued_certificates SET state = CASE state WHEN 'revoked' THEN state ELSE ? END WHERE serial_number = ?
      """)
    update.bind(state.rawValue)
    update.bind(serialNumber)
    try update.execute()
    return connection.changes > 0
  }

  func replaceInstalledCertificates(
    _ certificates: [InstalledCertificate], ofType type: String, of station: StationID
  ) throws {
    let delete = try connection.cached("DELETE FROM installed_certificates WHERE station = ? AND type = ?")
    delete.bind(try key(of: station))
    delete.bind(type)
    try delete.execute()
    for certificate in certificates { try record(certificate, of: station) }
  }

  func record(_ certificate: InstalledCertificate, of station: StationID) throws {
    let put = try connection.cached(
      """
      INSERT OR REPLACE INTO installed_certificates
        (station, type, hash_algorithm, issuer_name_hash, issuer_key_hash, serial_number, reported_at)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """)
    put.bind(try key(of: station))
    put.bind(certificate.type)
    put.bind(certificate.hashAlgorithm)
    put.bind(certificate.issuerNameHash)
    put.bind(certificate.issuerKeyHash)
    put.bind(certificate.serialNumber)
    put.bind(certificate.reportedAt)
    try put.execute()
  }

  func removeInstalledCertificate(
    issuerNameHash: String, issuerKeyHash: String, serialNumber: String, of station: StationID
  ) throws -> Bool {
    let delete = try connection.cached(
      """
      DELETE FROM installed_certificates
      WHERE station = (SELECT key FROM stations WHERE id = ?) AND issuer_name_hash = ? AND issuer_key_hash = ?
        AND serial_number = ?
      """)
    delete.bind(station.text)
    delete.bind(issuerNameHash)
    delete.bind(issuerKeyHash)
    delete.bind(serialNumber)
    try delete.execute()
    return connection.changes > 0
  }
}
