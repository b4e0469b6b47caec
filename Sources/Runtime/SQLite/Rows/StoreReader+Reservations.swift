internal import GatewayCore
internal import OCPPCodec

extension StoreReader {
  static let selectReservations = """
    SELECT r.key, (SELECT id FROM stations WHERE stations.key = r.station) AS station, r.id, r.connector, r.id_tag,
      r.parent_id_tag, r.expiry_date, r.expires_at, r.state, r.outcome, r.transaction_id, r.created_at, r.updated_at
    FROM reservations r
    """

  func reservation(_ id: Int, of station: StationID) throws -> ReservationRecord? {
    let select = try connection.cached(
      """
      \(Self.selectReservations)
      WHERE r.station = (SELECT key FROM stations WHERE id = ?) AND r.id = ? ORDER BY r.is_live DESC, r.key DESC LIMIT 1
      """)
    select.bind(station.text)
    select.bind(id)
    return try select.row(of: "reservations", Self.readReservation)
  }

  func stationsWithReservations(among stations: Set<StationID>) throws -> Set<StationID> {
    let select = try connection.cached(
      "SELECT 1 FROM reservations WHERE station = (SELECT key FROM stations WHERE id = ?) AND is_live = 1 LIMIT 1")
    return try stations.filter { station in
      select.bind(station.text)
      return try select.row(of: "reservations") { _ in true } ?? false
    }
  }

  func reservations(_ query: ReservationQuery) throws -> [ReservationRecord] {
    var conditions: [String] = []
    if query.station != nil { conditions.append("r.station = (SELECT key FROM stations WHERE id = ?)") }
    if !query.states.isEmpty {
      let states = query.states.map { "'\($0.rawValue)'" }.sorted().joined(separator: ", ")
      conditions.append("r.state IN (\(states))")
      if query.states.isSubset(of: ReservationRecord.State.live) { conditions.append("r.is_live = 1") }
    }
    if query.idTag != nil { conditions.append("r.id_tag_key = ?") }
    if query.after != nil { conditions.append("r.key < ?") }
    var after: Int64?
    if let attempt = query.after {
      after = Self.reservationKey(attempt)
      // Not one of ours, so nothing comes after it.
      if after == nil { return [] }
    }
    let filter = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
    let select = try connection.cached("\(Self.selectReservations) \(filter) ORDER BY r.key DESC LIMIT ?")
    if let station = query.station { select.bind(station.text) }
    if let idTag = query.idTag { select.bind(IdTokenRecord.key(idTag)) }
    if let after { select.bind(after) }
    select.bind(min(max(query.limit, 1), 1000))
    return try select.rows(of: "reservations", Self.readReservation)
  }

  /// The reservations with these keys, in their order.
  func reservations(_ keys: [Int64]) throws -> [ReservationRecord] {
    let select = try connection.cached("\(Self.selectReservations) WHERE r.key = ?")
    return try keys.compactMap { key in
      select.bind(key)
      return try select.row(of: "reservations", Self.readReservation)
    }
  }

  private static let attemptRadix = 36

  /// The key that a ``ReservationRecord/attempt`` stands for.
  static func reservationKey(_ attempt: String) -> Int64? { Int64(attempt, radix: attemptRadix) }

  static func readReservation(_ row: StoredRow) throws -> ReservationRecord {
    var record = ReservationRecord(
      station: try row.station(1), id: try row.number(2), connector: try row.number(3), idTag: try row.text(4),
      parentIdTag: try row.optionalText(5), expiryDate: try row.text(6), expiresAt: try row.integer(7),
      state: try row.value(8), createdAt: try row.integer(11), updatedAt: try row.integer(12))
    record.outcome = try row.optionalText(9)
    record.transaction = try row.optionalText(10)
    record.attempt = String(try row.integer(0), radix: attemptRadix)
    return record
  }
}
