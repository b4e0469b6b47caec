internal import GatewayCore
internal import OCPPCodec

extension StoreReader {
  func chargingProfiles(of station: StationID) throws -> [ChargingProfileRecord] {
    let select = try connection.cached(
      """
      SELECT key, connector, id, purpose, stack_level, transaction_id, id_tag, profile, origin, accepted_at
      FROM charging_profiles WHERE station = (SELECT key FROM stations WHERE id = ?)
      ORDER BY connector, purpose, stack_level, id
      """)
    select.bind(station.text)
    return try select.rows(of: "charging_profiles") { row in
      ChargingProfileRecord(
        station: station, connector: try row.optionalNumber(1), id: try row.number(2), purpose: try row.value(3),
        stackLevel: try row.number(4), transaction: try row.optionalNumber(5), idTag: try row.optionalText(6),
        profile: try row.json(7), origin: try row.value(8), acceptedAt: try row.integer(9))
    }
  }

  func stationsWithTransactionProfiles(among stations: Set<StationID>) throws -> Set<StationID> {
    let select = try connection.cached(
      """
      SELECT 1 FROM charging_profiles WHERE station = (SELECT key FROM stations WHERE id = ?)
        AND (transaction_id IS NOT NULL OR id_tag_key IS NOT NULL) LIMIT 1
      """)
    return try stations.filter { station in
      select.bind(station.text)
      return try select.row(of: "charging_profiles") { _ in true } ?? false
    }
  }

  private static let selectTemplates = "SELECT name, profile, changed_at FROM charging_profile_templates"

  func chargingProfileTemplates() throws -> [ChargingProfileTemplate] {
    try connection.cached("\(Self.selectTemplates) ORDER BY name")
      .rows(of: "charging_profile_templates", Self.readTemplate)
  }

  func chargingProfileTemplate(_ name: String) throws -> ChargingProfileTemplate? {
    let select = try connection.cached("\(Self.selectTemplates) WHERE name = ?")
    select.bind(name)
    return try select.row(of: "charging_profile_templates", Self.readTemplate)
  }

  private static func readTemplate(_ row: StoredRow) throws -> ChargingProfileTemplate {
    ChargingProfileTemplate(name: try row.text(0), profile: try row.json(1), changedAt: try row.integer(2))
  }
}
