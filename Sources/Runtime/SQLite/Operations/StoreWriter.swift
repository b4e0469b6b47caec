internal import GatewayCore

/// The operations that change the database, each within a transaction that its caller begins and ends.
///
/// For one thread at a time, as is its connection.
final class StoreWriter {
  let connection: SQLiteConnection
  let statements: StoreStatements
  /// Committed tokens.
  let tokens: IdTokenCache
  /// Tokens as the open transaction found or left them.
  var uncommittedTokens: [ByteKey: IdTokenCache.Entry] = [:]
  var stationKeys = CommittedCache<StationID, Int64>(capacity: 100_000)
  /// 2.0.1 transactions that go on, so that most events need no look at them.
  var eventTransactions = CommittedCache<EventTransaction.Name, EventTransaction>(capacity: 50_000)
  /// Keys of 1.6 transactions, for the meter values that name them.
  var numberedTransactions = CommittedCache<NumberedTransaction, Int64>(capacity: 100_000)
  var recentMeterValues = RecentMeterValues(capacity: 100_000)
  var transactionKeys: TransactionKeySequence
  let transactionNumbers: @Sendable () -> Int
  private let checkpoint: LogCheckpoint
  /// Whether a transaction stays open for many operations, since nothing is gained by committing each: in memory.
  let keepsTransactionOpen: Bool
  /// Operations in the open transaction that were already answered.
  var uncommittedOperations = 0

  init(
    _ connection: SQLiteConnection,
    tokens: IdTokenCache,
    keepsTransactionOpen: Bool,
    transactionNumbers: @escaping @Sendable () -> Int
  ) throws {
    self.keepsTransactionOpen = keepsTransactionOpen
    self.connection = connection
    self.tokens = tokens
    self.transactionNumbers = transactionNumbers
    statements = try StoreStatements(connection)
    transactionKeys = try TransactionKeySequence(connection)
    checkpoint = LogCheckpoint(connection)
  }

  var reader: StoreReader { StoreReader(connection) }

  // MARK: Transactions of the database

  func begin() throws { try statements.begin.execute() }

  func commit() throws {
    try statements.commit.execute()
    uncommittedOperations = 0
    keepLearnt()
  }

  /// What may be done while nobody waits for a commit.
  func tidyUp() { checkpoint.runIfDue() }

  /// Takes what was learnt in the open transaction for sure.
  func keepLearnt() {
    stationKeys.commit()
    eventTransactions.commit()
    numberedTransactions.commit()
    if !uncommittedTokens.isEmpty {
      tokens.merge(uncommittedTokens)
      uncommittedTokens.removeAll()
    }
  }

  func rollBack() {
    // SQLite may have rolled back already, as it does when the disk is full.
    if connection.isInTransaction { try? statements.rollback.execute() }
    stationKeys.rollBack()
    eventTransactions.rollBack()
    numberedTransactions.rollBack()
    uncommittedTokens.removeAll()
  }

  /// Runs one operation so that its failure undoes nothing else.
  func withSavepoint(_ body: () throws -> Void) throws {
    try statements.savepoint.execute()
    let keys = stationKeys.uncommitted
    let transactions = eventTransactions.uncommitted
    let numbers = numberedTransactions.uncommitted
    let tokens = uncommittedTokens
    do {
      try body()
      try statements.release.execute()
    } catch {
      if connection.isInTransaction {
        try? statements.rollbackToSavepoint.execute()
        try? statements.release.execute()
      }
      stationKeys.rollBack(to: keys)
      eventTransactions.rollBack(to: transactions)
      numberedTransactions.rollBack(to: numbers)
      uncommittedTokens = tokens
      throw error
    }
  }

  // MARK: Keys

  /// The key of a station; gives it one when it has none.
  func key(of station: StationID) throws -> Int64 {
    if let key = stationKeys[station] { return key }
    let select = statements.selectStationKey
    select.bind(station.text)
    let known = try select.row(of: "stations") { try $0.integer(0) }
    let key: Int64
    if let known {
      key = known
    } else {
      let insert = statements.insertStationKey
      insert.bind(station.text)
      try insert.execute()
      key = connection.lastInsertedKey
    }
    stationKeys[station] = key
    return key
  }
}
