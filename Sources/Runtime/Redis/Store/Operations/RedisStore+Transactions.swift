package import GatewayCore
import OCPPCodec

extension RedisStore: TransactionStore {
  private var index: TransactionIndex { TransactionIndex(store: self) }

  // MARK: 1.6

  package func startTransaction(_ start: TransactionStart) async throws -> TransactionStarted {
    let token = IdTokenRecord.key(start.idTag)
    let identity = Self.identity(
      connector: start.connector, meterStart: start.meterStart, timestamp: start.timestamp, token: token)
    let claim = TokenUse.claim(start.station, start: identity)
    let order = try await order.next(at: start.receivedAt)
    return try await change(keys.station(start.station)) { unit in
      async let judged = self.decide(token, type: nil, policy: start.policy, at: start.receivedAt)
      let earlier = try await unit.get("starts", Array(identity.utf8)).map { String(decoding: $0, as: UTF8.self) }
      var decision = try await judged
      if let name = earlier,
        let known = try await unit.document("transactions", name, as: TransactionDocument.self)
      {
        // The answer of the first time: by now the token may be in use by a transaction that was begun in between.
        decision.status = known.record.authorization ?? decision.status
        return TransactionStarted(
          transaction: Int(known.record.id) ?? 0, decision: decision, isRepeated: true)
      }
      async let unused = self.unusedNumber()
      if decision.status == .accepted {
        let isFree = try await TokenUse(token, self).claim(claim)
        if !isFree, !start.policy.allowsConcurrentTransactions {
          decision.status = .concurrentTransaction
          unit.afterwards(TokenUse(token, self).release(claim))
        }
      }
      let number = try await unused
      var record = TransactionRecord(
        station: start.station, id: String(number), version: .v16, state: .active, receivedAt: start.receivedAt,
        updatedAt: start.receivedAt)
      record.evse = 0
      record.connector = start.connector
      record.idToken = start.idTag
      record.authorization = decision.status
      record.reservation = start.reservation
      record.startTimestamp = start.timestamp
      record.startedAt = start.startedAt
      record.meterStart = DecimalNumber(start.meterStart)
      record.cursor = order.text
      var document = TransactionDocument(record)
      if decision.status == .accepted { document.claim = claim }
      let name = TransactionDocument.name(number: number)
      try await self.index.add(TransactionIndex.member(order, start.station, name), record, unit)
      try unit.set("transactions", name, document)
      unit.set("starts", Array(identity.utf8), Array(name.utf8))
      return TransactionStarted(transaction: number, decision: decision, isRepeated: false)
    }
  }

  /// What tells a station's start from others.
  ///
  /// - Parameter token: in small letters.
  static func identity(connector: Int, meterStart: Int, timestamp: String, token: String) -> String {
    "\(connector)|\(meterStart)|\(timestamp)|\(token)"
  }

  /// A random number that was never given.
  private func unusedNumber() async throws -> Int {
    for _ in 0..<64 {
      let number = Int.random(in: 1...Int(Int32.max))
      if try await client.send(RedisCommand("SADD", keys.numbers(number), number)).integer == 1 { return number }
    }
    throw StoreError(.unavailable, "no transaction id is free among 64 random ones")
  }

  package func stopTransaction(_ stop: TransactionStop) async throws -> TransactionStopped {
    let order = try await order.next(at: stop.receivedAt)
    return try await change(keys.station(stop.station)) { unit in
      var decision: AuthorizationDecision?
      if let idTag = stop.idTag {
        // Whoever may start may stop: being in a transaction doesn't count against the token.
        decision = try await self.decide(
          IdTokenRecord.key(idTag), type: nil, policy: stop.policy, at: stop.receivedAt)
      }
      let name = TransactionDocument.name(number: stop.transaction)
      if var document = try await unit.document("transactions", name, as: TransactionDocument.self) {
        guard document.record.state == .active else {
          return TransactionStopped(decision: decision, isOrphan: false, isRepeated: true)
        }
        self.end(&document, by: stop, unit)
        try unit.set("transactions", name, document)
        try self.addValues(of: stop, unit)
        return TransactionStopped(decision: decision, isOrphan: false, isRepeated: false)
      }
      let isNew = try await self.recordOrphan(stop, order, unit)
      return TransactionStopped(decision: decision, isOrphan: true, isRepeated: !isNew)
    }
  }

  private func end(_ document: inout TransactionDocument, by stop: TransactionStop, _ unit: RedisUnit) {
    document.record.state = .ended
    document.record.stopTimestamp = stop.timestamp
    document.record.stoppedAt = stop.stoppedAt
    document.record.meterStop = DecimalNumber(stop.meterStop)
    document.record.stopReason = stop.reason
    document.record.stopIdToken = stop.idTag
    document.record.updatedAt = stop.receivedAt
    retire(&document, name: TransactionDocument.name(number: stop.transaction), unit)
  }

