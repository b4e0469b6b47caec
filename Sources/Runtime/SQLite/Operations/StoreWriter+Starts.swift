internal import GatewayCore
internal import OCPPCodec

extension StoreWriter {
  /// Records a 1.6 StartTransaction.
  func start(_ start: TransactionStart) throws -> TransactionStarted {
    let station = try key(of: start.station)
    let token = ByteKey(IdTokenRecord.key(start.idTag))
    let decision = try decide(
      token, type: nil, policy: start.policy, startsTransaction: true, moment: start.receivedAt)
    var digest = StartDigest(start, token: token)
    // A random number of 31 bits was given before once in a thousand times when two million were given.
    for _ in 0..<64 {
      let number = transactionNumbers()
      if (1...Int(Int32.max)).contains(number),
        try insert(start, station: station, number: number, token: token, digest: digest.value, decision: decision)
      {
        return TransactionStarted(transaction: number, decision: decision, isRepeated: false)
      }
      switch try findStart(start, station: station, token: token, digest: digest.value) {
      case .same(let number, let authorization):
        // The answer of the first time: by now the token may be in use by a transaction that was begun in between.
        let decision = AuthorizationDecision(status: authorization, token: decision.token)
        return TransactionStarted(transaction: number, decision: decision, isRepeated: true)
      case .other: digest.next()
      case nil: continue
      }
    }
    throw StoreError(.unavailable, "no transaction id is free among 64 random ones")
  }

  private enum FoundStart {
    case same(number: Int, authorization: AuthorizationStatus)
    /// Another start with the same digest.
    case other
  }

  private func findStart(
    _ start: TransactionStart,
    station: Int64,
    token: ByteKey,
    digest: Int64
  ) throws -> FoundStart? {
    let select = statements.selectStart
    select.bind(station)
    select.bind(digest)
    return try select.row(of: "transactions") { row in
      guard try row.number(2) == start.connector, try ByteKey(row.text(3)) == token,
        try ByteKey(row.text(4)) == ByteKey(start.timestamp), try row.number(5) == start.meterStart
      else { return .other }
      return .same(number: try row.number(1), authorization: try row.value(6))
    }
  }

  /// - Returns: false when the number was given before or the digest is there.
  private func insert(
    _ start: TransactionStart,
    station: Int64,
    number: Int,
    token: ByteKey,
    digest: Int64,
    decision: AuthorizationDecision
  ) throws -> Bool {
    let key = try transactionKeys.next(at: start.receivedAt)
    let insert = statements.insertStart
    insert.bind(key)
    insert.bind(station)
    insert.bind(number)
    insert.bind(start.connector)
    insert.bind(start.idTag)
    insert.bind(token.text)
    insert.bind(decision.status.rawValue)
    insert.bind(start.reservation)
    insert.bind(start.timestamp)
    insert.bind(start.startedAt)
    insert.bind(start.meterStart)
    insert.bind(digest)
    insert.bind(start.receivedAt)
    insert.bind(start.receivedAt)
    try insert.execute()
    guard connection.changes > 0 else { return false }
    numberedTransactions[NumberedTransaction(station: station, number: number)] = key
    return true
  }
}
