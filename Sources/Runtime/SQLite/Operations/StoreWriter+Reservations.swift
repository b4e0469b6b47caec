internal import GatewayCore
internal import OCPPCodec

extension StoreWriter {
  // MARK: Asking for one

  func unusedReservationNumber(of station: StationID) throws -> Int {
    let station = try key(of: station)
    let select = try connection.cached("SELECT 1 FROM reservations WHERE station = ? AND id = ? LIMIT 1")
    for _ in 0..<64 {
      let number = transactionNumbers()
      guard (1...Int(Int32.max)).contains(number) else { continue }
      select.bind(station)
      select.bind(number)
      defer { select.reset() }
      if try !select.step() { return number }
    }
    throw StoreError(.unavailable, "no reservation id is free among 64 random ones")
  }

  func request(_ request: ReservationRequest, refusesConflicts: Bool) throws -> ReservationRequested {
    let station = try key(of: request.station)
    if refusesConflicts, let conflict = try conflict(with: request, station: station),
      let record = try reader.reservations([conflict]).first
    {
      return .conflict(record)
    }
    let insert = try connection.cached(
      """
      INSERT INTO reservations
        (station, id, connector, id_tag, id_tag_key, parent_id_tag, expiry_date, expires_at, state, is_live, created_at,
         updated_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'requested', 1, ?, ?)
      """)
    insert.bind(station)
    insert.bind(request.id)
    insert.bind(request.connector)
    insert.bind(request.idTag)
    insert.bind(IdTokenRecord.key(request.idTag))
    insert.bind(request.parentIdTag)
    insert.bind(request.expiryDate)
    insert.bind(request.expiresAt)
    insert.bind(request.requestedAt)
    insert.bind(request.requestedAt)
    try insert.execute()
    guard let record = try reader.reservations([connection.lastInsertedKey]).first else {
      throw StoreError(.corrupt, "a reservation that was just recorded can't be found")
    }
    return .recorded(record)
  }

  /// The key of a live reservation that is in the way of another.
  private func conflict(with request: ReservationRequest, station: Int64) throws -> Int64? {
    let select = try connection.cached(
      "SELECT key, connector FROM reservations WHERE station = ? AND is_live = 1 AND id <> ? AND expires_at > ?")
    select.bind(station)
    select.bind(request.id)
    select.bind(request.requestedAt)
    let live = try select.rows(of: "reservations") { (key: try $0.integer(0), connector: try $0.number(1)) }
    if request.connector != 0, let same = live.first(where: { $0.connector == request.connector }) { return same.key }
    let count = try connection.cached("SELECT count(*) FROM connectors WHERE station = ? AND connector > 0")
    count.bind(station)
    let connectors = try count.row(of: "connectors") { try $0.number(0) } ?? 0
    // A station of which no connector is known decides for itself.
    guard connectors > 0, live.count >= connectors else { return nil }
    // One for any connector is what leaves none for this one.
    return (live.first { $0.connector == 0 } ?? (request.connector == 0 ? live.first : nil))?.key
  }

  // MARK: Answers

  func settleReservation(_ attempt: String, as answer: ReservationAnswer, at moment: Int64) throws -> ReservationRecord?
  {
    guard let key = StoreReader.reservationKey(attempt), let record = try reader.reservations([key]).first,
      record.state == .requested || record.state == .uncertain
    else { return nil }
    switch answer {
    case .accepted:
      let station = try self.key(of: record.station)
      for other in try live(record.id, station: station) where other != key {
        try change(other, to: .replaced, at: moment)
      }
      try change(key, to: .active, outcome: "Accepted", at: moment)
    case .refused(let outcome): try change(key, to: .refused, outcome: outcome, at: moment)
    case .uncertain(let outcome): try change(key, to: .uncertain, outcome: outcome, at: moment)
    }
    return try reader.reservations([key]).first
  }

  func settleCancellation(
    _ id: Int, of station: StationID, as answer: CancellationAnswer, at moment: Int64
  ) throws -> [ReservationRecord] {
    let keys = try live(id, station: try key(of: station))
    for key in keys {
      switch answer {
      case .accepted: try change(key, to: .cancelled, at: moment)
      case .rejected: try change(key, to: .lost, outcome: "the station has no such reservation", at: moment)
      case .uncertain(let outcome): try change(key, to: .cancelUncertain, outcome: outcome, at: moment)
      }
    }
    return try reader.reservations(keys)
  }

  // MARK: What stations say

  func use(_ use: ReservationUse) throws -> ReservationRecord? {
    let station = try key(of: use.station)
    if let same = try used(by: use.transaction, station: station) { return try reader.reservations([same]).first }
    let key =
      if let reservation = use.reservation { try named(reservation, station: station) } else {
        try matching(use, station: station)
      }
    guard let key else { return nil }
    let update = try connection.cached(
      "UPDATE reservations SET state = 'used', is_live = 0, transaction_id = ?, updated_at = ? WHERE key = ?")
    update.bind(use.transaction)
    update.bind(use.receivedAt)
    update.bind(key)
    try update.execute()
    if let reservation = use.reservation {
      for other in try live(reservation, station: station) { try change(other, to: .replaced, at: use.receivedAt) }
    }
    return try reader.reservations([key]).first
  }

