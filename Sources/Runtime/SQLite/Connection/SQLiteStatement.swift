internal import GRDBSQLite

/// A prepared statement: bound in the order of its parameters, then executed or stepped through.
final class SQLiteStatement {
  private let statement: OpaquePointer
  private let handle: OpaquePointer
  private var parameter: Int32 = 0
  /// The first failure to bind, told when the statement runs.
  private var bindFailure = SQLITE_OK
  /// Where bound texts are until the statement is reset: SQLite would make an allocation for each of them.
  private let texts = UnsafeMutableRawBufferPointer.allocate(byteCount: 4096, alignment: 1)
  private var textBytes = 0

  /// - Parameter statement: prepared; finalized by this object.
  init(_ statement: OpaquePointer, on handle: OpaquePointer) {
    self.statement = statement
    self.handle = handle
  }

  deinit {
    sqlite3_finalize(statement)
    texts.deallocate()
  }

  // MARK: Parameters

  func bind(_ value: Int64) { note(sqlite3_bind_int64(statement, next(), value)) }

  func bind(_ value: Int) { bind(Int64(value)) }

  func bind(_ value: Int64?) {
    if let value { bind(value) } else { bindNull() }
  }

  func bind(_ value: Int?) {
    if let value { bind(Int64(value)) } else { bindNull() }
  }

  func bind(_ value: String) {
    var value = value
    let parameter = next()
    note(value.withUTF8 { bind($0, at: parameter) })
  }

  private func bind(_ bytes: UnsafeBufferPointer<UInt8>, at parameter: Int32) -> Int32 {
    guard let room = texts.baseAddress, bytes.count <= texts.count - textBytes else {
      return bytes.withMemoryRebound(to: CChar.self) {
        sqlite3_bind_text64(
          statement, parameter, $0.baseAddress, UInt64($0.count), Self.copied, UInt8(SQLITE_UTF8))
      }
    }
    let start = room + textBytes
    if let source = bytes.baseAddress { start.copyMemory(from: source, byteCount: bytes.count) }
    textBytes += bytes.count
    return sqlite3_bind_text64(
      statement, parameter, start.assumingMemoryBound(to: CChar.self), UInt64(bytes.count), nil, UInt8(SQLITE_UTF8))
  }

  func bind(_ value: String?) {
    if let value { bind(value) } else { bindNull() }
  }

  func bind(_ value: [UInt8]?) {
    guard let value else { return bindNull() }
    let parameter = next()
    note(
      value.withUnsafeBytes {
        // Without an address it would be NULL instead of empty.
        guard let address = $0.baseAddress else { return sqlite3_bind_zeroblob(statement, parameter, 0) }
        return sqlite3_bind_blob64(statement, parameter, address, UInt64($0.count), Self.copied)
      })
  }

  func bindNull() { note(sqlite3_bind_null(statement, next())) }

  private func next() -> Int32 {
    parameter += 1
    return parameter
  }

  private func note(_ code: Int32) {
    if code != SQLITE_OK, bindFailure == SQLITE_OK { bindFailure = code }
  }

  /// Tells SQLite to copy a text before the call returns (`SQLITE_TRANSIENT`, a cast that isn't imported).
  private static var copied: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }

  // MARK: Running

  /// Goes to the next row.
  ///
  /// - Returns: false after the last; the statement is reset then, as it is when this throws.
  func step() throws -> Bool {
    guard bindFailure == SQLITE_OK else {
      let failure = SQLiteFailure(bindFailure, on: handle)
      reset()
      throw failure
    }
    switch sqlite3_step(statement) {
    case SQLITE_ROW:
      return true
    case SQLITE_DONE:
      reset()
      return false
    case let code:
      let failure = SQLiteFailure(code, on: handle)
      reset()
      throw failure
    }
  }

  /// Runs to the end.
  func execute() throws {
    while try step() {}
  }

  /// Makes ready for the next use; to be called unless ``step()`` came to the end.
  func reset() {
    sqlite3_reset(statement)
    parameter = 0
    textBytes = 0
    bindFailure = SQLITE_OK
  }

  // MARK: Columns of the row

  func isNull(_ column: Int32) -> Bool { sqlite3_column_type(statement, column) == SQLITE_NULL }

  /// Nil when the column is something else.
  func integer(_ column: Int32) -> Int64? {
    sqlite3_column_type(statement, column) == SQLITE_INTEGER ? sqlite3_column_int64(statement, column) : nil
  }

  /// Nil when the column is something else or no UTF-8.
  func text(_ column: Int32) -> String? {
    guard sqlite3_column_type(statement, column) == SQLITE_TEXT,
      let bytes = sqlite3_column_text(statement, column)
    else { return nil }
    let count = Int(sqlite3_column_bytes(statement, column))
    return String(validating: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
  }

  /// Nil when the column is something else.
  func bytes(_ column: Int32) -> [UInt8]? {
    guard sqlite3_column_type(statement, column) == SQLITE_BLOB else { return nil }
    let address = sqlite3_column_blob(statement, column)
    return Array(UnsafeRawBufferPointer(start: address, count: Int(sqlite3_column_bytes(statement, column))))
  }

  /// Whatever is there, for a message.
  func shown(_ column: Int32) -> String {
    guard let bytes = sqlite3_column_text(statement, column) else { return "NULL" }
    let count = Int(sqlite3_column_bytes(statement, column))
    return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
  }

  /// A column's name.
  func name(_ column: Int32) -> String {
    sqlite3_column_name(statement, column).map { String(cString: $0) } ?? "\(column)"
  }
}
