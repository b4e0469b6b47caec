internal import GatewayCore
internal import OCPPCodec

extension StoreWriter {
  /// Records a 2.0.1 TransactionEvent.
  func record(_ event: TransactionEventRecord) throws -> TransactionEventRecorded {
    let name = EventTransaction.Name(station: try key(of: event.station), id: ByteKey(event.transaction))
    let known = try transaction(name)
    // Before anything is written, since reading may find something damaged.
    let decision = try decide(event, of: known)
    guard let known else {
      let key = try insertTransaction(event, of: name, decision: decision)
      _ = try insert(event, of: name.station, transaction: key)
      return TransactionEventRecorded(decision: decision, isRepeated: false)
    }
    guard try insert(event, of: name.station, transaction: known.key) else {
      return TransactionEventRecorded(decision: firstDecision(on: event, of: known, now: decision), isRepeated: true)
    }
    if !known.isUnchanged(by: event) { try update(known, event, of: name, decision: decision) }
    return TransactionEventRecorded(decision: decision, isRepeated: false)
  }

  private func transaction(_ name: EventTransaction.Name) throws -> EventTransaction? {
    if let known = eventTransactions[name] { return known }
    let select = statements.selectEventTransaction
    select.bind(name.station)
    select.bind(name.id.text)
    let found = try select.row(of: "transactions", EventTransaction.init)
    if let found, found.state == .active { eventTransactions[name] = found }
    return found
  }

  private func decide(
    _ event: TransactionEventRecord,
    of transaction: EventTransaction?
  ) throws -> AuthorizationDecision? {
    guard let idToken = event.idToken else { return nil }
    return try decide(
      ByteKey(IdTokenRecord.key(idToken)), type: event.idTokenType, policy: event.policy,
      startsTransaction: event.kind == .started, moment: event.receivedAt, except: transaction?.key ?? -1)
  }

  /// The answer to a repeated event: to a start that of the first time, since by now the token may be in use by a
  /// transaction that was begun in between.
  private func firstDecision(
    on event: TransactionEventRecord,
    of transaction: EventTransaction,
    now decision: AuthorizationDecision?
  ) -> AuthorizationDecision? {
    guard let decision, event.kind == .started, let authorization = transaction.authorization,
      let first = transaction.idToken, let repeated = event.idToken,
      ByteKey(IdTokenRecord.key(first)) == ByteKey(IdTokenRecord.key(repeated))
    else { return decision }
    return AuthorizationDecision(status: authorization, token: decision.token)
  }

  /// - Returns: false when the transaction has an event with this number.
  private func insert(
    _ event: TransactionEventRecord,
    of station: Int64,
    transaction: Int64
  ) throws -> Bool {
    let insert = statements.insertEvent
    insert.bind(station)
    insert.bind(transaction)
    insert.bind(event.sequenceNumber)
    insert.bind(event.evse)
    insert.bind(event.connector)
    insert.bind(event.kind.rawValue)
    insert.bind(event.triggerReason)
    insert.bind(event.chargingState)
    insert.bind(event.stoppedReason)
    insert.bind(event.isOffline ? 1 : 0)
    insert.bind(event.timestamp)
    insert.bind(event.occurredAt)
    insert.bind(event.idToken)
    insert.bind(event.idTokenType)
    insert.bind(event.receivedAt)
    insert.bind(event.meterValues?.text)
    try insert.execute()
    return connection.changes > 0
  }

  /// - Returns: its key.
  private func insertTransaction(
    _ event: TransactionEventRecord,
    of name: EventTransaction.Name,
    decision: AuthorizationDecision?
  ) throws -> Int64 {
    var transaction = EventTransaction(
      key: try transactionKeys.next(at: event.receivedAt), firstHeardOf: event.receivedAt)
    transaction.apply(event, decision: decision)
    let insert = statements.insertEventTransaction
    transaction.bind(to: insert)
    insert.bind(transaction.key)
    insert.bind(name.station)
    insert.bind(name.id.text)
    insert.bind(transaction.idToken.map(IdTokenRecord.key))
    insert.bind(transaction.receivedAt)
    try insert.execute()
    keep(transaction, name)
    return transaction.key
  }

  private func update(
    _ known: EventTransaction,
    _ event: TransactionEventRecord,
    of name: EventTransaction.Name,
    decision: AuthorizationDecision?
  ) throws {
    var transaction = known
    transaction.apply(event, decision: decision)
    let update = statements.updateEventTransaction
    transaction.bind(to: update)
    update.bind(transaction.idToken.map(IdTokenRecord.key))
    update.bind(transaction.key)
    try update.execute()
    keep(transaction, name)
  }

  private func keep(_ transaction: EventTransaction, _ name: EventTransaction.Name) {
    eventTransactions[name] = transaction.state == .active ? transaction : nil
  }
}
