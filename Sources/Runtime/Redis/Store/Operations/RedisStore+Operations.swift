package import GatewayCore

/// Operations are in one slot: a hash by their ids, and lists by what they are asked for by. Those whose command is on its
/// way are listed by the process that waits for the answer, too.
extension RedisStore: OperationStore {
  /// How many steps of an operation are kept.
  private static let stepLimit = 500

  private var operationSlot: RedisSlot { keys.operations }

  package func createOperation(_ operation: OperationRecord, reason: String?) async throws {
    let order = try await order.next(at: operation.createdAt)
    try await change(operationSlot) { unit in
      guard try await unit.get("records", Array(operation.id.utf8)) == nil else { return }
      var record = operation
      record.updatedAt = operation.createdAt
      record.history = [
        OperationRecord.Step(state: operation.state, moment: operation.createdAt, reason: reason)
      ]
      record.cursor = order.text
      try unit.set("records", record.id, record)
      let member = Array("\(order.text):\(record.id)".utf8)
      var lists = Self.lists(of: record)
      if record.state == .sent {
        self.enterSender(unit)
        lists.append(self.sentList(self.sender))
      }
      for list in lists { unit.write("ZADD", list, [Array("0".utf8), member]) }
      if record.isPast { unit.write("ZADD", "ended", [Array("\(record.updatedAt)".utf8), member]) }
    }
  }

  /// The lists that an operation is in for good.
  static func lists(of record: OperationRecord) -> [String] {
    ["order", "order:station:\(record.station)", "order:kind:\(record.kind)"]
      + (record.parent.map { ["order:parent:\($0)"] } ?? [])
  }

  package func advanceOperation(_ change: OperationChange) async throws -> OperationRecord? {
    try await self.change(operationSlot) { unit in
      guard var record = try await unit.document("records", change.id, as: OperationRecord.self),
        !record.state.isFinal
      else { return nil }
      try self.advance(&record, by: change, unit)
      return record
    }
  }

  private func advance(_ record: inout OperationRecord, by change: OperationChange, _ unit: RedisUnit) throws {
    let outcome = change.outcome(after: record.state, reason: record.history.last?.reason)
    let isRepeated = record.state == outcome.state && record.history.last?.reason == outcome.reason
    if !isRepeated {
      record.history.append(
        OperationRecord.Step(state: outcome.state, moment: change.moment, reason: outcome.reason))
      // A station that tells its progress endlessly fills no memory.
      record.history = record.history.suffix(Self.stepLimit)
    }
    let member = Array("\(record.cursor):\(record.id)".utf8)
    if outcome.state == .sent {
      enterSender(unit)
      unit.write("ZADD", sentList(sender), [Array("0".utf8), member])
    } else if record.state == .sent {
      // Perhaps it is in the list of another, who passes over it then.
      unit.write("ZREM", sentList(sender), [member])
    }
    let wasPast = record.isPast
    record.state = outcome.state
    record.details = change.details ?? record.details
    record.updatedAt = change.moment
    if record.isPast {
      unit.write("ZADD", "ended", [Array("\(record.updatedAt)".utf8), member])
    } else if wasPast {
      unit.write("ZREM", "ended", [member])
    }
    try unit.set("records", record.id, record)
  }

  /// The operations whose commands a process has sent, and that wait for the answers.
  func sentList(_ sender: String) -> String { "sent:\(sender)" }

  /// The processes that have sent commands of operations, and until when they live.
  var operationSenders: LeaseTable { LeaseTable(key: operationSlot.key("senders"), client: client) }

  /// Enters this process among those who send, unless it is there.
  private func enterSender(_ unit: RedisUnit) {
    let ends = SystemClock().milliseconds + Self.firstLease
    unit.write("ZADD", "senders", ["NX", String(ends), sender].map { Array($0.utf8) })
  }

  /// Until the process has said itself how long it lives, in milliseconds.
  private static let firstLease: Int64 = 60_000

  package func interruptOperations(reason: String, at moment: Int64) async throws -> Int {
    let senders = try await read {
      try await self.client.send(RedisCommand("ZRANGE", self.operationSenders.key, 0, -1)).texts
    }
    var count = 0
    for sender in senders { count += try await interruptOperations(of: sender, reason: reason, at: moment) }
    return count
  }

  /// Makes the `sent` operations of a process `uncertain`, and forgets it.
  ///
  /// - Returns: how many there were.
  func interruptOperations(of sender: String, reason: String, at moment: Int64) async throws -> Int {
    let list = sentList(sender)
    var count = 0
    while true {
      let members = try await read {
        try await RedisIndex(key: self.operationSlot.key(list)).members(after: nil, limit: 500, self.client)
      }
      guard !members.isEmpty else { break }
      count += try await change(operationSlot) { unit in
        var changed = 0
        for member in members {
          unit.write("ZREM", list, [Array(member.utf8)])
          let id = String(member.dropFirst(OrderKey.length + 1))
          guard var record = try await unit.document("records", id, as: OperationRecord.self), record.state == .sent
          else { continue }
          try self.advance(
            &record, by: OperationChange(id: id, state: .uncertain, reason: reason, moment: moment), unit)
          changed += 1
        }
        return changed
      }
    }
    try await read { try await self.operationSenders.remove(sender) }
    return count
  }

  package func operation(_ id: String) async throws -> OperationRecord? {
    try await read { try await self.operationRecords([id])[0] }
  }

  private func operationRecords(_ ids: [String]) async throws -> [OperationRecord?] {
    let key = operationSlot.key("records")
    let replies = try await client.values(ids.map { RedisCommand("HGET", key, $0) })
    return try replies.map { try $0.bytes.map { try RedisDocument.read($0, in: key) } }
  }

  package func operations(_ query: OperationQuery) async throws -> [OperationRecord] {
    if let after = query.after, OrderKey(after) == nil { return [] }
    let name =
      if let parent = query.parent {
        "order:parent:\(parent)"
      } else if let station = query.station {
        "order:station:\(station)"
      } else if let kind = query.kind {
        "order:kind:\(kind)"
      } else {
        "order"
      }
    let list = RedisIndex(key: operationSlot.key(name))
    return try await read {
      try await self.page(limit: min(max(query.limit, 1), 1000), after: query.after) { after, count in
        try await list.members(before: after, limit: count, self.client)
      } records: { members in
        try await self.operationRecords(members.map { String($0.dropFirst(OrderKey.length + 1)) }).map { record in
          guard var record, query.parent == nil || record.parent == query.parent,
            query.station == nil || record.station == query.station, query.kind == nil || record.kind == query.kind,
            query.states.isEmpty || query.states.contains(record.state)
          else { return nil }
          record.history = []
          return record
        }
      }
    }
  }
}
