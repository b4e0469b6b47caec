internal import GatewayCore
internal import OCPPCodec

extension SQLiteStatement {
  /// Binds a whole number as such, another one as text.
  func bind(_ number: DecimalNumber?) {
    guard let number else { return bindNull() }
    if let whole = number.integer { bind(whole) } else { bind(number.description) }
  }

  /// Steps through all rows.
  ///
  /// - Parameters:
  ///   - table: the table, for messages.
  ///   - keyColumns: how many columns from the first name the row.
  func rows<Value>(
    of table: StaticString,
    keyColumns: Int32 = 1,
    _ read: (StoredRow) throws -> Value
  ) throws -> [Value] {
    var values: [Value] = []
    defer { reset() }
    while try step() { values.append(try read(StoredRow(statement: self, table: table, keyColumns: keyColumns))) }
    return values
  }

  /// Steps through all rows without keeping any.
  func forEach(of table: StaticString, keyColumns: Int32 = 1, _ body: (StoredRow) throws -> Void) throws {
    defer { reset() }
    while try step() { try body(StoredRow(statement: self, table: table, keyColumns: keyColumns)) }
  }

  /// Reads the first row; nil if there is none.
  func row<Value>(of table: StaticString, keyColumns: Int32 = 1, _ read: (StoredRow) throws -> Value) throws -> Value? {
    defer { reset() }
    guard try step() else { return nil }
    return try read(StoredRow(statement: self, table: table, keyColumns: keyColumns))
  }
}
