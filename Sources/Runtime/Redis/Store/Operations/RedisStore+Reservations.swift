package import GatewayCore

/// A station's reservations are a hash by their attempts; those that are live, and those of an id, are hashes too, so that
/// none has to be searched for.
extension RedisStore: ReservationStore {
  private var index: ReservationIndex { ReservationIndex(store: self) }

  package func unusedReservationNumber(of station: StationID) async throws -> Int {
    try await read {
      let key = self.keys.station(station).key("reservation-ids")
      for _ in 0..<64 {
        let number = Int.random(in: 1...Int(Int32.max))
        if try await self.client.send(RedisCommand("HEXISTS", key, number)).integer == 0 { return number }
      }
      throw StoreError(.unavailable, "no reservation id is free among 64 random ones")
    }
  }

  package func requestReservation(
    _ request: ReservationRequest, refusesConflicts: Bool
  ) async throws -> ReservationRequested {
    let order = try await order.next(at: request.requestedAt)
    return try await changeReservations(of: request.station) { reservations in
      if refusesConflicts {
        let live = try await reservations.live()
        let connectors = try await self.connectorCount(reservations.unit)
        if let conflict = Self.conflict(with: request, live: live, connectors: connectors) {
          return .conflict(conflict)
        }
      }
      var record = ReservationRecord(
        station: request.station, id: request.id, connector: request.connector, idTag: request.idTag,
        parentIdTag: request.parentIdTag, expiryDate: request.expiryDate, expiresAt: request.expiresAt,
        state: .requested, createdAt: request.requestedAt, updatedAt: request.requestedAt)
      record.attempt = order.text
      try await self.index.add(record, reservations.unit)
      try await reservations.insert(record)
      return .recorded(record)
    }
  }

  private func connectorCount(_ unit: RedisUnit) async throws -> Int {
    let names = try await client.send(RedisCommand("HKEYS", unit.slot.key("connectors"))).texts
    return names.count { !$0.hasSuffix("/0") }
  }

  /// A live reservation that is in the way of another.
  private static func conflict(
    with request: ReservationRequest,
    live: [ReservationRecord],
    connectors: Int
  ) -> ReservationRecord? {
    let live = live.filter { $0.id != request.id && $0.expiresAt > request.requestedAt }
    if request.connector != 0, let same = live.first(where: { $0.connector == request.connector }) { return same }
    // A station of which no connector is known decides for itself.
    guard connectors > 0, live.count >= connectors else { return nil }
    // One for any connector is what leaves none for this one.
    return live.first { $0.connector == 0 } ?? (request.connector == 0 ? live.first : nil)
  }

  package func settleReservation(
    _ attempt: String, as answer: ReservationAnswer, at moment: Int64
  ) async throws -> ReservationRecord? {
    guard let station = try await read({ try await self.index.station(of: attempt) }) else { return nil }
    return try await changeReservations(of: station) { reservations in
      guard var record = try await reservations.record(attempt),
        record.state == .requested || record.state == .uncertain
      else { return nil }
      switch answer {
      case .accepted:
        for other in try await reservations.live(id: record.id) where other.attempt != attempt {
          _ = try reservations.change(other, to: .replaced, at: moment)
        }
        record = try reservations.change(record, to: .active, outcome: "Accepted", at: moment)
      case .refused(let outcome):
        record = try reservations.change(record, to: .refused, outcome: outcome, at: moment)
      case .uncertain(let outcome):
        record = try reservations.change(record, to: .uncertain, outcome: outcome, at: moment)
      }
      return record
    }
  }

  package func settleCancellation(
    _ id: Int, of station: StationID, as answer: CancellationAnswer, at moment: Int64
  ) async throws -> [ReservationRecord] {
    try await changeReservations(of: station) { reservations in
      try await reservations.live(id: id).map { record in
        switch answer {
        case .accepted: try reservations.change(record, to: .cancelled, at: moment)
        case .rejected:
          try reservations.change(record, to: .lost, outcome: "the station has no such reservation", at: moment)
        case .uncertain(let outcome):
          try reservations.change(record, to: .cancelUncertain, outcome: outcome, at: moment)
        }
      }
    }
  }

  package func useReservation(_ use: ReservationUse) async throws -> ReservationRecord? {
    try await changeReservations(of: use.station) { reservations in
      if let same = try await reservations.record(usedBy: use.transaction) { return same }
      let found =
        if let id = use.reservation { try await reservations.usable(id) } else {
          try await self.matching(use, reservations.live())
        }
      guard let record = found else { return nil }
      if let id = use.reservation {
        for other in try await reservations.live(id: id) where other.attempt != record.attempt {
          _ = try reservations.change(other, to: .replaced, at: use.receivedAt)
        }
      }
      return try reservations.use(record, by: use.transaction, at: use.receivedAt)
    }
  }

