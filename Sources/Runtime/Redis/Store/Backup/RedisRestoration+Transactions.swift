import GatewayCore
import OCPPCodec

extension RedisRestoration {
  func take(_ transaction: TransactionBackup) async throws {
    var record = transaction.record
    let slot = keys.station(record.station)
    let order = try await store.order.next(at: record.receivedAt)
    record.cursor = order.text
    var document = TransactionDocument(record)
    document.stopSequence = transaction.stopSequence
    document.chargingSequence = transaction.chargingSequence
    let name = name(of: record)
    var start: String?
    if record.version == .v16, record.state != .orphaned {
      let identity = RedisStore.identity(
        connector: record.connector ?? 0, meterStart: record.meterStart?.integer ?? 0,
        timestamp: record.startTimestamp ?? "", token: IdTokenRecord.key(record.idToken ?? ""))
      add("HSET", slot.key("starts"), identity, name)
      start = identity
      if let number = Int(record.id) { add("SADD", keys.numbers(number), number) }
    }
    if record.state == .active, record.authorization == .accepted, let idToken = record.idToken {
      let claim =
        start.map { TokenUse.claim(record.station, start: $0) }
        ?? TokenUse.claim(record.station, event: record.id)
      document.claim = claim
      add(TokenUse(IdTokenRecord.key(idToken), store).entry(claim))
    }
    if record.state == .orphaned { add("HSET", slot.key("orphans"), record.id, name) }
    let member = TransactionIndex.member(order, record.station, name)
    let index = TransactionIndex(store: store)
    for list in index.lists(of: record) + [index.station(record.station)] { add(list.add(member)) }
    try put(slot, "transactions", name, document)
    try take(transaction.messages, of: record, in: slot)
  }

  private func name(of record: TransactionRecord) -> String {
    switch (record.version, record.state) {
    case (.v16, .orphaned):
      TransactionDocument.name(
        orphan: record.id, meterStop: record.meterStop?.integer ?? 0, timestamp: record.stopTimestamp ?? "")
    case (.v16, _): "n\(record.id)"
    default: TransactionDocument.name(event: record.id)
    }
  }

  private func take(_ messages: [TransactionMessage], of record: TransactionRecord, in slot: RedisSlot) throws {
    for message in messages {
      if let event = EventDocument(message), let number = message.sequenceNumber {
        try put(slot, "events:\(record.id)", String(number), event)
      }
      if let values = MeterValuesDocument(message) {
        add("RPUSH", slot.key("values:\(record.id)"), try RedisDocument.bytes(values))
      }
    }
    guard let last = messages.last else { return }
    add("HSET", slot.key("heard"), record.id, last.receivedAt)
    guard record.version == .v16, record.state == .active else { return }
    let digests = messages.suffix(RedisWrite.keptDigests).compactMap { message in
      message.values.map {
        RedisStore.digest(evse: message.evse ?? 0, connector: message.connector ?? 0, $0).text + " "
      }
    }
    add("HSET", slot.key("latest-values"), record.id, digests.joined())
  }
}
