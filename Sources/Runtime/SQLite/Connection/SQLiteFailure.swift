internal import GRDBSQLite
internal import GatewayCore

/// That SQLite didn't do what it was asked to.
struct SQLiteFailure: Error, CustomStringConvertible {
  /// An extended result code.
  let code: Int32
  let text: String

  init(code: Int32, text: String) {
    self.code = code
    self.text = text
  }

  init(_ code: Int32, on handle: OpaquePointer?) {
    let extended = handle.map(sqlite3_extended_errcode) ?? code
    self.code = extended & 0xFF == code & 0xFF ? extended : code
    text = handle.flatMap(sqlite3_errmsg).map { String(cString: $0) } ?? String(cString: sqlite3_errstr(code))
  }

  /// The result code without what extends it.
  var primaryCode: Int32 { code & 0xFF }

  var description: String { "SQLite \(code): \(text)" }

  /// The same for whoever runs the gateway.
  var storeError: StoreError {
    switch primaryCode {
    case SQLITE_FULL:
      StoreError(
        .unavailable, "the disk is full, or the database reached its largest size; make room", underlying: self)
    case SQLITE_IOERR:
      StoreError(.unavailable, "the database can't be read or written; check the disk", underlying: self)
    case SQLITE_READONLY, SQLITE_PERM, SQLITE_CANTOPEN, SQLITE_AUTH:
      StoreError(
        .unavailable, "the database can't be written; check its permissions and those of its folder", underlying: self)
    case SQLITE_BUSY, SQLITE_LOCKED:
      StoreError(.unavailable, "another program holds the database; let it finish", underlying: self)
    case SQLITE_CORRUPT, SQLITE_NOTADB:
      StoreError(.corrupt, "the database is damaged; restore it from a backup", underlying: self)
    default:
      StoreError(.unavailable, "the database refused an operation", underlying: self)
    }
  }

  /// Any error, as a store throws it.
  static func storeError(_ error: any Error) -> StoreError {
    switch error {
    case let error as StoreError: error
    case let error as SQLiteFailure: error.storeError
    default: StoreError(.unavailable, "the database refused an operation", underlying: error)
    }
  }
}
