internal import GatewayCore
internal import OCPPCodec

extension StoreReader {
  // What messages say of a transaction is worked out here, so that each of them costs one row and no more.
  static let selectTransactions = """
    SELECT t.key, (SELECT id FROM stations WHERE stations.key = t.station) AS station, t.number, t.name, t.orphan_id,
      t.version, t.state, t.evse, t.connector, t.id_token, t.id_token_type, t.authorization, t.reservation,
      t.start_timestamp, t.started_at, t.meter_start, t.stop_timestamp, t.stopped_at, t.meter_stop, t.stop_reason,
      t.stop_id_token,
      (SELECT m.charging_state FROM transaction_messages m
       WHERE m.transaction_key = t.key AND m.charging_state IS NOT NULL
       ORDER BY m.sequence_number DESC LIMIT 1) AS charging_state,
      (SELECT max(m.sequence_number) FROM transaction_messages m
       WHERE m.transaction_key = t.key) AS last_sequence,
      t.received_at, t.updated_at,
      (SELECT m.received_at FROM transaction_messages m
       WHERE m.key = (SELECT max(n.key) FROM transaction_messages n WHERE n.transaction_key = t.key)) AS heard_at
    FROM transactions t
    """

  func transaction(_ id: String, of station: StationID) throws -> TransactionRecord? {
    if let number = Self.number(id), let found = try transaction("number", of: station, { $0.bind(number) }) {
      return found
    }
    return try transaction("name", of: station) { $0.bind(id) } ?? transaction("orphan_id", of: station) { $0.bind(id) }
  }

  func transactions(withID id: String) throws -> [TransactionRecord] {
    var found: [TransactionRecord] = []
    if let number = Self.number(id) {
      let select = try connection.cached("\(Self.selectTransactions) WHERE t.number = ?")
      select.bind(number)
      found = try select.rows(of: "transactions", Self.readTransaction)
    }
    // By station, as the index has it.
    let select = try connection.cached(
      """
      \(Self.selectTransactions)
      WHERE t.key IN (SELECT x.key FROM stations s JOIN transactions x INDEXED BY transactions_name
        ON x.station = s.key AND x.name = ? AND x.name IS NOT NULL LIMIT 100)
      ORDER BY t.key DESC
      """)
    select.bind(id)
    return found + (try select.rows(of: "transactions", Self.readTransaction))
  }

  /// The newest of a station's transactions that has an id in a column.
  private func transaction(
    _ column: String,
    of station: StationID,
    _ bindID: (SQLiteStatement) -> Void
  ) throws -> TransactionRecord? {
    let select = try connection.cached(
      """
      \(Self.selectTransactions)
      WHERE t.\(column) = ? AND t.station = (SELECT key FROM stations WHERE id = ?) ORDER BY t.key DESC LIMIT 1
      """)
    bindID(select)
    select.bind(station.text)
    return try select.row(of: "transactions", Self.readTransaction)
  }

  /// The number that an id is the text of, if it is one that was perhaps given by us.
  static func number(_ id: String) -> Int? {
    guard let number = Int(id), number > 0, String(number) == id else { return nil }
    return number
  }

