import GatewayCore

/// The lists that reservations are found by. A member is the attempt and the station: `…:CP-1`.
struct ReservationIndex {
  /// Where a reservation is.
  struct Place {
    let attempt: String
    let station: StationID

    init?(_ member: String) {
      let parts = member.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, let station = StationID(String(parts[1]), maximumLength: .max) else { return nil }
      attempt = String(parts[0])
      self.station = station
    }

    init(_ record: ReservationRecord) {
      attempt = record.attempt
      station = record.station
    }

    var member: String { "\(attempt):\(station)" }
  }

  let store: RedisStore

  private func key(_ name: String) -> String { store.keys.index.key("reservations\(name)") }

  private var all: RedisIndex { RedisIndex(key: key("")) }
  private func tag(_ idTag: String) -> RedisIndex { RedisIndex(key: key(":tag:\(IdTokenRecord.key(idTag))")) }
  private func station(_ station: StationID) -> RedisIndex { RedisIndex(key: key(":station:\(station)")) }
  /// By when they expire.
  private var live: String { key(":live") }
  /// By when they were requested.
  private var requested: String { key(":requested") }

  /// Adds one that is requested, before it is committed.
  func add(_ record: ReservationRecord, _ unit: RedisUnit) async throws {
    let member = Place(record).member
    let lists = [all, tag(record.idTag), station(record.station)]
    _ = try await store.client.values(
      lists.map { $0.add(member) } + [
        RedisCommand("ZADD", live, record.expiresAt, member),
        RedisCommand("ZADD", requested, record.createdAt, member),
      ])
    for list in lists { unit.otherwise(list.remove(member)) }
    for key in [live, requested] { unit.otherwise(RedisCommand("ZREM", key, member)) }
  }

  /// What enters one in the lists that it is in, at any point of its life.
  func entries(of record: ReservationRecord) -> [RedisCommand] {
    let member = Place(record).member
    var commands = [all, tag(record.idTag), station(record.station)].map { $0.add(member) }
    if record.isLive { commands.append(RedisCommand("ZADD", live, record.expiresAt, member)) }
    if record.state == .requested { commands.append(RedisCommand("ZADD", requested, record.createdAt, member)) }
    return commands
  }

  /// Follows a change of state when it is committed.
  func change(from before: ReservationRecord, to record: ReservationRecord, _ unit: RedisUnit) {
    let member = Place(record).member
    if before.state == .requested, record.state != .requested {
      unit.afterwards(RedisCommand("ZREM", requested, member))
    }
    if before.isLive, !record.isLive {
      unit.afterwards(RedisCommand("ZREM", live, member))
    } else if record.isLive {
      unit.afterwards(RedisCommand("ZADD", live, record.expiresAt, member))
    }
  }

  /// Removes one that is forgotten, when that is committed.
  func remove(_ record: ReservationRecord, _ unit: RedisUnit) {
    let member = Place(record).member
    for list in [all, tag(record.idTag), station(record.station)] { unit.afterwards(list.remove(member)) }
  }

  /// The oldest.
  func places(createdBefore moment: Int64, limit: Int) async throws -> [Place] {
    let end = OrderKey(moment: moment, number: 0).text
    return try await store.client.send(
      RedisCommand("ZRANGEBYLEX", all.key, "-", "(\(end)", "LIMIT", 0, limit)
    ).texts.compactMap(Place.init)
  }

  /// Removes an entry that leads to none.
  func removeLive(_ place: Place, _ unit: RedisUnit) {
    for key in [live, requested] { unit.afterwards(RedisCommand("ZREM", key, place.member)) }
  }

  func expiring(by moment: Int64) async throws -> [Place] { try await places(live, "\(moment)") }

  func requested(before moment: Int64) async throws -> [Place] { try await places(requested, "(\(moment)") }

  /// Which of some stations may have live ones; all of them when there are more than can be looked through.
  func stationsWithLive(among stations: Set<StationID>) async throws -> Set<StationID> {
    let limit = 1000
    let members = try await store.client.send(RedisCommand("ZRANGE", live, 0, limit - 1)).texts
    return members.count < limit ? stations.intersection(members.compactMap { Place($0)?.station }) : stations
  }

  private func places(_ key: String, _ limit: String) async throws -> [Place] {
    try await store.client.send(RedisCommand("ZRANGEBYSCORE", key, "-inf", limit, "LIMIT", 0, 1000)).texts
      .compactMap(Place.init)
  }

  /// The station that an attempt was made at.
  func station(of attempt: String) async throws -> StationID? {
    guard OrderKey(attempt) != nil else { return nil }
    let members = try await store.client.send(
      RedisCommand("ZRANGEBYLEX", all.key, "[\(attempt):", "(\(attempt);", "LIMIT", 0, 1)
    ).texts
    return members.first.flatMap(Place.init)?.station
  }

  func reservations(_ query: ReservationQuery) async throws -> [ReservationRecord] {
    if let after = query.after, OrderKey(after) == nil { return [] }
    let list = query.station.map(station) ?? query.idTag.map(tag) ?? all
    let tag = query.idTag.map(IdTokenRecord.key)
    return try await store.page(limit: min(max(query.limit, 1), 1000), after: query.after) { after, count in
      try await list.members(before: after, limit: count, store.client)
    } records: { members in
      let places = members.compactMap(Place.init)
      let replies = try await store.client.values(
        places.map { RedisCommand("HGET", store.keys.station($0.station).key("reservations"), $0.attempt) })
      return try zip(places, replies).map { place, reply in
        guard let bytes = reply.bytes else { return nil }
        let record = try RedisDocument.read(
          bytes, as: ReservationRecord.self, in: store.keys.station(place.station).key("reservations"))
        let fits =
          (query.states.isEmpty || query.states.contains(record.state))
          && (tag.map { IdTokenRecord.key(record.idTag).utf8.elementsEqual($0.utf8) } ?? true)
        return fits ? record : nil
      }
    }
  }
}
