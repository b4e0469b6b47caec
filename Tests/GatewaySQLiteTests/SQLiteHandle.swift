import GRDBSQLite
import Testing

/// A bare connection.
enum SQLiteHandle {
  /// An empty database in memory; never closed.
  static func memory() throws -> OpaquePointer {
    var handle: OpaquePointer?
    #expect(sqlite3_open(":memory:", &handle) == SQLITE_OK)
    return try #require(handle)
  }
}
