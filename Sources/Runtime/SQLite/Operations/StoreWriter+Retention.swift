internal import GatewayCore

extension StoreWriter {
  /// Rows of a kind that are removed in one go.
  private static let batch = 500
  /// A campaign's stations that are removed in one go.
  private static let targetBatch = 5000

  /// - Returns: how many rows were removed.
  func removePast(_ limits: RetentionLimits) throws -> Int {
    let ended = "SELECT key FROM operations WHERE \(StoreSchema.endedOperation)"
    let old = try keys(
      "\(ended) AND updated_at < ? ORDER BY updated_at, key LIMIT \(Self.batch)", limits.operationsBefore)
    try removeOperations(old)
    let surplus = try keys(
      "\(ended) ORDER BY updated_at DESC, key DESC LIMIT \(Self.batch) OFFSET ?", Int64(max(limits.operationCount, 1)))
    try removeOperations(surplus)
    let reservations = try keys(
      "SELECT key FROM reservations WHERE is_live = 0 AND updated_at < ? ORDER BY updated_at LIMIT \(Self.batch)",
      limits.reservationsBefore)
    try remove("DELETE FROM reservations WHERE key = ?", reservations)
    return old.count + surplus.count + reservations.count + (try removeCampaigns(before: limits.campaignsBefore))
  }

  private func removeOperations(_ keys: [Int64]) throws {
    try remove("DELETE FROM operation_steps WHERE operation = ?", keys)
    try remove("DELETE FROM operations WHERE key = ?", keys)
  }

  private func removeCampaigns(before moment: Int64) throws -> Int {
    // There are few of them, but each may have very many stations.
    let found = try keys(
      """
      SELECT key FROM campaigns WHERE state IN ('aborted', 'completed') AND updated_at < ? AND NOT EXISTS
        (SELECT 1 FROM campaign_targets WHERE campaign = campaigns.key AND state = 'running') LIMIT 1
      """, moment)
    guard let campaign = found.first else { return 0 }
    try remove(
      """
      DELETE FROM campaign_targets WHERE campaign = ?1 AND station IN
        (SELECT station FROM campaign_targets WHERE campaign = ?1 LIMIT \(Self.targetBatch))
      """, [campaign])
    let removed = connection.changes
    guard removed < Self.targetBatch else { return removed }
    try remove("DELETE FROM campaigns WHERE key = ?", [campaign])
    return removed + 1
  }

  private func keys(_ sql: String, _ argument: Int64) throws -> [Int64] {
    let select = try connection.cached(sql)
    select.bind(argument)
    return try select.rows(of: "operations, reservations or campaigns") { try $0.integer(0) }
  }

  private func remove(_ sql: String, _ keys: [Int64]) throws {
    let delete = try connection.cached(sql)
    for key in keys {
      delete.bind(key)
      try delete.execute()
    }
  }
}
