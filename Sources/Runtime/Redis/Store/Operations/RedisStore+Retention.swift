package import GatewayCore

extension RedisStore: RetentionStore {
  /// What is looked at in one go.
  private static let batch = 200

  package func removePast(_ limits: RetentionLimits) async throws -> Int {
    let operations = try await removeOperations(before: limits.operationsBefore, keeping: limits.operationCount)
    let reservations = try await removeReservations(before: limits.reservationsBefore)
    return try await operations + reservations + removeCampaigns(before: limits.campaignsBefore)
  }

  private func removeOperations(before moment: Int64, keeping count: Int) async throws -> Int {
    let slot = keys.operations
    let members = try await read { () -> [String] in
      let ended = slot.key("ended")
      let old = RedisCommand("ZRANGEBYSCORE", ended, "-inf", "(\(moment)", "LIMIT", 0, Self.batch)
      let surplus = (try await self.client.send(RedisCommand("ZCARD", ended)).integer ?? 0) - Int64(max(count, 1))
      var members = try await self.client.send(old).texts
      if surplus > 0 {
        let last = min(Int(surplus), Self.batch) - 1
        members += try await self.client.send(RedisCommand("ZRANGE", ended, 0, last)).texts
      }
      return Array(Set(members))
    }
    guard !members.isEmpty else { return 0 }
    return try await change(slot) { unit in
      let ids = members.map { Array($0.utf8.dropFirst(OrderKey.length + 1)) }
      let found = try await unit.get(ids.map { ("records", $0) })
      for ((member, id), bytes) in zip(zip(members, ids), found) {
        let member = Array(member.utf8)
        unit.write("ZREM", "ended", [member])
        guard let bytes else { continue }
        let record = try RedisDocument.read(bytes, as: OperationRecord.self, in: slot.key("records"))
        // It may have gone on meanwhile.
        guard record.isPast else { continue }
        unit.remove("records", id)
        for list in Self.lists(of: record) { unit.write("ZREM", list, [member]) }
      }
      return members.count
    }
  }

  private func removeReservations(before moment: Int64) async throws -> Int {
    let index = ReservationIndex(store: self)
    let places = try await read { try await index.places(createdBefore: moment, limit: 10 * Self.batch) }
    var removed = 0
    for place in places where removed < Self.batch {
      removed += try await changeReservations(of: place.station) { reservations in
        guard let record = try await reservations.record(place.attempt), !record.isLive, record.updatedAt < moment
        else { return 0 }
        try await reservations.remove(record)
        return 1
      }
    }
    return removed
  }

  private func removeCampaigns(before moment: Int64) async throws -> Int {
    let old = try await campaigns(in: [.aborted, .completed], after: nil, limit: 1000).filter { campaign in
      campaign.updatedAt < moment && campaign.progress[.running] ?? 0 == 0
    }
    for campaign in old { try await remove(campaign) }
    return old.count
  }

  private func remove(_ campaign: CampaignRecord) async throws {
    let states = CampaignTarget.State.allCases.map { "stations:\($0.rawValue)" }
    try await change(keys.campaign(campaign.id)) { unit in
      for name in ["record", "targets", "stations"] + states { unit.clear(name) }
      unit.afterwards(self.campaignIndex.remove("\(campaign.cursor):\(campaign.id)"))
    }
  }
}

extension OperationRecord {
  /// Whether nothing more is expected of it.
  var isPast: Bool { state.isFinal || state == .uncertain }
}
