package import GatewayCore
import OCPPCodec

/// A campaign has a slot of its own: its record, its stations' states, and how many there are in each.
extension RedisStore: CampaignStore {
  var campaignIndex: RedisIndex { RedisIndex(key: keys.index.key("campaigns")) }

  package func createCampaign(_ campaign: CampaignRecord, stations: [StationID]) async throws {
    let order = try await order.next(at: campaign.createdAt)
    let slot = keys.campaign(campaign.id)
    try await change(slot) { unit in
      guard try await unit.get("record", Array("record".utf8)) == nil else { return }
      var record = campaign
      record.progress = [:]
      record.cursor = order.text
      let member = "\(order.text):\(campaign.id)"
      _ = try await self.client.send(self.campaignIndex.add(member))
      unit.otherwise(self.campaignIndex.remove(member))
      try unit.set("record", "record", record)
      let stations = Set(stations)
      for station in stations {
        try unit.set(
          "targets", station.text,
          CampaignTarget(station: station, state: .pending, updatedAt: campaign.createdAt))
        for name in ["stations", "stations:pending"] {
          unit.write("ZADD", name, [Array("0".utf8), Array(station.text.utf8)])
        }
      }
    }
  }

  package func campaign(_ id: String) async throws -> CampaignRecord? {
    try await read { try await self.campaigns([id])[0] }
  }

  private func campaigns(_ ids: [String]) async throws -> [CampaignRecord?] {
    let states = CampaignTarget.State.allCases
    let replies = try await client.values(
      ids.flatMap { id in
        let slot = keys.campaign(id)
        return [RedisCommand("HGET", slot.key("record"), "record")]
          + states.map { RedisCommand("ZCARD", slot.key("stations:\($0.rawValue)")) }
      })
    return try ids.indices.map { index in
      let reply = replies[(index * (states.count + 1))...]
      guard let bytes = reply[reply.startIndex].bytes else { return nil }
      var record = try RedisDocument.read(bytes, as: CampaignRecord.self, in: keys.campaign(ids[index]).key("record"))
      for (state, count) in zip(states, reply.dropFirst()) {
        if let count = count.integer, count > 0 { record.progress[state] = Int(count) }
      }
      return record
    }
  }

  package func campaigns(
    in states: Set<CampaignRecord.State>, after cursor: String?, limit: Int
  ) async throws -> [CampaignRecord] {
    if let cursor, OrderKey(cursor) == nil { return [] }
    return try await read {
      try await self.page(limit: min(max(limit, 1), 1000), after: cursor) { after, count in
        try await self.campaignIndex.members(before: after, limit: count, self.client)
      } records: { members in
        let records = try await self.campaigns(members.map { String($0.dropFirst(OrderKey.length + 1)) })
        return zip(members, records).map { member, record in
          guard let record, member.hasPrefix(record.cursor), states.isEmpty || states.contains(record.state) else {
            return nil
          }
          return record
        }
      }
    }
  }

  package func changeCampaign(
    _ id: String, from states: Set<CampaignRecord.State>, to state: CampaignRecord.State, reason: String?,
    at moment: Int64
  ) async throws -> Bool {
    try await change(keys.campaign(id)) { unit in
      guard var record = try await unit.document("record", "record", as: CampaignRecord.self),
        states.contains(record.state)
      else { return false }
      record.state = state
      record.reason = reason
      record.updatedAt = moment
      try unit.set("record", "record", record)
      return true
    }
  }

  package func campaignTargets(
    of id: String, in state: CampaignTarget.State?, after station: StationID?, limit: Int
  ) async throws -> [CampaignTarget] {
    let slot = keys.campaign(id)
    let list = RedisIndex(key: slot.key(state.map { "stations:\($0.rawValue)" } ?? "stations"))
    return try await read {
      try await self.page(limit: min(max(limit, 1), 1000), after: station?.text) { after, count in
        try await list.members(after: after, limit: count, self.client)
      } records: { members in
        let replies = try await self.client.values(members.map { RedisCommand("HGET", slot.key("targets"), $0) })
        return try replies.map { reply in
          try reply.bytes.map { try RedisDocument.read($0, in: slot.key("targets")) }
        }
      }
    }
  }

  package func changeCampaignTarget(
    _ target: CampaignTarget, of id: String, from states: Set<CampaignTarget.State>
  ) async throws -> Bool {
    try await change(keys.campaign(id)) { unit in
      guard let known = try await unit.document("targets", target.station.text, as: CampaignTarget.self),
        states.contains(known.state)
      else { return false }
      let member = Array(target.station.text.utf8)
      try unit.set("targets", target.station.text, target)
      unit.write("ZREM", "stations:\(known.state.rawValue)", [member])
      unit.write("ZADD", "stations:\(target.state.rawValue)", [Array("0".utf8), member])
      return true
    }
  }
}
