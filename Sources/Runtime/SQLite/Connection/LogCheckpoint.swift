internal import GRDBSQLite

/// Brings what the log holds into the database file, when the log has grown.
///
/// SQLite would do so within a commit, and those who wait for the commit would wait for it too.
final class LogCheckpoint {
  /// Of pages of 4 KiB; more at once write a page that changes often fewer times.
  private static let interval: Int32 = 4000

  private let handle: OpaquePointer
  /// How many pages the log has; written by SQLite's hook.
  private let pages = UnsafeMutablePointer<Int32>.allocate(capacity: 1)
  private var nextAt = interval

  init(_ connection: SQLiteConnection) {
    handle = connection.handle
    pages.initialize(to: 0)
    // It replaces the hook by which SQLite checkpoints.
    sqlite3_wal_hook(
      handle,
      { pages, _, _, count in
        pages?.assumingMemoryBound(to: Int32.self).pointee = count
        return SQLITE_OK
      }, pages)
  }

  deinit {
    sqlite3_wal_hook(handle, nil, nil)
    pages.deallocate()
  }

  /// To be called between commits.
  func runIfDue() {
    guard pages.pointee >= nextAt else {
      // The log begins anew when all of it is in the file.
      if pages.pointee < Self.interval { nextAt = Self.interval }
      return
    }
    // One who reads, or a full disk, may prevent a part of it: it is tried again when there is more.
    sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_PASSIVE, nil, nil)
    nextAt = pages.pointee + Self.interval / 4
  }
}
