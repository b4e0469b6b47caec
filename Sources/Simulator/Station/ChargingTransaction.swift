/// A transaction as the station keeps it.
struct ChargingTransaction: Sendable {
  var entry: TransactionEntry
  /// Milliseconds since the epoch, of the right time.
  let startedAt: Int64
  /// 2.0.1: of the next event.
  var sequence = 0
  /// 2.0.1
  var remoteStartID: Int?
  /// How many of its messages wait to be sent or answered.
  var pendingMessages = 0
  /// 2.0.1: what the next event tells of the charging.
  var chargingState = "Charging"
  /// The meter at its beginning, for the data of its end.
  let meterStart: Int
}
