package import GatewayCore

/// Operations are in one slot: a hash by their ids, and lists by what they are asked for by.
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
      var lists = ["order", "order:station:\(record.station)", "order:kind:\(record.kind)"]
      if let parent = record.parent { lists.append("order:parent:\(parent)") }
      if record.state == .sent { lists.append("sent") }
      for list in lists { unit.write("ZADD", list, [Array("0".utf8), member]) }
    }
  }

  package func advanceOperation(_ change: OperationChange) async throws -> OperationRecord? {
    try await self.change(operationSlot) { unit in
      guard var record = try await unit.document("records", change.id, as: OperationRecord.self),
        !record.state.isFinal
      else { return nil }
      try Self.advance(&record, by: change, unit)
      return record
    }
  }

  private static func advance(_ record: inout OperationRecord, by change: OperationChange, _ unit: RedisUnit) throws {
    let isRepeated = record.state == change.state && record.history.last?.reason == change.reason
    if !isRepeated {
      record.history.append(
        OperationRecord.Step(state: change.state, moment: change.moment, reason: change.reason))
      // A station that tells its progress endlessly fills no memory.
      record.history = record.history.suffix(stepLimit)
    }
    let member = Array("\(record.cursor):\(record.id)".utf8)
    if record.state == .sent, change.state != .sent { unit.write("ZREM", "sent", [member]) }
    if change.state == .sent { unit.write("ZADD", "sent", [Array("0".utf8), member]) }
    record.state = change.state
    record.details = change.details ?? record.details
    record.updatedAt = change.moment
    try unit.set("records", record.id, record)
  }

  package func interruptOperations(reason: String, at moment: Int64) async throws -> Int {
    var count = 0
    while true {
      let ids = try await read {
        try await RedisIndex(key: self.operationSlot.key("sent")).members(after: nil, limit: 500, self.client).map {
          String($0.dropFirst(OrderKey.length + 1))
        }
      }
      guard !ids.isEmpty else { return count }
      count += try await change(operationSlot) { unit in
        var changed = 0
        for id in ids {
          guard var record = try await unit.document("records", id, as: OperationRecord.self), record.state == .sent
          else { continue }
          try Self.advance(
            &record, by: OperationChange(id: id, state: .uncertain, reason: reason, moment: moment), unit)
          changed += 1
        }
        return changed
      }
    }
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
