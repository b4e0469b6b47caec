import GatewayCore

/// The reservations of one station, in a unit.
struct StationReservations {
  let unit: RedisUnit
  let index: ReservationIndex

  func record(_ attempt: String) async throws -> ReservationRecord? {
    try await unit.document("reservations", attempt)
  }

  /// In the order of their attempts, the oldest first.
  func records(_ attempts: [String]) async throws -> [ReservationRecord] {
    try await unit.get(attempts.sorted().map { ("reservations", Array($0.utf8)) }).compactMap(\.self).map { bytes in
      try RedisDocument.read(bytes, in: unit.slot.key("reservations"))
    }
  }

  /// Those that are live, the oldest first.
  func live() async throws -> [ReservationRecord] {
    try await records(unit.getAll("live-reservations").map { String(decoding: $0.field, as: UTF8.self) })
  }

  /// Live ones of an id.
  func live(id: Int) async throws -> [ReservationRecord] {
    try await live().filter { $0.id == id }
  }

  func attempts(of id: Int) async throws -> [String] {
    try await unit.document("reservation-ids", String(id), as: [String].self) ?? []
  }

  /// The reservation with an id that a transaction can use: a live one, else the newest.
  func usable(_ id: Int) async throws -> ReservationRecord? {
    let usable = try await records(attempts(of: id)).filter { ![.used, .replaced, .refused].contains($0.state) }
    return usable.last(where: \.isLive) ?? usable.last
  }

  func record(usedBy transaction: String) async throws -> ReservationRecord? {
    guard let attempt = try await unit.get("reservation-uses", Array(transaction.utf8)) else { return nil }
    return try await record(String(decoding: attempt, as: UTF8.self))
  }

  func insert(_ record: ReservationRecord) async throws {
    let attempts = try await attempts(of: record.id)
    try unit.set("reservation-ids", String(record.id), attempts + [record.attempt])
    try put(record)
  }

  /// - Parameter outcome: nil: stays.
  func change(
    _ record: ReservationRecord,
    to state: ReservationRecord.State,
    outcome: String? = nil,
    at moment: Int64
  ) throws -> ReservationRecord {
    var record = record
    let before = record
    record.state = state
    record.outcome = outcome ?? record.outcome
    record.updatedAt = moment
    try put(record)
    index.change(from: before, to: record, unit)
    return record
  }

  func use(_ record: ReservationRecord, by transaction: String, at moment: Int64) throws -> ReservationRecord {
    var used = record
    used.transaction = transaction
    unit.set("reservation-uses", Array(transaction.utf8), Array(record.attempt.utf8))
    return try change(used, to: .used, at: moment)
  }

  /// Forgets one that isn't live.
  func remove(_ record: ReservationRecord) async throws {
    unit.remove("reservations", Array(record.attempt.utf8))
    let others = try await attempts(of: record.id).filter { $0 != record.attempt }
    if others.isEmpty {
      unit.remove("reservation-ids", Array(String(record.id).utf8))
    } else {
      try unit.set("reservation-ids", String(record.id), others)
    }
    if let transaction = record.transaction { unit.remove("reservation-uses", Array(transaction.utf8)) }
    index.remove(record, unit)
  }

  private func put(_ record: ReservationRecord) throws {
    try unit.set("reservations", record.attempt, record)
    if record.isLive {
      unit.set("live-reservations", Array(record.attempt.utf8), [UInt8(ascii: "1")])
    } else {
      unit.remove("live-reservations", Array(record.attempt.utf8))
    }
  }
}