  func transactions(_ query: TransactionQuery) throws -> [TransactionRecord] {
    var conditions: [String] = []
    if query.station != nil { conditions.append("t.station = (SELECT key FROM stations WHERE id = ?)") }
    // Written out, not bound, so that SQLite sees that an index of such transactions serves.
    if let state = query.state { conditions.append("t.state = '\(state.rawValue)'") }
    // An orphan's id is NULL in all others.
    if query.state == .orphaned { conditions.append("t.orphan_id IS NOT NULL") }
    if query.idToken != nil { conditions.append("t.id_token_key = ?") }
    if query.after != nil { conditions.append("t.key < ?") }
    var after: Int64?
    if let cursor = query.after {
      after = Int64(cursor, radix: Self.cursorRadix)
      // Not one of ours, so nothing comes after it.
      if after == nil { return [] }
    }
    let filter = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
    // The keys first, which indexes have, so that of a station's many transactions only those of the page are read.
    let select = try connection.cached(
      """
      \(Self.selectTransactions)
      WHERE t.key IN (SELECT t.key FROM transactions t \(Self.index(for: query)) \(filter) ORDER BY t.key DESC LIMIT ?)
      ORDER BY t.key DESC
      """)
    if let station = query.station { select.bind(station.text) }
    if let idToken = query.idToken { select.bind(IdTokenRecord.key(idToken)) }
    if let after { select.bind(after) }
    select.bind(min(max(query.limit, 1), 1000))
    return try select.rows(of: "transactions", Self.readTransaction)
  }

  private static let cursorRadix = 36

  /// The index to use where SQLite, which doesn't know how few are active, would choose another.
  private static func index(for query: TransactionQuery) -> String {
    switch query.state {
    case .active where query.idToken == nil: "INDEXED BY transactions_active"
    case .orphaned where query.idToken == nil: "INDEXED BY transactions_orphan"
    default: ""
    }
  }

  static func readTransaction(_ row: StoredRow) throws -> TransactionRecord {
    let id: String
    if let number = try row.optionalInteger(2) {
      id = String(number)
    } else {
      id = try row.optionalText(3) ?? row.text(4)
    }
    let updatedAt = try row.integer(24)
    var record = TransactionRecord(
      station: try row.station(1), id: id, version: try row.value(5), state: try row.value(6),
      receivedAt: try row.integer(23), updatedAt: max(updatedAt, try row.optionalInteger(25) ?? updatedAt))
    record.evse = try row.optionalNumber(7)
    record.connector = try row.optionalNumber(8)
    record.idToken = try row.optionalText(9)
    record.idTokenType = try row.optionalText(10)
    record.authorization = try row.optionalValue(11)
    record.reservation = try row.optionalNumber(12)
    record.startTimestamp = try row.optionalText(13)
    record.startedAt = try row.optionalInteger(14)
    record.meterStart = try row.optionalDecimal(15)
    record.stopTimestamp = try row.optionalText(16)
    record.stoppedAt = try row.optionalInteger(17)
    record.meterStop = try row.optionalDecimal(18)
    record.stopReason = try row.optionalText(19)
    record.stopIdToken = try row.optionalText(20)
    record.chargingState = try row.optionalText(21)
    record.lastSequenceNumber = try row.optionalNumber(22)
    record.cursor = String(try row.integer(0), radix: cursorRadix)
    return record
  }

  func meterValues(ofTransaction id: String, of station: StationID, limit: Int) throws -> [StoredMeterValues] {
    let select = try connection.cached(
      """
      WITH station AS (SELECT key FROM stations WHERE id = ?1)
      SELECT key, meter_values, sequence_number, received_at
      FROM transaction_messages
      WHERE key IN (
        SELECT m.key FROM transaction_messages m
        WHERE m.transaction_key IN (
            SELECT key FROM transactions WHERE number = ?2 AND station = (SELECT key FROM station)
            UNION ALL SELECT key FROM transactions WHERE name = ?3 AND station = (SELECT key FROM station))
          AND m.meter_values IS NOT NULL
        UNION ALL
        SELECT m.key FROM transaction_messages m
        WHERE m.station = (SELECT key FROM station) AND m.transaction_id = ?3 AND m.meter_values IS NOT NULL
        ORDER BY 1 LIMIT ?4)
      ORDER BY key
      """)
    select.bind(station.text)
    select.bind(Self.number(id))
    select.bind(id)
    select.bind(max(limit, 0))
    return try select.rows(of: "transaction_messages") { row in
      StoredMeterValues(
        values: try row.json(1), sequenceNumber: try row.optionalNumber(2), receivedAt: try row.integer(3))
    }
  }
}
