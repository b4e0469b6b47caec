internal import GatewayCore

extension StoreReader {
  static let selectCertificates = """
    SELECT key, serial_number, (SELECT id FROM stations WHERE stations.key = c.station), subject, certificate, not_before,
      not_after, state, issued_at
    FROM issued_certificates c
    """

  func certificate(_ serialNumber: String) throws -> IssuedCertificate? {
    let select = try connection.cached("\(Self.selectCertificates) WHERE serial_number = ?")
    select.bind(serialNumber)
    return try select.row(of: "issued_certificates", Self.readCertificate)
  }

  func certificates(_ query: IssuedCertificateQuery) throws -> [IssuedCertificate] {
    var conditions: [String] = []
    if query.station != nil { conditions.append("station = (SELECT key FROM stations WHERE id = ?)") }
    if query.expiringBefore != nil { conditions.append("not_after < ?") }
    let filter = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
    let select = try connection.cached("\(Self.selectCertificates) \(filter) ORDER BY key DESC LIMIT ?")
    if let station = query.station { select.bind(station.text) }
    if let moment = query.expiringBefore { select.bind(moment) }
    select.bind(min(max(query.limit, 1), 1000))
    return try select.rows(of: "issued_certificates", Self.readCertificate)
  }

  static func readCertificate(_ row: StoredRow) throws -> IssuedCertificate {
    IssuedCertificate(
      serialNumber: try row.text(1), station: try row.station(2), subject: try row.text(3),
      certificate: try row.text(4), notBefore: try row.integer(5), notAfter: try row.integer(6),
      state: try row.value(7), issuedAt: try row.integer(8))
  }

  func installedCertificates(of station: StationID) throws -> [InstalledCertificate] {
    let select = try connection.cached(
      """
      SELECT station, type, issuer_name_hash, issuer_key_hash, serial_number, hash_algorithm, reported_at
      FROM installed_certificates WHERE station = (SELECT key FROM stations WHERE id = ?)
      ORDER BY type, serial_number, issuer_name_hash, issuer_key_hash
      """)
    select.bind(station.text)
    return try select.rows(of: "installed_certificates", keyColumns: 5) { row in
      InstalledCertificate(
        type: try row.text(1), hashAlgorithm: try row.text(5), issuerNameHash: try row.text(2),
        issuerKeyHash: try row.text(3), serialNumber: try row.text(4), reportedAt: try row.integer(6))
    }
  }
}
