internal import GRDB
internal import GRDBSQLite
internal import GatewayCore

/// A database that is open and has the tables of this version.
struct OpenDatabase: Sendable {
  /// GRDB's owner of the connection that writes. Its own ways to write aren't used once the store has the handle.
  let owner: any DatabaseWriter
  /// Connections for reading; nil in memory, which has but one.
  let readers: DatabasePool?
  private let lock: DatabaseLock?

  init(_ configuration: SQLiteStoreConfiguration) throws {
    var settings = Configuration()
    settings.label = "gateway-store"
    settings.foreignKeysEnabled = false
    settings.busyMode = .timeout(5)
    settings.maximumReaderCount = 4
    do {
      switch configuration.location {
      case .memory:
        owner = try DatabaseQueue(configuration: settings)
        readers = nil
        lock = nil
      case .file(let path):
        let file = try DatabaseFile(path)
        lock = try DatabaseLock(file)
        try file.inspect(integrityCheckLimit: configuration.integrityCheckLimit)
        let pool = try DatabasePool(path: file.path, configuration: settings)
        owner = pool
        readers = pool
      }
      try StoreSchema.migrator().migrate(owner)
    } catch let error as DatabaseError {
      throw SQLiteFailure(code: error.extendedResultCode.rawValue, text: error.message ?? "").storeError
    }
  }

  /// The connection that writes, for one user.
  func makeConnection(_ configuration: SQLiteStoreConfiguration) throws -> SQLiteConnection {
    let handle = owner.writeWithoutTransaction { $0.sqliteConnection }
    guard let handle else { throw StoreError(.closed, "the database is closed") }
    // GRDB observes transactions by these; it needn't know of ours.
    _ = sqlite3_commit_hook(handle, nil, nil)
    _ = sqlite3_rollback_hook(handle, nil, nil)
    let connection = SQLiteConnection(handle)
    try connection.execute(
      """
      PRAGMA synchronous = FULL;
      PRAGMA cache_size = -\(max(configuration.cacheSize / 1024, 1024));
      PRAGMA temp_store = MEMORY;
      """)
    return connection
  }

  /// Writes the log into the file and closes all connections.
  func close() {
    if let readers { _ = try? readers.writeWithoutTransaction { try $0.checkpoint(.truncate) } }
    try? owner.close()
    lock?.release()
  }
}
