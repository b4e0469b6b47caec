internal import GatewayCore

extension StoreWriter {
  func put(_ records: [IdTokenRecord]) throws {
    let put = try connection.cached(
      """
      INSERT OR REPLACE INTO id_tokens (key, id, type, status, expiry_date, expires_at, parent)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """)
    for record in records {
      let key = ByteKey(IdTokenRecord.key(record.id))
      put.bind(key.text)
      put.bind(record.id)
      put.bind(record.type)
      put.bind(record.status.rawValue)
      put.bind(record.expiryDate)
      put.bind(record.expiresAt)
      put.bind(record.parent)
      try put.execute()
      uncommittedTokens[key] = .known(record)
    }
  }

  /// - Returns: the one that is there already.
  func create(_ record: IdTokenRecord) throws -> IdTokenRecord? {
    if let present = try idToken(ByteKey(IdTokenRecord.key(record.id))) { return present }
    try put([record])
    return nil
  }

  /// - Returns: whether there was one.
  func deleteIdToken(_ id: String) throws -> Bool {
    let key = ByteKey(IdTokenRecord.key(id))
    let delete = try connection.cached("DELETE FROM id_tokens WHERE key = ?")
    delete.bind(key.text)
    try delete.execute()
    uncommittedTokens[key] = .absent
    return connection.changes > 0
  }

  /// A token's record; nil if there is none.
  func idToken(_ key: ByteKey) throws -> IdTokenRecord? {
    let entry: IdTokenCache.Entry
    if let known = uncommittedTokens.isEmpty ? nil : uncommittedTokens[key] {
      entry = known
    } else if let known = tokens[key] {
      entry = known
    } else {
      let select = statements.selectIdToken
      select.bind(key.text)
      entry = try select.row(of: "id_tokens", StoreReader.readIdToken).map(IdTokenCache.Entry.known) ?? .absent
      uncommittedTokens[key] = entry
    }
    if case .known(let record) = entry { return record }
    return nil
  }

  func decide(_ request: AuthorizationRequest) throws -> AuthorizationDecision {
    try decide(
      ByteKey(IdTokenRecord.key(request.token)), type: request.type, policy: request.policy,
      startsTransaction: request.startsTransaction, moment: request.moment)
  }

  /// - Parameter own: the key of the transaction that doesn't count as one that the token is in.
  func decide(
    _ key: ByteKey,
    type: String?,
    policy: AuthorizationPolicy,
    startsTransaction: Bool,
    moment: Int64,
    except own: Int64 = -1
  ) throws -> AuthorizationDecision {
    let token = try idToken(key)
    let parent = try token?.parent.flatMap { try idToken(ByteKey(IdTokenRecord.key($0))) }
    var status = policy.status(of: token, parent: parent, type: type, isInTransaction: false, at: moment)
    // Looked up only where it can change the answer.
    if status == .accepted, startsTransaction, !policy.allowsConcurrentTransactions, try isInUse(key, except: own) {
      status = policy.status(of: token, parent: parent, type: type, isInTransaction: true, at: moment)
    }
    return AuthorizationDecision(status: status, token: token)
  }

  /// Whether an active transaction, begun with leave, is of the token.
  private func isInUse(_ key: ByteKey, except own: Int64) throws -> Bool {
    let select = statements.selectActiveUse
    select.bind(key.text)
    select.bind(own)
    defer { select.reset() }
    return try select.step()
  }
}
