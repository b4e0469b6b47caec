internal import GatewayCore
internal import OCPPCodec

extension StoreWriter {
  func create(_ campaign: CampaignRecord, stations: [StationID]) throws {
    let insert = try connection.cached(
      """
      INSERT INTO campaigns (id, name, definition, state, reason, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT DO NOTHING
      """)
    insert.bind(campaign.id)
    insert.bind(campaign.name)
    insert.bind(campaign.definition.text)
    insert.bind(campaign.state.rawValue)
    insert.bind(campaign.reason)
    insert.bind(campaign.createdAt)
    insert.bind(campaign.updatedAt)
    try insert.execute()
    guard connection.changes > 0 else { return }
    let key = connection.lastInsertedKey
    for station in stations {
      let stationKey = try self.key(of: station)
      let target = try connection.cached(
        """
        INSERT INTO campaign_targets (campaign, station, state, updated_at) VALUES (?, ?, 'pending', ?)
        ON CONFLICT DO NOTHING
        """)
      target.bind(key)
      target.bind(stationKey)
      target.bind(campaign.createdAt)
      try target.execute()
    }
  }

  func changeCampaign(
    _ id: String, from states: Set<CampaignRecord.State>, to state: CampaignRecord.State, reason: String?,
    at moment: Int64
  ) throws -> Bool {
    let names = states.map { "'\($0.rawValue)'" }.sorted().joined(separator: ", ")
    let update = try connection.cached(
      "UPDATE campaigns SET state = ?, reason = ?, updated_at = ? WHERE id = ? AND state IN (\(names))")
    update.bind(state.rawValue)
    update.bind(reason)
    update.bind(moment)
    update.bind(id)
    try update.execute()
    return connection.changes > 0
  }

  func changeCampaignTarget(
    _ target: CampaignTarget, of id: String, from states: Set<CampaignTarget.State>
  ) throws -> Bool {
    let station = try key(of: target.station)
    let names = states.map { "'\($0.rawValue)'" }.sorted().joined(separator: ", ")
    let update = try connection.cached(
      """
      UPDATE campaign_targets SET state = ?, operation = ?, message = ?, updated_at = ?
      WHERE campaign = (SELECT key FROM campaigns WHERE id = ?) AND station = ? AND state IN (\(names))
      """)
    update.bind(target.state.rawValue)
    update.bind(target.operation)
    update.bind(target.message)
    update.bind(target.updatedAt)
    update.bind(id)
    update.bind(station)
    try update.execute()
    return connection.changes > 0
  }
}
