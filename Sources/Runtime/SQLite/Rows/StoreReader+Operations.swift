internal import GatewayCore
internal import OCPPCodec

extension StoreReader {
  private static let selectOperations = """
    SELECT o.key, o.id, o.kind, (SELECT id FROM stations WHERE stations.key = o.station) AS station, o.state, o.parent,
      o.details, o.reason, o.created_at, o.updated_at
    FROM operations o
    """

  func operation(_ id: String) throws -> OperationRecord? {
    guard let row = try operationRow(id) else { return nil }
    var operation = row.operation
    let select = try connection.cached(
      "SELECT key, state, moment, reason FROM operation_steps WHERE operation = ? ORDER BY key")
    select.bind(row.key)
    operation.history = try select.rows(of: "operation_steps") { row in
      OperationRecord.Step(
        state: OperationState(rawValue: try row.text(1)), moment: try row.integer(2), reason: try row.optionalText(3))
    }
    return operation
  }

  /// An operation with its latest step only, and its key.
  func operationRow(_ id: String) throws -> (key: Int64, operation: OperationRecord)? {
    let select = try connection.cached("\(Self.selectOperations) WHERE o.id = ?")
    select.bind(id)
    return try select.row(of: "operations") { row in (try row.integer(0), try Self.readOperation(row)) }
  }

  func operations(_ query: OperationQuery) throws -> [OperationRecord] {
    var conditions: [String] = []
    if query.station != nil { conditions.append("o.station = (SELECT key FROM stations WHERE id = ?)") }
    if query.kind != nil { conditions.append("o.kind = ?") }
    if !query.states.isEmpty {
      conditions.append("o.state IN (\(query.states.map { _ in "?" }.joined(separator: ", ")))")
    }
    if query.parent != nil { conditions.append("o.parent = ?") }
    if query.after != nil { conditions.append("o.key < ?") }
    var after: Int64?
    if let cursor = query.after {
      after = Int64(cursor, radix: Self.cursorRadix)
      // Not one of ours, so nothing comes after it.
      if after == nil { return [] }
    }
    let filter = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
    let select = try connection.cached("\(Self.selectOperations) \(filter) ORDER BY o.key DESC LIMIT ?")
    if let station = query.station { select.bind(station.text) }
    if let kind = query.kind { select.bind(kind) }
    for state in query.states { select.bind(state.rawValue) }
    if let parent = query.parent { select.bind(parent) }
    if let after { select.bind(after) }
    select.bind(min(max(query.limit, 1), 1000))
    return try select.rows(of: "operations") { row in
      var operation = try Self.readOperation(row)
      operation.history = []
      return operation
    }
  }

  private static let cursorRadix = 36

  private static func readOperation(_ row: StoredRow) throws -> OperationRecord {
    let state = OperationState(rawValue: try row.text(4))
    let updatedAt = try row.integer(9)
    var operation = OperationRecord(
      id: try row.text(1), kind: try row.text(2), station: try row.station(3), state: state,
      parent: try row.optionalText(5), details: try row.json(6), createdAt: try row.integer(8), updatedAt: updatedAt,
      history: [OperationRecord.Step(state: state, moment: updatedAt, reason: try row.optionalText(7))])
    operation.cursor = String(try row.integer(0), radix: cursorRadix)
    return operation
  }
}
