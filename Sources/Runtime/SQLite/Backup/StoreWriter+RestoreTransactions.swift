internal import GatewayCore
internal import OCPPCodec

extension StoreWriter {
  func restore(_ transaction: TransactionBackup) throws {
    let record = transaction.record
    let station = try key(of: record.station)
    let key = try transactionKeys.next(at: record.receivedAt)
    var digest = Self.digest(of: record)
    // Two starts may have the same digest; the later one has the next.
    for _ in 0..<64 {
      if try insert(transaction, key: key, station: station, digest: digest?.value) {
        for message in transaction.messages { try restore(message, of: station, transaction: key, id: nil) }
        return
      }
      guard digest != nil else { break }
      digest?.next()
    }
    throw StoreError(.corrupt, "the backup has the transaction \(record.id) of \(record.station) twice")
  }

  private static func digest(of record: TransactionRecord) -> StartDigest? {
    guard record.version == .v16, record.state != .orphaned, let idTag = record.idToken else { return nil }
    let start = TransactionStart(
      station: record.station, connector: record.connector ?? 0, idTag: idTag,
      meterStart: record.meterStart?.integer ?? 0,
      reservation: nil, timestamp: record.startTimestamp ?? "", startedAt: 0, receivedAt: 0,
      policy: AuthorizationPolicy())
    return StartDigest(start, token: ByteKey(IdTokenRecord.key(idTag)))
  }

  /// - Returns: false when there is one with this number, name or digest.
  private func insert(_ transaction: TransactionBackup, key: Int64, station: Int64, digest: Int64?) throws -> Bool {
    let record = transaction.record
    let isNumbered = record.version == .v16 && record.state != .orphaned
    let insert = try connection.cached(
      """
      INSERT INTO transactions
        (key, station, number, name, orphan_id, version, state, evse, connector, id_token, id_token_key, id_token_type,
         authorization, reservation, start_timestamp, started_at, meter_start, start_digest, stop_timestamp, stopped_at,
         meter_stop, stop_reason, stop_id_token, stop_sequence, received_at, updated_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT DO NOTHING
      """)
    insert.bind(key)
    insert.bind(station)
    insert.bind(isNumbered ? Int(record.id) : nil)
    insert.bind(record.version == .v16 ? nil : record.id)
    insert.bind(record.state == .orphaned ? record.id : nil)
    insert.bind(record.version.rawValue)
    insert.bind(record.state.rawValue)
    insert.bind(record.evse)
    insert.bind(record.connector)
    insert.bind(record.idToken)
    insert.bind(record.idToken.map(IdTokenRecord.key))
    insert.bind(record.idTokenType)
    insert.bind(record.authorization?.rawValue)
    insert.bind(record.reservation)
    insert.bind(record.startTimestamp)
    insert.bind(record.startedAt)
    insert.bind(record.meterStart)
    insert.bind(digest)
    insert.bind(record.stopTimestamp)
    insert.bind(record.stoppedAt)
    insert.bind(record.meterStop)
    insert.bind(record.stopReason)
    insert.bind(record.stopIdToken)
    insert.bind(transaction.stopSequence)
    insert.bind(record.receivedAt)
    insert.bind(record.updatedAt)
    try insert.execute()
    return connection.changes > 0
  }

  /// - Parameters:
  ///   - transaction: the key of its transaction, if there is one.
  ///   - id: what the station named, if there is none.
  func restore(_ message: TransactionMessage, of station: Int64, transaction: Int64?, id: String?) throws {
    let insert = try connection.cached(
      """
      INSERT INTO transaction_messages
        (station, transaction_key, transaction_id, sequence_number, evse, connector, kind, trigger_reason,
         charging_state, stopped_reason, is_offline, timestamp, occurred_at, id_token, id_token_type, received_at,
         meter_values)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    insert.bind(station)
    insert.bind(transaction)
    insert.bind(id)
    insert.bind(message.sequenceNumber)
    insert.bind(message.evse)
    insert.bind(message.connector)
    insert.bind(message.kind)
    insert.bind(message.triggerReason)
    insert.bind(message.chargingState)
    insert.bind(message.stoppedReason)
    insert.bind(message.isOffline.map { $0 ? 1 : 0 })
    insert.bind(message.timestamp)
    insert.bind(message.occurredAt)
    insert.bind(message.idToken)
    insert.bind(message.idTokenType)
    insert.bind(message.receivedAt)
    insert.bind(message.values?.text)
    try insert.execute()
  }
}
