internal import GatewayCore
internal import OCPPCodec

extension StoreReader {
  private static let selectStations = """
    SELECT key, id, version, vendor, model, serial_number, firmware_version, boot, registration, booted_at,
      connected_at, remote_address, (SELECT moment FROM last_seen WHERE last_seen.station = stations.key)
    FROM stations
    WHERE version IS NOT NULL
    """

  func station(_ id: StationID) throws -> StationRecord? {
    let select = try connection.cached("\(Self.selectStations) AND id = ?")
    select.bind(id.text)
    return try select.row(of: "stations", Self.readStation)
  }

  func stations(_ query: StationQuery) throws -> [StationRecord] {
    var sql = Self.selectStations
    if query.vendor != nil { sql += " AND vendor = ?" }
    if query.after != nil { sql += " AND id > ?" }
    let select = try connection.cached(sql + " ORDER BY id LIMIT ?")
    if let vendor = query.vendor { select.bind(vendor) }
    if let after = query.after { select.bind(after.text) }
    select.bind(min(max(query.limit, 1), 10_000))
    return try select.rows(of: "stations", Self.readStation)
  }

  private static func readStation(_ row: StoredRow) throws -> StationRecord {
    var record = StationRecord(id: try row.station(1), version: try row.value(2))
    record.vendor = try row.optionalText(3)
    record.model = try row.optionalText(4)
    record.serialNumber = try row.optionalText(5)
    record.firmwareVersion = try row.optionalText(6)
    record.boot = try row.optionalJSON(7)
    record.registration = try row.optionalValue(8)
    record.bootedAt = try row.optionalInteger(9)
    record.connectedAt = try row.optionalInteger(10)
    record.remoteAddress = try row.optionalText(11)
    record.lastSeenAt = try row.optionalInteger(12)
    return record
  }

  func connectors(of station: StationID) throws -> [ConnectorRecord] {
    let select = try connection.cached(
      """
      SELECT station, evse, connector, status, error_code, info, vendor_id, vendor_error_code, timestamp, effective_at,
        received_at
      FROM connectors WHERE station = (SELECT key FROM stations WHERE id = ?) ORDER BY evse, connector
      """)
    select.bind(station.text)
    return try select.rows(of: "connectors", keyColumns: 3) { row in
      ConnectorRecord(
        station: station, evse: try row.number(1), connector: try row.number(2), status: try row.text(3),
        errorCode: try row.optionalText(4), info: try row.optionalText(5), vendorID: try row.optionalText(6),
        vendorErrorCode: try row.optionalText(7), timestamp: try row.optionalText(8),
        effectiveAt: try row.integer(9), receivedAt: try row.integer(10))
    }
  }

  func variables(of station: StationID) throws -> [VariableRecord] {
    let select = try connection.cached(
      """
      SELECT station, component, variable, attribute, value, mutability, characteristics, received_at
      FROM variables WHERE station = (SELECT key FROM stations WHERE id = ?) ORDER BY component, variable, attribute
      """)
    select.bind(station.text)
    return try select.rows(of: "variables", keyColumns: 4) { row in
      VariableRecord(
        component: try row.json(1), variable: try row.json(2), attribute: try row.text(3),
        value: try row.optionalText(4), mutability: try row.optionalText(5), characteristics: try row.optionalJSON(6),
        receivedAt: try row.integer(7))
    }
  }

  func securityEvents(of station: StationID, limit: Int) throws -> [SecurityEventRecord] {
    let select = try connection.cached(
      """
      SELECT key, type, timestamp, technical_information, received_at
      FROM security_events WHERE station = (SELECT key FROM stations WHERE id = ?)
      ORDER BY received_at DESC, key DESC LIMIT ?
      """)
    select.bind(station.text)
    select.bind(min(max(limit, 1), 1000))
    return try select.rows(of: "security_events") { row in
      SecurityEventRecord(
        station: station, type: try row.text(1), timestamp: try row.text(2),
        technicalInformation: try row.optionalText(3), receivedAt: try row.integer(4))
    }
  }
}
