internal import GatewayCore
internal import OCPPCodec

extension StoreWriter {
  func record(_ profile: ChargingProfileRecord) throws {
    let station = try key(of: profile.station)
    let delete = try connection.cached(
      """
      DELETE FROM charging_profiles
      WHERE station = ? AND (id = ? OR
        (connector IS ? AND transaction_id IS ? AND id_tag_key IS ? AND purpose = ? AND stack_level = ?))
      """)
    let idTagKey = profile.idTag.map(IdTokenRecord.key)
    delete.bind(station)
    delete.bind(profile.id)
    delete.bind(profile.connector)
    delete.bind(profile.transaction)
    delete.bind(idTagKey)
    delete.bind(profile.purpose.rawValue)
    delete.bind(profile.stackLevel)
    try delete.execute()
    let insert = try connection.cached(
      """
      INSERT INTO charging_profiles
        (station, connector, id, purpose, stack_level, transaction_id, id_tag, id_tag_key, profile, origin, accepted_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    insert.bind(station)
    insert.bind(profile.connector)
    insert.bind(profile.id)
    insert.bind(profile.purpose.rawValue)
    insert.bind(profile.stackLevel)
    insert.bind(profile.transaction)
    insert.bind(profile.idTag)
    insert.bind(idTagKey)
    insert.bind(profile.profile.text)
    insert.bind(profile.origin.rawValue)
    insert.bind(profile.acceptedAt)
    try insert.execute()
  }

  func adoptChargingProfiles(
    of station: StationID, idTag: String, connector: Int, transaction: Int
  ) throws -> Int {
    let station = try key(of: station)
    let tag = IdTokenRecord.key(idTag)
    let update = try self.connection.cached(
      """
      UPDATE charging_profiles SET connector = ?, transaction_id = ?, id_tag = NULL, id_tag_key = NULL
      WHERE key = (SELECT key FROM charging_profiles
        WHERE station = ? AND id_tag_key = ? AND (connector IS NULL OR connector = ?)
        ORDER BY accepted_at DESC, key DESC LIMIT 1)
      """)
    update.bind(connector)
    update.bind(transaction)
    update.bind(station)
    update.bind(tag)
    update.bind(connector)
    try update.execute()
    let adopted = self.connection.changes
    let delete = try self.connection.cached(
      "DELETE FROM charging_profiles WHERE station = ? AND id_tag_key = ? AND (connector IS NULL OR connector = ?)")
    delete.bind(station)
    delete.bind(tag)
    delete.bind(connector)
    try delete.execute()
    return adopted
  }

  func clearChargingProfiles(_ filter: ChargingProfileFilter, of station: StationID) throws -> Int {
    var sql = "DELETE FROM charging_profiles WHERE station = (SELECT key FROM stations WHERE id = ?)"
    if filter.id != nil { sql += " AND id = ?" }
    if filter.connector != nil { sql += " AND connector = ?" }
    if filter.purpose != nil { sql += " AND purpose = ?" }
    if filter.stackLevel != nil { sql += " AND stack_level = ?" }
    if filter.transaction != nil { sql += " AND transaction_id = ?" }
    let delete = try connection.cached(sql)
    delete.bind(station.text)
    if let id = filter.id { delete.bind(id) }
    if let connector = filter.connector { delete.bind(connector) }
    if let purpose = filter.purpose { delete.bind(purpose.rawValue) }
    if let stackLevel = filter.stackLevel { delete.bind(stackLevel) }
    if let transaction = filter.transaction { delete.bind(transaction) }
    try delete.execute()
    return connection.changes
  }

  func put(_ template: ChargingProfileTemplate) throws {
    let put = try connection.cached(
      "INSERT OR REPLACE INTO charging_profile_templates (name, profile, changed_at) VALUES (?, ?, ?)")
    put.bind(template.name)
    put.bind(template.profile.text)
    put.bind(template.changedAt)
    try put.execute()
  }

  func deleteChargingProfileTemplate(_ name: String) throws -> Bool {
    let delete = try connection.cached("DELETE FROM charging_profile_templates WHERE name = ?")
    delete.bind(name)
    try delete.execute()
    return connection.changes > 0
  }
}
