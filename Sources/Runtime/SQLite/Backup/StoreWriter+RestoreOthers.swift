internal import GatewayCore
internal import OCPPCodec

/// What isn't of one station.
extension StoreWriter {
  func restore(_ operation: OperationRecord) throws {
    let insert = try connection.cached(
      """
      INSERT INTO operations (id, kind, station, state, parent, details, reason, created_at, updated_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    insert.bind(operation.id)
    insert.bind(operation.kind)
    insert.bind(try key(of: operation.station))
    insert.bind(operation.state.rawValue)
    insert.bind(operation.parent)
    insert.bind(operation.details.text)
    insert.bind(operation.history.last?.reason)
    insert.bind(operation.createdAt)
    insert.bind(operation.updatedAt)
    try insert.execute()
    let key = connection.lastInsertedKey
    let step = try connection.cached(
      "INSERT INTO operation_steps (operation, state, moment, reason) VALUES (?, ?, ?, ?)")
    for done in operation.history {
      step.bind(key)
      step.bind(done.state.rawValue)
      step.bind(done.moment)
      step.bind(done.reason)
      try step.execute()
    }
  }

  func restore(_ target: CampaignTargetBackup) throws {
    let insert = try connection.cached(
      """
      INSERT INTO campaign_targets (campaign, station, state, operation, message, updated_at)
      VALUES ((SELECT key FROM campaigns WHERE id = ?), ?, ?, ?, ?, ?)
      """)
    insert.bind(target.campaign)
    insert.bind(try key(of: target.target.station))
    insert.bind(target.target.state.rawValue)
    insert.bind(target.target.operation)
    insert.bind(target.target.message)
    insert.bind(target.target.updatedAt)
    try insert.execute()
  }

  func restore(_ state: PluginStateBackup) throws {
    let insert = try connection.cached(
      "INSERT INTO plugin_state (plugin, key, value, version, expires_at) VALUES (?, ?, ?, ?, ?)")
    insert.bind(state.plugin)
    insert.bind(state.key)
    insert.bind(state.value)
    insert.bind(Int64(clamping: state.version))
    insert.bind(state.expiresAt)
    try insert.execute()
  }
}
