internal import GRDBSQLite
internal import GatewayCore

/// A connection, for whoever has it to himself.
///
/// Not GRDB's `Database`: its statements, rows and argument lists cost more than the work they ask SQLite to do.
final class SQLiteConnection {
  let handle: OpaquePointer
  private var statements: [String: SQLiteStatement] = [:]

  /// - Parameter handle: open, and closed by somebody else after this connection is gone.
  init(_ handle: OpaquePointer) {
    self.handle = handle
  }

  /// Prepares a statement for one who keeps it.
  func prepare(_ sql: String) throws -> SQLiteStatement {
    var statement: OpaquePointer?
    let code = sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
    guard code == SQLITE_OK, let statement else { throw SQLiteFailure(code, on: handle) }
    return SQLiteStatement(statement, on: handle)
  }

  /// A statement for occasional use.
  func cached(_ sql: String) throws -> SQLiteStatement {
    if let statement = statements[sql] { return statement }
    let statement = try prepare(sql)
    statements[sql] = statement
    return statement
  }

  /// Runs statements that give no rows.
  func execute(_ sql: String) throws {
    let code = sqlite3_exec(handle, sql, nil, nil, nil)
    guard code == SQLITE_OK else { throw SQLiteFailure(code, on: handle) }
  }

  /// How many rows the latest statement changed.
  var changes: Int { Int(sqlite3_changes(handle)) }

  /// The key of the row inserted latest.
  var lastInsertedKey: Int64 { sqlite3_last_insert_rowid(handle) }

  var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }
}
