internal import GatewayCore

extension StoreReader {
  private static let messageColumns = """
    m.key, m.sequence_number, m.kind, m.trigger_reason, m.charging_state, m.stopped_reason, m.is_offline, m.timestamp,
    m.occurred_at, m.id_token, m.id_token_type, m.evse, m.connector, m.received_at, m.meter_values
    """

  func backUpTransactions(ofStation key: Int64, to sink: any BackupSink) throws {
    let select = try connection.cached("\(Self.selectTransactions) WHERE t.station = ? ORDER BY t.key")
    select.bind(key)
    try select.forEach(of: "transactions") { row in
      let key = try row.integer(0)
      let stop = try connection.cached("SELECT stop_sequence FROM transactions WHERE key = ?")
      stop.bind(key)
      let stopSequence = try stop.row(of: "transactions") { try $0.optionalNumber(0) }
      let messages = try connection.cached(
        "SELECT \(Self.messageColumns) FROM transaction_messages m WHERE m.transaction_key = ? ORDER BY m.key")
      messages.bind(key)
      try sink.write(
        .transaction(
          TransactionBackup(
            record: Self.readTransaction(row), stopSequence: stopSequence ?? nil,
            messages: messages.rows(of: "transaction_messages", Self.readMessage))))
    }
  }

  /// Those of no transaction, and of transactions that nobody knows.
  func backUpOtherMeterValues(to sink: any BackupSink) throws {
    try connection.prepare(
      """
      SELECT \(Self.messageColumns), s.id, m.transaction_id
      FROM transaction_messages m JOIN stations s ON s.key = m.station WHERE m.transaction_key IS NULL ORDER BY m.key
      """
    ).forEach(of: "transaction_messages") { row in
      try sink.write(
        .meterValues(
          OtherMeterValues(
            station: row.station(15), transaction: row.optionalText(16), message: Self.readMessage(row))))
    }
  }

  private static func readMessage(_ row: StoredRow) throws -> TransactionMessage {
    var message = TransactionMessage(receivedAt: try row.integer(13))
    message.sequenceNumber = try row.optionalNumber(1)
    message.kind = try row.optionalText(2)
    message.triggerReason = try row.optionalText(3)
    message.chargingState = try row.optionalText(4)
    message.stoppedReason = try row.optionalText(5)
    message.isOffline = try row.optionalInteger(6).map { $0 != 0 }
    message.timestamp = try row.optionalText(7)
    message.occurredAt = try row.optionalInteger(8)
    message.idToken = try row.optionalText(9)
    message.idTokenType = try row.optionalText(10)
    message.evse = try row.optionalNumber(11)
    message.connector = try row.optionalNumber(12)
    message.values = try row.optionalJSON(14)
    return message
  }
}
