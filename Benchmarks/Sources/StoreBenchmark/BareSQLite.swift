import BenchmarkSupport
import GRDBSQLite

/// SQLite without anything around it, for comparison: the table of meter values with its index.
final class BareSQLite {
  struct Failure: Error {}

  private var handle: OpaquePointer?

  init(_ path: String) throws {
    let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX
    guard sqlite3_open_v2(path, &handle, flags, nil) == SQLITE_OK else { throw Failure() }
    try execute(
      """
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      CREATE TABLE transaction_messages (
        key INTEGER PRIMARY KEY, station INTEGER NOT NULL, transaction_key INTEGER, sequence_number INTEGER, evse INTEGER,
        connector INTEGER, kind TEXT, trigger_reason TEXT, charging_state TEXT, stopped_reason TEXT,
        is_offline INTEGER, timestamp TEXT, occurred_at INTEGER, id_token TEXT, id_token_type TEXT,
        received_at INTEGER NOT NULL, meter_values TEXT
      ) STRICT;
      CREATE UNIQUE INDEX transaction_messages_of_transaction
        ON transaction_messages (transaction_key, sequence_number) WHERE transaction_key IS NOT NULL;
      """)
  }

  deinit {
    sqlite3_close(handle)
  }

  func insert(_ rows: Int, inGroupsOf count: Int) throws -> Cost {
    let sql = """
      INSERT INTO transaction_messages (station, transaction_key, evse, connector, received_at, meter_values)
      VALUES (?, ?, ?, ?, ?, ?)
      """
    var statement: OpaquePointer?
    guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK else { throw Failure() }
    defer { sqlite3_finalize(statement) }
    let mark = Cost.Mark()
    for row in 0..<rows {
      if row % count == 0 { try execute("BEGIN") }
      sqlite3_bind_int64(statement, 1, Int64(row % 1000))
      sqlite3_bind_int64(statement, 2, Int64(row % 1000))
      sqlite3_bind_int64(statement, 3, 0)
      sqlite3_bind_int64(statement, 4, 1)
      sqlite3_bind_int64(statement, 5, Int64(row))
      Workload.meterValues.withCString { values in
        sqlite3_bind_text(statement, 6, values, -1, nil)
        sqlite3_step(statement)
      }
      sqlite3_reset(statement)
      if row % count == count - 1 { try execute("COMMIT") }
    }
    return mark.cost(of: rows)
  }

  private func execute(_ sql: String) throws {
    guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else { throw Failure() }
  }
}
