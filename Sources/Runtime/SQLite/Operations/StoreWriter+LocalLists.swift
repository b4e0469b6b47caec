internal import GatewayCore
internal import OCPPCodec

extension StoreWriter {
  func record(_ update: LocalListUpdate, at moment: Int64) throws {
    let station = try key(of: update.station)
    try ensureLocalList(of: station)
    if update.isFull { try deleteEntries(of: station) }
    let put = try connection.cached(
      """
      INSERT OR REPLACE INTO local_list_entries (station, key, id_tag, status, expiry_date, parent)
      VALUES (?, ?, ?, ?, ?, ?)
      """)
    for entry in update.changed {
      put.bind(station)
      put.bind(entry.key)
      put.bind(entry.idTag)
      put.bind(entry.status.rawValue)
      put.bind(entry.expiryDate)
      put.bind(entry.parentIdTag)
      try put.execute()
    }
    let delete = try connection.cached("DELETE FROM local_list_entries WHERE station = ? AND key = ?")
    for idTag in update.removed {
      delete.bind(station)
      delete.bind(IdTokenRecord.key(idTag))
      try delete.execute()
    }
    // Whoever changed it by hand, it is no longer what it was last brought to.
    let change = try connection.cached(
      """
      UPDATE local_lists
      SET version = ?, state = CASE WHEN ? OR state = 'known' THEN 'known' ELSE 'unknown' END, updated_at = ?,
        failure = NULL, failed_at = NULL, list = NULL, revision = NULL, left_out = 0
      WHERE station = ?
      """)
    change.bind(update.version)
    change.bind(update.isFull ? 1 : 0)
    change.bind(moment)
    change.bind(station)
    try change.execute()
  }

  func recordLocalListVersion(_ version: Int, of station: StationID, at moment: Int64) throws -> LocalListRecord {
    let key = try key(of: station)
    try ensureLocalList(of: key)
    let known = try reader.localList(of: station)
    switch version {
    case ..<0:
      try deleteEntries(of: key)
      try change(key, state: .unsupported, version: nil)
    case 0:
      // An empty list, whatever was sent before.
      try deleteEntries(of: key)
      try change(key, state: .known, version: 0)
    case known?.version:
      // The entries recorded with that version are what the station has, also when an answer was missed meanwhile.
      try change(key, state: .known, version: version)
    default:
      try change(key, state: .unknown, version: nil)
    }
    let update = try connection.cached("UPDATE local_lists SET checked_at = ? WHERE station = ?")
    update.bind(moment)
    update.bind(key)
    try update.execute()
    guard let record = try reader.localList(of: station) else {
      throw StoreError(.corrupt, "a list that was just recorded can't be found")
    }
    return record
  }

  func record(_ problem: LocalListProblem, of station: StationID, at moment: Int64) throws {
    let key = try key(of: station)
    try ensureLocalList(of: key)
    let reason: String
    switch problem {
    case .refused(let text):
      reason = text
      try change(key, state: .unknown, version: nil)
    case .unanswered(let text):
      reason = text
      let update = try connection.cached("UPDATE local_lists SET state = 'unknown' WHERE station = ?")
      update.bind(key)
      try update.execute()
    case .unsupported(let text):
      reason = text
      try deleteEntries(of: key)
      try change(key, state: .unsupported, version: nil)
    case .failed(let text):
      reason = text
    }
    let update = try connection.cached("UPDATE local_lists SET failure = ?, failed_at = ? WHERE station = ?")
    update.bind(reason)
    update.bind(moment)
    update.bind(key)
    try update.execute()
  }

  func record(_ limits: LocalListLimits, of station: StationID) throws {
    let key = try key(of: station)
    try ensureLocalList(of: key)
    let update = try connection.cached(
      """
      UPDATE local_lists SET has_limits = 1, limit_per_message = ?, limit_entries = ?, is_enabled = ? WHERE station = ?
      """)
    update.bind(limits.perMessage)
    update.bind(limits.entries)
    update.bind(limits.isEnabled.map { $0 ? 1 : 0 })
    update.bind(key)
    try update.execute()
  }

  func recordLocalListSynchronised(_ station: StationID, list: String, revision: Int64, leftOut: Int) throws {
    let key = try key(of: station)
    let update = try connection.cached(
      """
      UPDATE local_lists SET list = ?, revision = ?, left_out = ?, failure = NULL, failed_at = NULL WHERE station = ?
      """)
    update.bind(list)
    update.bind(revision)
    update.bind(leftOut)
    update.bind(key)
    try update.execute()
  }

  private func ensureLocalList(of station: Int64) throws {
    let insert = try connection.cached(
      "INSERT INTO local_lists (station, state) VALUES (?, 'unknown') ON CONFLICT DO NOTHING")
    insert.bind(station)
    try insert.execute()
  }

  private func deleteEntries(of station: Int64) throws {
    let delete = try connection.cached("DELETE FROM local_list_entries WHERE station = ?")
    delete.bind(station)
    try delete.execute()
  }

  private func change(_ station: Int64, state: LocalListRecord.State, version: Int?) throws {
    let update = try connection.cached("UPDATE local_lists SET state = ?, version = ? WHERE station = ?")
    update.bind(state.rawValue)
    update.bind(version)
    update.bind(station)
    try update.execute()
  }
}
