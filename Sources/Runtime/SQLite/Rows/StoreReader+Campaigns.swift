internal import GatewayCore
internal import OCPPCodec

extension StoreReader {
  static let selectCampaigns =
    "SELECT key, id, name, definition, state, reason, created_at, updated_at FROM campaigns"

  func campaign(_ id: String) throws -> CampaignRecord? {
    let select = try connection.cached("\(Self.selectCampaigns) WHERE id = ?")
    select.bind(id)
    guard let (key, record) = try select.row(of: "campaigns", Self.readCampaign) else { return nil }
    return try withProgress(key, record)
  }

  func campaigns(in states: Set<CampaignRecord.State>, after cursor: String?, limit: Int) throws -> [CampaignRecord] {
    var conditions: [String] = []
    if !states.isEmpty {
      conditions.append("state IN (\(states.map { "'\($0.rawValue)'" }.sorted().joined(separator: ", ")))")
    }
    if cursor != nil { conditions.append("key < ?") }
    let filter = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
    let select = try connection.cached("\(Self.selectCampaigns) \(filter) ORDER BY key DESC LIMIT ?")
    if let cursor {
      // Not one of ours, so nothing comes after it.
      guard let key = Int64(cursor, radix: Self.campaignRadix) else { return [] }
      select.bind(key)
    }
    select.bind(min(max(limit, 1), 1000))
    return try select.rows(of: "campaigns", Self.readCampaign).map { try withProgress($0.key, $0.record) }
  }

  private static let campaignRadix = 36

  static func readCampaign(_ row: StoredRow) throws -> (key: Int64, record: CampaignRecord) {
    let key = try row.integer(0)
    var record = CampaignRecord(
      id: try row.text(1), name: try row.text(2), definition: try row.json(3), state: try row.value(4),
      createdAt: try row.integer(6), updatedAt: try row.integer(7))
    record.reason = try row.optionalText(5)
    record.cursor = String(key, radix: campaignRadix)
    return (key, record)
  }

  private func withProgress(_ key: Int64, _ record: CampaignRecord) throws -> CampaignRecord {
    let select = try connection.cached(
      "SELECT state, count(*) FROM campaign_targets WHERE campaign = ? GROUP BY state")
    select.bind(key)
    var record = record
    let counts = try select.rows(of: "campaign_targets") { row in
      (try row.value(0, as: CampaignTarget.State.self), try row.number(1))
    }
    record.progress = Dictionary(uniqueKeysWithValues: counts)
    return record
  }

  func campaignTargets(
    of id: String, in state: CampaignTarget.State?, after station: StationID?, limit: Int
  ) throws -> [CampaignTarget] {
    let select = try connection.cached(
      """
      SELECT t.campaign, s.id, t.state, t.operation, t.message, t.updated_at
      FROM campaign_targets t JOIN stations s ON s.key = t.station
      WHERE t.campaign = (SELECT key FROM campaigns WHERE id = ?) \(state == nil ? "" : "AND t.state = ?")
        \(station == nil ? "" : "AND s.id > ?")
      ORDER BY s.id LIMIT ?
      """)
    select.bind(id)
    if let state { select.bind(state.rawValue) }
    if let station { select.bind(station.text) }
    select.bind(min(max(limit, 1), 1000))
    return try select.rows(of: "campaign_targets", keyColumns: 2) { row in
      CampaignTarget(
        station: try row.station(1), state: try row.value(2), operation: try row.optionalText(3),
        message: try row.optionalText(4), updatedAt: try row.integer(5))
    }
  }
}
