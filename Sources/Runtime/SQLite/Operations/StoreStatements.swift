/// The statements of frequent operations, prepared once.
struct StoreStatements {
  let begin: SQLiteStatement
  let commit: SQLiteStatement
  let rollback: SQLiteStatement
  let savepoint: SQLiteStatement
  let release: SQLiteStatement
  let rollbackToSavepoint: SQLiteStatement

  let selectStationKey: SQLiteStatement
  let insertStationKey: SQLiteStatement
  let putConnector: SQLiteStatement
  let putLastSeen: SQLiteStatement

  let selectIdToken: SQLiteStatement
  let selectActiveUse: SQLiteStatement

  let insertStart: SQLiteStatement
  let selectStart: SQLiteStatement
  let updateStop: SQLiteStatement
  let selectNumber: SQLiteStatement
  let insertMeterValues: SQLiteStatement
  let insertMeterValuesOnce: SQLiteStatement

  let insertEvent: SQLiteStatement
  let selectEventTransaction: SQLiteStatement
  let insertEventTransaction: SQLiteStatement
  let updateEventTransaction: SQLiteStatement

  init(_ connection: SQLiteConnection) throws {
    // IMMEDIATE: a transaction that begins by reading and then can't write would have to begin anew.
    begin = try connection.prepare("BEGIN IMMEDIATE")
    commit = try connection.prepare("COMMIT")
    rollback = try connection.prepare("ROLLBACK")
    savepoint = try connection.prepare("SAVEPOINT operation")
    release = try connection.prepare("RELEASE operation")
    rollbackToSavepoint = try connection.prepare("ROLLBACK TO operation")

    selectStationKey = try connection.prepare("SELECT key FROM stations WHERE id = ?")
    insertStationKey = try connection.prepare("INSERT INTO stations (id) VALUES (?)")
    putConnector = try connection.prepare(Self.putConnectorSQL)
    putLastSeen = try connection.prepare(Self.putLastSeenSQL)

    selectIdToken = try connection.prepare(StoreReader.idTokenSQL)
    selectActiveUse = try connection.prepare(
      """
      SELECT 1 FROM transactions
      WHERE id_token_key = ? AND state = 'active' AND authorization = 'Accepted' AND key <> ? LIMIT 1
      """)

    insertStart = try connection.prepare(Self.insertStartSQL)
    selectStart = try connection.prepare(
      """
      SELECT key, number, connector, id_token_key, start_timestamp, meter_start, authorization
      FROM transactions WHERE station = ? AND start_digest = ?
      """)
    updateStop = try connection.prepare(Self.updateStopSQL)
    selectNumber = try connection.prepare("SELECT station, key FROM transactions WHERE number = ?")
    insertMeterValues = try connection.prepare(
      """
      INSERT INTO transaction_messages
        (station, transaction_key, transaction_id, evse, connector, received_at, meter_values)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """)
    insertMeterValuesOnce = try connection.prepare(Self.insertMeterValuesOnceSQL)

    insertEvent = try connection.prepare(Self.insertEventSQL)
    let columns = EventTransaction.columns
    selectEventTransaction = try connection.prepare(
      "SELECT key, \(columns.joined(separator: ", ")) FROM transactions WHERE station = ? AND name = ?")
    insertEventTransaction = try connection.prepare(
      """
      INSERT INTO transactions (\(columns.joined(separator: ", ")), key, station, name, version, id_token_key, updated_at)
      VALUES (\(columns.map { _ in "?" }.joined(separator: ", ")), ?, ?, ?, '2.0.1', ?, ?)
      """)
    updateEventTransaction = try connection.prepare(
      "UPDATE transactions SET \(columns.map { "\($0) = ?" }.joined(separator: ", ")), id_token_key = ? WHERE key = ?")
  }

  private static let putConnectorSQL = """
    INSERT INTO connectors
      (station, evse, connector, status, error_code, info, vendor_id, vendor_error_code, timestamp, effective_at,
       received_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET
      status = excluded.status, error_code = excluded.error_code, info = excluded.info, vendor_id = excluded.vendor_id,
      vendor_error_code = excluded.vendor_error_code, timestamp = excluded.timestamp,
      effective_at = excluded.effective_at, received_at = excluded.received_at
    WHERE excluded.effective_at >= effective_at
    """

  private static let putLastSeenSQL = """
    INSERT INTO last_seen (station, moment)
    SELECT key, ? FROM stations WHERE id = ? AND version IS NOT NULL
    ON CONFLICT DO UPDATE SET moment = excluded.moment WHERE excluded.moment > moment
    """

  // A conflict is a start that is repeated or a number that was given before; which of them, is looked up then.
  /// A station sends what wasn't answered again, its latest message or one before it, also after the gateway started
  /// anew: the times in it make it the same.
  private static let insertMeterValuesOnceSQL = """
    INSERT INTO transaction_messages
      (station, transaction_key, transaction_id, evse, connector, received_at, meter_values)
    SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7
    WHERE NOT EXISTS (
      SELECT 1 FROM (
        SELECT meter_values FROM transaction_messages WHERE transaction_key = ?2 ORDER BY key DESC LIMIT 4)
      WHERE meter_values = ?7)
    """

  private static let insertStartSQL = """
    INSERT INTO transactions
      (key, station, number, version, state, evse, connector, id_token, id_token_key, authorization, reservation,
       start_timestamp, started_at, meter_start, start_digest, received_at, updated_at)
    VALUES (?, ?, ?, '1.6', 'active', 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT DO NOTHING
    """

  private static let updateStopSQL = """
    UPDATE transactions
    SET state = 'ended', stop_timestamp = ?, stopped_at = ?, meter_stop = ?, stop_reason = ?, stop_id_token = ?,
      updated_at = ?
    WHERE number = ? AND station = ? AND state = 'active'
    """

  private static let insertEventSQL = """
    INSERT INTO transaction_messages
      (station, transaction_key, sequence_number, evse, connector, kind, trigger_reason, charging_state, stopped_reason,
       is_offline, timestamp, occurred_at, id_token, id_token_type, received_at, meter_values)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT DO NOTHING
    """
}
