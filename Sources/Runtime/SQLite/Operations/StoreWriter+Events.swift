internal import GatewayCore
internal import OCPPCodec

extension StoreWriter {
  /// Records a 2.0.1 TransactionEvent.
  func record(_ event: TransactionEventRecord) throws -> TransactionEventRecorded {
    let station = try key(of: event.station)
    let found = try findTransaction(of: event, station: station)
    // Before anything is written, since reading may find something damaged.
    let decision = try decide(event, of: found)
    guard try insert(event, station: station) else {
      let first = firstDecision(on: event, of: found?.transaction, now: decision)
      return TransactionEventRecorded(decision: first, isRepeated: true)
    }
    if let (key, transaction) = found {
      try update(transaction, key: key, event: event, decision: decision)
    } else {
      try insertTransaction(of: event, station: station, decision: decision)
    }
    return TransactionEventRecorded(decision: decision, isRepeated: false)
  }

  private func decide(
    _ event: TransactionEventRecord,
    of found: (key: Int64, transaction: EventTransaction)?
  ) throws -> AuthorizationDecision? {
    guard let idToken = event.idToken else { return nil }
    return try decide(
      ByteKey(IdTokenRecord.key(idToken)), type: event.idTokenType, policy: event.policy,
      startsTransaction: event.kind == .started, moment: event.receivedAt, except: found?.key ?? -1)
  }

  /// The answer to a repeated event: to a start that of the first time, since by now the token may be in use by a
  /// transaction that was begun in between.
  private func firstDecision(
    on event: TransactionEventRecord,
    of transaction: EventTransaction?,
    now decision: AuthorizationDecision?
  ) -> AuthorizationDecision? {
    guard let decision, event.kind == .started, let authorization = transaction?.authorization,
      let first = transaction?.idToken, let repeated = event.idToken,
      ByteKey(IdTokenRecord.key(first)) == ByteKey(IdTokenRecord.key(repeated))
    else { return decision }
    return AuthorizationDecision(status: authorization, token: decision.token)
  }

  /// - Returns: false when the station's transaction has an event with this number.
  private func insert(_ event: TransactionEventRecord, station: Int64) throws -> Bool {
    let insert = statements.insertEvent
    insert.bind(station)
    insert.bind(event.transaction)
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

  private func findTransaction(
    of event: TransactionEventRecord,
    station: Int64
  ) throws -> (key: Int64, transaction: EventTransaction)? {
    let select = statements.selectEventTransaction
    select.bind(station)
    select.bind(event.transaction)
    return try select.row(of: "transactions") { (try $0.integer(0), try EventTransaction($0)) }
  }

  private func insertTransaction(
    of event: TransactionEventRecord,
    station: Int64,
    decision: AuthorizationDecision?
  ) throws {
    var transaction = EventTransaction(firstHeardOf: event.receivedAt)
    transaction.apply(event, decision: decision)
    let insert = statements.insertEventTransaction
    transaction.bind(to: insert)
    insert.bind(try transactionKeys.next(at: event.receivedAt))
    insert.bind(station)
    insert.bind(event.transaction)
    insert.bind(transaction.idToken.map(IdTokenRecord.key))
    try insert.execute()
  }

  private func update(
    _ transaction: EventTransaction,
    key: Int64,
    event: TransactionEventRecord,
    decision: AuthorizationDecision?
  ) throws {
    var transaction = transaction
    // By far the most events: the state of charge goes on, and no index changes.
    if transaction.isAdvancedOnly(by: event) {
      transaction.advance(event)
      let update = statements.updateEventProgress
      update.bind(transaction.chargingState)
      update.bind(transaction.chargingSequence)
      update.bind(transaction.lastSequence)
      update.bind(transaction.updatedAt)
      update.bind(key)
      return try update.execute()
    }
    transaction.apply(event, decision: decision)
    let update = statements.updateEventTransaction
    transaction.bind(to: update)
    update.bind(transaction.idToken.map(IdTokenRecord.key))
    update.bind(key)
    try update.execute()
  }
}