  /// Takes a transaction that has ended out of the lists of active ones.
  private func retire(_ document: inout TransactionDocument, name: String, _ unit: RedisUnit) {
    let record = document.record
    if record.version == .v16 { unit.remove("latest-values", Array(record.id.utf8)) }
    if let order = OrderKey(record.cursor) {
      unit.afterwards(index.active.remove(TransactionIndex.member(order, record.station, name)))
    }
    if let claim = document.claim, let idToken = record.idToken {
      unit.afterwards(TokenUse(IdTokenRecord.key(idToken), self).release(claim))
      document.claim = nil
    }
  }

  /// - Returns: false when it is there already.
  private func recordOrphan(_ stop: TransactionStop, _ order: OrderKey, _ unit: RedisUnit) async throws -> Bool {
    let name = TransactionDocument.name(
      orphan: String(stop.transaction), meterStop: stop.meterStop, timestamp: stop.timestamp)
    guard try await unit.get("transactions", Array(name.utf8)) == nil else { return false }
    var record = TransactionRecord(
      station: stop.station, id: String(stop.transaction), version: .v16, state: .orphaned,
      receivedAt: stop.receivedAt, updatedAt: stop.receivedAt)
    record.evse = 0
    record.stopTimestamp = stop.timestamp
    record.stoppedAt = stop.stoppedAt
    record.meterStop = DecimalNumber(stop.meterStop)
    record.stopReason = stop.reason
    record.stopIdToken = stop.idTag
    record.cursor = order.text
    try await index.add(TransactionIndex.member(order, stop.station, name), record, unit)
    try unit.set("transactions", name, TransactionDocument(record))
    // Several orphans may have the same id; the newest is found by it.
    unit.set("orphans", Array(String(stop.transaction).utf8), Array(name.utf8))
    try addValues(of: stop, unit)
    return true
  }

  // MARK: Meter values

  private func addValues(of stop: TransactionStop, _ unit: RedisUnit) throws {
    guard let values = stop.meterValues else { return }
    try add(
      MeterValuesDocument(values: values, receivedAt: stop.receivedAt), to: String(stop.transaction), unit)
  }

  private func add(_ values: MeterValuesDocument, to transaction: String, _ unit: RedisUnit) throws {
    unit.write("RPUSH", "values:\(transaction)", [try RedisDocument.bytes(values)])
    unit.write("HSET", "heard", [Array(transaction.utf8), Array(String(values.receivedAt).utf8)])
  }

  package func recordMeterValues(_ values: MeterValuesRecord) async throws {
    try await change(keys.station(values.station)) { unit in
      let stored = MeterValuesDocument(
        values: values.values, receivedAt: values.receivedAt, evse: values.evse, connector: values.connector)
      if let transaction = values.transaction {
        // A station repeats what it has no answer to before it goes on, be it hours later and with another message id.
        let digest = Self.digest(evse: values.evse, connector: values.connector, values.values)
        try unit.once("latest-values", transaction, digest.text) { try self.add(stored, to: transaction, unit) }
      } else {
        // Of readings outside transactions the latest are kept.
        unit.write("RPUSH", "readings", [try RedisDocument.bytes(stored)])
        unit.write("LTRIM", "readings", ["-\(Self.keptReadings)", "-1"].map { Array($0.utf8) })
      }
    }
  }

  static let keptReadings = 1000

  /// What tells meter values from others of their transaction.
  static func digest(evse: Int, connector: Int, _ values: RawJSON) -> ContentDigest {
    ContentDigest("\(evse)|\(connector)|\(values.text)".utf8)
  }

  package func meterValues(
    ofTransaction id: String, of station: StationID, limit: Int
  ) async throws -> [StoredMeterValues] {
    guard limit > 0 else { return [] }
    return try await read {
      let key = self.keys.station(station).key("values:\(id)")
      let reply = try await self.client.send(RedisCommand("LRANGE", key, 0, limit - 1))
      return try (reply.array ?? []).compactMap(\.bytes).map { try RedisDocument.read($0, in: key) }
    }
  }

  // MARK: 2.0.1

