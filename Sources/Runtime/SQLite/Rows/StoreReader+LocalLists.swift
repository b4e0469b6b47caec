internal import GatewayCore
internal import OCPPCodec

extension StoreReader {
  private static let selectLocalLists = """
    SELECT l.station, s.id, l.state, l.version, l.list, l.revision, l.left_out, l.has_limits, l.limit_per_message,
      l.limit_entries, l.is_enabled, l.updated_at, l.checked_at, l.failure, l.failed_at,
      (SELECT count(*) FROM local_list_entries e WHERE e.station = l.station)
    FROM local_lists l JOIN stations s ON s.key = l.station
    """

  func idTokenRevision() throws -> Int64 {
    let select = try connection.cached("SELECT revision FROM id_token_revision")
    return try select.row(of: "id_token_revision") { try $0.integer(0) } ?? 0
  }

  func localList(of station: StationID) throws -> LocalListRecord? {
    let select = try connection.cached("\(Self.selectLocalLists) WHERE s.id = ?")
    select.bind(station.text)
    return try select.row(of: "local_lists", Self.readLocalList)
  }

  func localLists(after station: StationID?, limit: Int) throws -> [LocalListRecord] {
    let select = try connection.cached(
      "\(Self.selectLocalLists) \(station == nil ? "" : "WHERE s.id > ?") ORDER BY s.id LIMIT ?")
    if let station { select.bind(station.text) }
    select.bind(min(max(limit, 1), 1000))
    return try select.rows(of: "local_lists", Self.readLocalList)
  }

  private static func readLocalList(_ row: StoredRow) throws -> LocalListRecord {
    var record = LocalListRecord(station: try row.station(1), state: try row.value(2))
    record.version = try row.optionalNumber(3)
    record.list = try row.optionalText(4)
    record.revision = try row.optionalInteger(5)
    record.leftOut = try row.number(6)
    if try row.number(7) != 0 {
      record.limits = LocalListLimits(
        perMessage: try row.optionalNumber(8), entries: try row.optionalNumber(9),
        isEnabled: try row.optionalNumber(10).map { $0 != 0 })
    }
    record.updatedAt = try row.optionalInteger(11)
    record.checkedAt = try row.optionalInteger(12)
    record.failure = try row.optionalText(13)
    record.failedAt = try row.optionalInteger(14)
    record.entryCount = try row.number(15)
    return record
  }

  func localListEntries(of station: StationID, after idTag: String?, limit: Int) throws -> [LocalListEntry] {
    let select = try connection.cached(
      """
      SELECT station, key, id_tag, status, expiry_date, parent FROM local_list_entries
      WHERE station = (SELECT key FROM stations WHERE id = ?) \(idTag == nil ? "" : "AND key > ?") ORDER BY key LIMIT ?
      """)
    select.bind(station.text)
    if let idTag { select.bind(IdTokenRecord.key(idTag)) }
    select.bind(max(limit, 0))
    return try select.rows(of: "local_list_entries", keyColumns: 2) { row in
      LocalListEntry(
        idTag: try row.text(2), status: try row.value(3), expiryDate: try row.optionalText(4),
        parentIdTag: try row.optionalText(5))
    }
  }
}
