internal import GatewayCore

extension EventTransaction {
  /// Its columns, in the order in which they are bound and read.
  static let columns = [
    "state", "evse", "connector", "id_token", "id_token_type", "authorization", "reservation", "start_timestamp",
    "started_at", "meter_start", "stop_timestamp", "stopped_at", "meter_stop", "stop_reason", "stop_id_token",
    "stop_sequence", "received_at",
  ]

  func bind(to statement: SQLiteStatement) {
    statement.bind(state.rawValue)
    statement.bind(evse)
    statement.bind(connector)
    statement.bind(idToken)
    statement.bind(idTokenType)
    statement.bind(authorization?.rawValue)
    statement.bind(reservation)
    statement.bind(startTimestamp)
    statement.bind(startedAt)
    statement.bind(meterStart)
    statement.bind(stopTimestamp)
    statement.bind(stoppedAt)
    statement.bind(meterStop)
    statement.bind(stopReason)
    statement.bind(stopIdToken)
    statement.bind(stopSequence)
    statement.bind(receivedAt)
  }

  /// Reads a row whose first column is the key.
  init(_ row: StoredRow) throws {
    self.init(key: try row.integer(0), firstHeardOf: try row.integer(17))
    state = try row.value(1)
    evse = try row.optionalNumber(2)
    connector = try row.optionalNumber(3)
    idToken = try row.optionalText(4)
    idTokenType = try row.optionalText(5)
    authorization = try row.optionalValue(6)
    reservation = try row.optionalNumber(7)
    startTimestamp = try row.optionalText(8)
    startedAt = try row.optionalInteger(9)
    meterStart = try row.optionalDecimal(10)
    stopTimestamp = try row.optionalText(11)
    stoppedAt = try row.optionalInteger(12)
    meterStop = try row.optionalDecimal(13)
    stopReason = try row.optionalText(14)
    stopIdToken = try row.optionalText(15)
    stopSequence = try row.optionalNumber(16)
  }
}
