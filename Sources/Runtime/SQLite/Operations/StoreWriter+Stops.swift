internal import GatewayCore
internal import OCPPCodec

extension StoreWriter {
  /// Records a 1.6 StopTransaction.
  func stop(_ stop: TransactionStop) throws -> TransactionStopped {
    let station = try key(of: stop.station)
    // Whoever may start may stop: being in a transaction doesn't count against the token.
    let decision = try stop.idTag.map { idTag in
      try decide(
        ByteKey(IdTokenRecord.key(idTag)), type: nil, policy: stop.policy, startsTransaction: false,
        moment: stop.receivedAt)
    }
    if try end(stop, station: station) {
      try insertMeterValues(of: stop, station: station)
      return TransactionStopped(decision: decision, isOrphan: false, isRepeated: false)
    }
    if try key(ofTransaction: stop.transaction, of: station) != nil {
      return TransactionStopped(decision: decision, isOrphan: false, isRepeated: true)
    }
    if try hasOrphan(stop, station: station) {
      return TransactionStopped(decision: decision, isOrphan: true, isRepeated: true)
    }
    try insertOrphan(stop, station: station)
    try insertMeterValues(of: stop, station: station)
    return TransactionStopped(decision: decision, isOrphan: true, isRepeated: false)
  }

  /// - Returns: false when the station has no such active transaction.
  private func end(_ stop: TransactionStop, station: Int64) throws -> Bool {
    let update = statements.updateStop
    update.bind(stop.timestamp)
    update.bind(stop.stoppedAt)
    update.bind(stop.meterStop)
    update.bind(stop.reason)
    update.bind(stop.idTag)
    update.bind(stop.receivedAt)
    update.bind(stop.transaction)
    update.bind(station)
    try update.execute()
    return connection.changes > 0
  }

  /// The key of a transaction that a station was given the number of.
  private func key(ofTransaction number: Int, of station: Int64) throws -> Int64? {
    let name = NumberedTransaction(station: station, number: number)
    if let key = numberedTransactions[name] { return key }
    let select = statements.selectNumber
    select.bind(number)
    let found = try select.row(of: "transactions") { (station: try $0.integer(0), key: try $0.integer(1)) }
    guard let found, found.station == station else { return nil }
    numberedTransactions[name] = found.key
    return found.key
  }

  private func hasOrphan(_ stop: TransactionStop, station: Int64) throws -> Bool {
    let select = try connection.cached(
      """
      SELECT 1 FROM transactions WHERE station = ? AND orphan_id = ? AND stop_timestamp = ? AND meter_stop = ? LIMIT 1
      """)
    select.bind(station)
    select.bind(String(stop.transaction))
    select.bind(stop.timestamp)
    select.bind(stop.meterStop)
    defer { select.reset() }
    return try select.step()
  }

  private func insertOrphan(_ stop: TransactionStop, station: Int64) throws {
    let insert = try connection.cached(
      """
      INSERT INTO transactions
        (key, station, orphan_id, version, state, evse, stop_timestamp, stopped_at, meter_stop, stop_reason,
         stop_id_token, received_at, updated_at)
      VALUES (?, ?, ?, '1.6', 'orphaned', 0, ?, ?, ?, ?, ?, ?, ?)
      """)
    insert.bind(try transactionKeys.next(at: stop.receivedAt))
    insert.bind(station)
    insert.bind(String(stop.transaction))
    insert.bind(stop.timestamp)
    insert.bind(stop.stoppedAt)
    insert.bind(stop.meterStop)
    insert.bind(stop.reason)
    insert.bind(stop.idTag)
    insert.bind(stop.receivedAt)
    insert.bind(stop.receivedAt)
    try insert.execute()
  }

  private func insertMeterValues(of stop: TransactionStop, station: Int64) throws {
    guard let values = stop.meterValues else { return }
    let insert = statements.insertMeterValues
    insert.bind(station)
    bind(String(stop.transaction), try key(ofTransaction: String(stop.transaction), of: station), to: insert)
    insert.bindNull()
    insert.bindNull()
    insert.bind(stop.receivedAt)
    insert.bind(values.text)
    try insert.execute()
  }

  private func key(ofTransaction id: String?, of station: Int64) throws -> Int64? {
    guard let number = id.flatMap(StoreReader.number) else { return nil }
    return try key(ofTransaction: number, of: station)
  }

  /// Binds a transaction's key and the id that stands for it where there is none.
  private func bind(_ transaction: String?, _ key: Int64?, to insert: SQLiteStatement) {
    insert.bind(key)
    insert.bind(key == nil ? transaction : nil)
  }

  /// Records meter values that aren't part of a stop or an event; those of a transaction once.
  func record(_ record: MeterValuesRecord) throws {
    let station = try key(of: record.station)
    let key = try key(ofTransaction: record.transaction, of: station)
    let mayBeThere = key.map { recentMeterValues.mayHave(record.values.text, transaction: $0) } ?? false
    let insert = mayBeThere ? statements.insertMeterValuesOnce : statements.insertMeterValues
    insert.bind(station)
    bind(record.transaction, key, to: insert)
    insert.bind(record.evse)
    insert.bind(record.connector)
    insert.bind(record.receivedAt)
    insert.bind(record.values.text)
    try insert.execute()
  }
}
