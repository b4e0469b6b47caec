internal import GatewayCore
internal import OCPPCodec

extension StoreWriter {
  /// How many steps of an operation are kept.
  private static let stepLimit = 500

  func create(_ operation: OperationRecord, reason: String?) throws {
    let station = try key(of: operation.station)
    let insert = try connection.cached(
      """
      INSERT INTO operations (id, kind, station, state, parent, details, reason, created_at, updated_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT DO NOTHING
      """)
    insert.bind(operation.id)
    insert.bind(operation.kind)
    insert.bind(station)
    insert.bind(operation.state.rawValue)
    insert.bind(operation.parent)
    insert.bind(operation.details.text)
    insert.bind(reason)
    insert.bind(operation.createdAt)
    insert.bind(operation.createdAt)
    try insert.execute()
    guard connection.changes > 0 else { return }
    let step = OperationRecord.Step(state: operation.state, moment: operation.createdAt, reason: reason)
    try add(step, to: connection.lastInsertedKey)
  }

  func advance(_ change: OperationChange) throws -> OperationRecord? {
    guard let (key, operation) = try reader.operationRow(change.id), !operation.state.isFinal else { return nil }
    let outcome = change.outcome(after: operation.state, reason: operation.history.last?.reason)
    let update = try connection.cached(
      """
      UPDATE operations SET state = ?, details = coalesce(?, details), reason = ?, updated_at = ? WHERE key = ?
      """)
    update.bind(outcome.state.rawValue)
    update.bind(change.details?.text)
    update.bind(outcome.reason)
    update.bind(change.moment)
    update.bind(key)
    try update.execute()
    let isRepeated = operation.state == outcome.state && operation.history.last?.reason == outcome.reason
    if !isRepeated {
      try add(OperationRecord.Step(state: outcome.state, moment: change.moment, reason: outcome.reason), to: key)
    }
    return try reader.operation(change.id)
  }

  /// - Returns: how many there were.
  func interruptOperations(reason: String, at moment: Int64) throws -> Int {
    let insert = try connection.cached(
      """
      INSERT INTO operation_steps (operation, state, moment, reason)
      SELECT key, ?, ?, ? FROM operations WHERE state = 'sent'
      """)
    insert.bind(OperationState.uncertain.rawValue)
    insert.bind(moment)
    insert.bind(reason)
    try insert.execute()
    let update = try connection.cached(
      "UPDATE operations SET state = ?, reason = ?, updated_at = ? WHERE state = 'sent'")
    update.bind(OperationState.uncertain.rawValue)
    update.bind(reason)
    update.bind(moment)
    try update.execute()
    return connection.changes
  }

  private func add(_ step: OperationRecord.Step, to operation: Int64) throws {
    let insert = try connection.cached(
      "INSERT INTO operation_steps (operation, state, moment, reason) VALUES (?, ?, ?, ?)")
    insert.bind(operation)
    insert.bind(step.state.rawValue)
    insert.bind(step.moment)
    insert.bind(step.reason)
    try insert.execute()
    // A station that tells its progress endlessly fills no disk.
    let drop = try connection.cached(
      """
      DELETE FROM operation_steps WHERE operation = ?1 AND key <=
        (SELECT key FROM operation_steps WHERE operation = ?1 ORDER BY key DESC LIMIT 1 OFFSET \(Self.stepLimit))
      """)
    drop.bind(operation)
    try drop.execute()
  }
}