  /// The live reservation that a start uses which names none; one for the very connector first.
  private func matching(_ use: ReservationUse, _ live: [ReservationRecord]) async throws -> ReservationRecord? {
    let tag = IdTokenRecord.key(use.idTag)
    let parent = try await token(tag)?.parent.map(IdTokenRecord.key)
    let candidates = live.filter { record in
      [.active, .uncertain, .cancelUncertain].contains(record.state) && record.createdAt <= use.startedAt
        && record.expiresAt > use.startedAt && (record.connector == use.connector || record.connector == 0)
    }.sorted { ($1.connector, $0.attempt) < ($0.connector, $1.attempt) }
    return candidates.first { record in
      if IdTokenRecord.key(record.idTag).utf8.elementsEqual(tag.utf8) { return true }
      guard let parent, let reserved = record.parentIdTag else { return false }
      return IdTokenRecord.key(reserved).utf8.elementsEqual(parent.utf8)
    }
  }

  package func confirmReservation(
    onConnector connector: Int, of station: StationID, at moment: Int64
  ) async throws -> ReservationRecord? {
    try await changeReservations(of: station) { reservations in
      let found = try await reservations.live().filter { record in
        (record.connector == connector || record.connector == 0) && record.createdAt <= moment
          && record.expiresAt > moment
      }
      guard found.count == 1, let only = found.first, only.state == .uncertain else { return nil }
      return try reservations.change(only, to: .active, at: moment)
    }
  }

  package func loseReservations(
    onConnector connector: Int, of station: StationID, outcome: String, at moment: Int64
  ) async throws -> [ReservationRecord] {
    try await changeReservations(of: station) { reservations in
      try await reservations.live().filter { record in
        record.state != .requested && record.createdAt <= moment && (connector == 0 || record.connector == connector)
      }.map { try reservations.change($0, to: .lost, outcome: outcome, at: moment) }
    }
  }

  package func expireReservations(at moment: Int64) async throws -> [ReservationRecord] {
    try await changeLive(index.expiring(by: moment)) { record, reservations in
      guard record.expiresAt <= moment else { return nil }
      return try reservations.change(record, to: .expired, at: moment)
    }
  }

  package func doubtReservations(
    requestedBefore moment: Int64, at now: Int64
  ) async throws -> [ReservationRecord] {
    try await changeLive(index.requested(before: moment)) { record, reservations in
      guard record.state == .requested, record.createdAt < moment else { return nil }
      return try reservations.change(
        record, to: .uncertain, outcome: "the gateway stopped before the answer", at: now)
    }
  }

  /// Changes live reservations of many stations.
  private func changeLive(
    _ places: [ReservationIndex.Place],
    _ body: (ReservationRecord, StationReservations) throws -> ReservationRecord?
  ) async throws -> [ReservationRecord] {
    var changed: [ReservationRecord] = []
    for place in places {
      let record = try await changeReservations(of: place.station) { reservations -> ReservationRecord? in
        guard let record = try await reservations.record(place.attempt),
          ReservationRecord.State.live.contains(record.state)
        else {
          // An entry that was left behind.
          self.index.removeLive(place, reservations.unit)
          return nil
        }
        return try body(record, reservations)
      }
      if let record { changed.append(record) }
    }
    return changed
  }

  func changeReservations<Value: Sendable>(
    of station: StationID,
    _ body: (StationReservations) async throws -> Value
  ) async throws -> Value {
    try await change(keys.station(station)) { unit in
      try await unit.serialise("reservations")
      return try await body(StationReservations(unit: unit, index: self.index))
    }
  }

  package func reservation(_ id: Int, of station: StationID) async throws -> ReservationRecord? {
    try await read {
      let unit = RedisUnit(self.keys.station(station), self.client)
      let reservations = StationReservations(unit: unit, index: self.index)
      let attempts = try await reservations.attempts(of: id)
      let records = try await reservations.records(attempts)
      return records.max { left, right in
        let (one, other) = (left.isLive, right.isLive)
        return one == other ? left.attempt < right.attempt : other
      }
    }
  }

  package func stationsWithReservations(among stations: Set<StationID>) async throws -> Set<StationID> {
    try await read { try await self.index.stationsWithLive(among: stations) }
  }

  package func reservations(_ query: ReservationQuery) async throws -> [ReservationRecord] {
    try await read { try await self.index.reservations(query) }
  }
}

extension ReservationRecord {
  var isLive: Bool { State.live.contains(state) }
}