  package func recordTransactionEvent(_ event: TransactionEventRecord) async throws -> TransactionEventRecorded {
    let order = try await order.next(at: event.receivedAt)
    return try await change(keys.station(event.station)) { unit in
      let name = TransactionDocument.name(event: event.transaction)
      let events = "events:\(event.transaction)"
      let known = try await unit.document("transactions", name, as: TransactionDocument.self)
      let isRepeated = try await unit.get(events, Array(String(event.sequenceNumber).utf8)) != nil
      let claim = TokenUse.claim(event.station, event: event.transaction)
      var decision = try await self.decide(event)
      if isRepeated {
        return TransactionEventRecorded(
          decision: self.firstDecision(on: event, of: known?.record, now: decision), isRepeated: true)
      }
      var document =
        known
        ?? TransactionDocument(
          TransactionRecord(
            station: event.station, id: event.transaction, version: .v201, state: .active,
            receivedAt: event.receivedAt, updatedAt: event.receivedAt))
      if known == nil { document.record.cursor = order.text }
      try await self.claim(claim, for: event, of: &document, &decision, unit)
      let before = document.record
      document.apply(event, decision: decision)
      if document.record.state == .ended, before.state == .active { self.retire(&document, name: name, unit) }
      if known == nil || before.idToken == nil, let order = OrderKey(document.record.cursor) {
        try await self.index.add(
          TransactionIndex.member(order, event.station, name), document.record, isNew: known == nil, unit)
      }
      try unit.set("transactions", name, document)
      try unit.set(events, String(event.sequenceNumber), EventDocument(event))
      if let values = event.meterValues {
        try self.add(
          MeterValuesDocument(
            values: values, sequenceNumber: event.sequenceNumber, receivedAt: event.receivedAt),
          to: event.transaction, unit)
      } else {
        unit.write("HSET", "heard", [Array(event.transaction.utf8), Array(String(event.receivedAt).utf8)])
      }
      return TransactionEventRecorded(decision: decision, isRepeated: false)
    }
  }

  private func decide(_ event: TransactionEventRecord) async throws -> AuthorizationDecision? {
    guard let idToken = event.idToken else { return nil }
    return try await decide(
      IdTokenRecord.key(idToken), type: event.idTokenType, policy: event.policy, at: event.receivedAt)
  }

  /// Has the event's token be in use by the transaction, if the event gives it its token and it is accepted.
  private func claim(
    _ claim: String,
    for event: TransactionEventRecord,
    of document: inout TransactionDocument,
    _ decision: inout AuthorizationDecision?,
    _ unit: RedisUnit
  ) async throws {
    guard let idToken = event.idToken, decision?.status == .accepted, event.kind != .ended else { return }
    let use = TokenUse(IdTokenRecord.key(idToken), self)
    let givesToken =
      document.record.state == .active
      && (document.record.idToken == nil || event.kind == .started && document.record.startTimestamp == nil)
    let isFree = givesToken ? try await use.claim(claim) : try await !use.isInUse(except: claim)
    if event.kind == .started, !isFree, !event.policy.allowsConcurrentTransactions {
      decision?.status = .concurrentTransaction
      if givesToken { unit.afterwards(use.release(claim)) }
    } else if givesToken {
      if let before = document.record.idToken, let old = document.claim {
        let key = IdTokenRecord.key(before)
        if key != IdTokenRecord.key(idToken) { unit.afterwards(TokenUse(key, self).release(old)) }
      }
      document.claim = claim
    }
  }

  /// The answer to a repeated event: to a start that of the first time, since by now the token may be in use by a
  /// transaction that was begun in between.
  private func firstDecision(
    on event: TransactionEventRecord,
    of transaction: TransactionRecord?,
    now decision: AuthorizationDecision?
  ) -> AuthorizationDecision? {
    guard let decision, event.kind == .started, let authorization = transaction?.authorization,
      let first = transaction?.idToken, let repeated = event.idToken,
      IdTokenRecord.key(first).utf8.elementsEqual(IdTokenRecord.key(repeated).utf8)
    else { return decision }
    return AuthorizationDecision(status: authorization, token: decision.token)
  }

  // MARK: Reading

  package func transaction(_ id: String, of station: StationID) async throws -> TransactionRecord? {
    try await read {
      let orphan = try await self.client.send(
        RedisCommand("HGET", self.keys.station(station).key("orphans"), id)
      ).text
      let names = ["n\(id)", TransactionDocument.name(event: id)] + (orphan.map { [$0] } ?? [])
      // What the message that is being handled has begun isn't committed yet.
      if let unit = MessageScope.current?.unit, unit.slot == self.keys.station(station) {
        for name in names {
          if let own = try await unit.document("transactions", name, as: TransactionDocument.self) { return own.record }
        }
        return nil
      }
      return try await self.documents(names.map { (station, $0) }).compactMap(\.self).first
    }
  }

  package func transactions(withID id: String) async throws -> [TransactionRecord] {
    try await read {
      var found: [TransactionRecord] = []
      var after: String?
      // No list has them by id: each station is asked.
      while found.count < 100 {
        let members = try await self.stationIndex.members(after: after, limit: 1000, self.client)
        let places = members.compactMap { StationID($0, maximumLength: .max) }.flatMap { station in
          [(station, "n\(id)"), (station, TransactionDocument.name(event: id))]
        }
        found += try await self.documents(places).compactMap(\.self)
        guard members.count == 1000 else { break }
        after = members.last
      }
      return Array(found.prefix(100))
    }
  }

  package func transactions(_ query: TransactionQuery) async throws -> [TransactionRecord] {
    try await read { try await self.index.transactions(query) }
  }
}
