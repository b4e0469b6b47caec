internal import GatewayCore
internal import OCPPCodec

/// A row that is being read: every column is checked, since a file may have been changed by anybody.
struct StoredRow {
  let statement: SQLiteStatement
  let table: StaticString
  /// The row's key, for messages: so many columns from the first one.
  var keyColumns: Int32 = 1

  func integer(_ column: Int32) throws -> Int64 {
    guard let value = statement.integer(column) else { throw damage(column) }
    return value
  }

  func optionalInteger(_ column: Int32) throws -> Int64? {
    statement.isNull(column) ? nil : try integer(column)
  }

  func number(_ column: Int32) throws -> Int { Int(try integer(column)) }

  func optionalNumber(_ column: Int32) throws -> Int? {
    statement.isNull(column) ? nil : try number(column)
  }

  func text(_ column: Int32) throws -> String {
    guard let value = statement.text(column) else { throw damage(column) }
    return value
  }

  func optionalText(_ column: Int32) throws -> String? {
    statement.isNull(column) ? nil : try text(column)
  }

  func bytes(_ column: Int32) throws -> [UInt8] {
    guard let value = statement.bytes(column) else { throw damage(column) }
    return value
  }

  func value<Value: RawRepresentable<String>>(_ column: Int32, as type: Value.Type = Value.self) throws -> Value {
    guard let value = statement.text(column).flatMap(Value.init(rawValue:)) else { throw damage(column) }
    return value
  }

  func optionalValue<Value: RawRepresentable<String>>(
    _ column: Int32,
    as type: Value.Type = Value.self
  ) throws -> Value? {
    statement.isNull(column) ? nil : try value(column, as: type)
  }

  func json(_ column: Int32) throws -> RawJSON {
    guard let value = statement.text(column).flatMap(RawJSON.init(text:)) else { throw damage(column) }
    return value
  }

  func optionalJSON(_ column: Int32) throws -> RawJSON? {
    statement.isNull(column) ? nil : try json(column)
  }

  func station(_ column: Int32) throws -> StationID {
    guard let text = statement.text(column), let station = StationID(text, maximumLength: .max) else {
      throw damage(column)
    }
    return station
  }

  /// Whole numbers are stored as such, others as text.
  func optionalDecimal(_ column: Int32) throws -> DecimalNumber? {
    if statement.isNull(column) { return nil }
    if let whole = statement.integer(column) { return DecimalNumber(Int(whole)) }
    guard let number = statement.text(column).flatMap(DecimalNumber.init(text:)) else { throw damage(column) }
    return number
  }

  /// The error for a column that can't be what was written.
  func damage(_ column: Int32) -> StoreError {
    let key = (0..<keyColumns).map(statement.shown).joined(separator: "/")
    return StoreError(
      .corrupt,
      "table \(table), row \(key): \(statement.name(column)) is "
        + "\(String(statement.shown(column).prefix(80)).debugDescription), which the gateway didn't write; "
        + "restore the database from a backup or correct the row")
  }
}