  private func used(by transaction: String, station: Int64) throws -> Int64? {
    let select = try connection.cached(
      "SELECT key FROM reservations WHERE station = ? AND transaction_id = ? AND transaction_id IS NOT NULL LIMIT 1")
    select.bind(station)
    select.bind(transaction)
    return try select.row(of: "reservations") { try $0.integer(0) }
  }

  /// The reservation with an id that a transaction can use.
  private func named(_ id: Int, station: Int64) throws -> Int64? {
    let select = try connection.cached(
      """
      SELECT key FROM reservations
      WHERE station = ? AND id = ? AND state NOT IN ('used', 'replaced', 'refused')
      ORDER BY is_live DESC, key DESC LIMIT 1
      """)
    select.bind(station)
    select.bind(id)
    return try select.row(of: "reservations") { try $0.integer(0) }
  }

  /// The live reservation that a start uses which names none; one for the very connector first.
  private func matching(_ use: ReservationUse, station: Int64) throws -> Int64? {
    let parent = try idToken(ByteKey(IdTokenRecord.key(use.idTag)))?.parent
    let select = try connection.cached(
      """
      SELECT key, id_tag_key, parent_id_tag FROM reservations
      WHERE station = ? AND is_live = 1 AND connector IN (?, 0) AND created_at <= ? AND expires_at > ?
        AND state IN ('active', 'uncertain', 'cancel-uncertain')
      ORDER BY connector DESC, key
      """)
    select.bind(station)
    select.bind(use.connector)
    select.bind(use.startedAt)
    select.bind(use.startedAt)
    let tag = IdTokenRecord.key(use.idTag)
    let found = try select.rows(of: "reservations") { row -> Int64? in
      if try ByteKey(row.text(1)) == ByteKey(tag) { return try row.integer(0) }
      guard let parent, let reserved = try row.optionalText(2),
        ByteKey(IdTokenRecord.key(reserved)) == ByteKey(IdTokenRecord.key(parent))
      else { return nil }
      return try row.integer(0)
    }
    return found.compactMap(\.self).first
  }

  func confirmReservation(
    onConnector connector: Int, of station: StationID, at moment: Int64
  ) throws -> ReservationRecord? {
    let select = try connection.cached(
      """
      SELECT key, state FROM reservations
      WHERE station = ? AND is_live = 1 AND connector IN (?, 0) AND created_at <= ? AND expires_at > ?
      """)
    select.bind(try key(of: station))
    select.bind(connector)
    select.bind(moment)
    select.bind(moment)
    let found = try select.rows(of: "reservations") { (key: try $0.integer(0), state: try $0.text(1)) }
    guard found.count == 1, let only = found.first,
      only.state == ReservationRecord.State.uncertain.rawValue
    else { return nil }
    try change(only.key, to: .active, at: moment)
    return try reader.reservations([only.key]).first
  }

  func loseReservations(
    onConnector connector: Int, of station: StationID, outcome: String, at moment: Int64
  ) throws -> [ReservationRecord] {
    let select = try connection.cached(
      """
      SELECT key FROM reservations
      WHERE station = ? AND is_live = 1 AND state <> 'requested' AND created_at <= ? AND (? = 0 OR connector = ?)
      """)
    select.bind(try key(of: station))
    select.bind(moment)
    select.bind(connector)
    select.bind(connector)
    let keys = try select.rows(of: "reservations") { try $0.integer(0) }
    for key in keys { try change(key, to: .lost, outcome: outcome, at: moment) }
    return try reader.reservations(keys)
  }

  // MARK: Time

  func expireReservations(at moment: Int64) throws -> [ReservationRecord] {
    let select = try connection.cached(
      "SELECT key FROM reservations WHERE is_live = 1 AND expires_at <= ? ORDER BY expires_at LIMIT 1000")
    select.bind(moment)
    let keys = try select.rows(of: "reservations") { try $0.integer(0) }
    for key in keys { try change(key, to: .expired, at: moment) }
    return try reader.reservations(keys)
  }

  func doubtReservations(requestedBefore moment: Int64, at now: Int64) throws -> [ReservationRecord] {
    let select = try connection.cached(
      "SELECT key FROM reservations WHERE is_live = 1 AND state = 'requested' AND created_at < ? LIMIT 1000")
    select.bind(moment)
    let keys = try select.rows(of: "reservations") { try $0.integer(0) }
    for key in keys { try change(key, to: .uncertain, outcome: "the gateway stopped before the answer", at: now) }
    return try reader.reservations(keys)
  }

  // MARK: Rows

  private func live(_ id: Int, station: Int64) throws -> [Int64] {
    let select = try connection.cached("SELECT key FROM reservations WHERE station = ? AND id = ? AND is_live = 1")
    select.bind(station)
    select.bind(id)
    return try select.rows(of: "reservations") { try $0.integer(0) }
  }

  /// - Parameter outcome: nil: stays.
  private func change(
    _ key: Int64, to state: ReservationRecord.State, outcome: String? = nil, at moment: Int64
  ) throws {
    let update = try connection.cached(
      "UPDATE reservations SET state = ?, is_live = ?, outcome = coalesce(?, outcome), updated_at = ? WHERE key = ?")
    update.bind(state.rawValue)
    update.bind(ReservationRecord.State.live.contains(state) ? 1 : 0)
    update.bind(outcome)
    update.bind(moment)
    update.bind(key)
    try update.execute()
  }
}
