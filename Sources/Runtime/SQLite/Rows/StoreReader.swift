internal import GatewayCore
internal import OCPPCodec

/// The operations that only read, on any connection.
struct StoreReader {
  let connection: SQLiteConnection

  init(_ connection: SQLiteConnection) {
    self.connection = connection
  }

  // MARK: Id tokens

  static let idTokenSQL = "\(selectIdTokens) WHERE key = ?"

  private static let selectIdTokens =
    "SELECT key, id, type, status, expiry_date, expires_at, parent FROM id_tokens"

  func idTokens(after: String?, limit: Int) throws -> [IdTokenRecord] {
    let select = try connection.cached(
      "\(Self.selectIdTokens) \(after == nil ? "" : "WHERE key > ?") ORDER BY key LIMIT ?")
    if let after { select.bind(IdTokenRecord.key(after)) }
    select.bind(max(limit, 0))
    return try select.rows(of: "id_tokens", Self.readIdToken)
  }

  static func readIdToken(_ row: StoredRow) throws -> IdTokenRecord {
    IdTokenRecord(
      id: try row.text(1), type: try row.optionalText(2), status: try row.value(3), expiryDate: try row.optionalText(4),
      expiresAt: try row.optionalInteger(5), parent: try row.optionalText(6))
  }
}
