/// Where transactions and their meter values are kept. See ``Store`` for what holds for all methods.
package protocol TransactionStore: Sendable {
  /// Records a 1.6 StartTransaction and gives it an id: positive, of 31 bits, never given before, not guessable.
  ///
  /// The same start again (station, connector, idTag, timestamp and meterStart) gives the same id again.
  func startTransaction(_ start: TransactionStart) async throws -> TransactionStarted

  /// Records a 1.6 StopTransaction. The same stop again changes nothing. One for an id that the station doesn't have is
  /// kept as an orphan.
  func stopTransaction(_ stop: TransactionStop) async throws -> TransactionStopped

  /// Records meter values, in a transaction or outside one.
  func recordMeterValues(_ values: MeterValuesRecord) async throws

  /// Records a 2.0.1 TransactionEvent: any order, gaps allowed, the same sequence number again changes nothing.
  func recordTransactionEvent(_ event: TransactionEventRecord) async throws -> TransactionEventRecorded

  /// A station's transaction.
  func transaction(_ id: String, of station: StationID) async throws -> TransactionRecord?

  /// The transactions of all stations that have an id, orphans left out: 1.6 ids are given once, 2.0.1 stations may choose the
  /// same. At most 100.
  func transactions(withID id: String) async throws -> [TransactionRecord]

  /// Transactions, the newest first.
  func transactions(_ query: TransactionQuery) async throws -> [TransactionRecord]

  /// A transaction's meter values, in the order they came.
  ///
  /// - Parameter limit: at most this many.
  func meterValues(ofTransaction id: String, of station: StationID, limit: Int) async throws -> [StoredMeterValues]
}
