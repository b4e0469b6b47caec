import GatewayCore

/// The lists that transactions are found by.
///
/// A member is the order key, the station and the name in the station's hash: `….:CP-1:n42`.
struct TransactionIndex {
  let store: RedisStore

  private func index(_ name: String) -> RedisIndex { RedisIndex(key: store.keys.index.key("transactions\(name)")) }

  var all: RedisIndex { index("") }
  var active: RedisIndex { index(":active") }
  var orphaned: RedisIndex { index(":orphaned") }

  /// - Parameter key: the lower-case id.
  func token(_ key: String) -> RedisIndex { index(":token:\(key)") }

  /// In the station's own slot, so committed with the transaction.
  func station(_ station: StationID) -> RedisIndex { RedisIndex(key: store.keys.station(station).key("order")) }

  static func member(_ order: OrderKey, _ station: StationID, _ name: String) -> String {
    "\(order.text):\(station):\(name)"
  }

  /// Adds a transaction to the lists that it belongs to, before it is committed.
  func add(_ member: String, _ record: TransactionRecord, isNew: Bool = true, _ unit: RedisUnit) async throws {
    let lists = lists(of: record)
    _ = try await store.client.values(lists.map { $0.add(member) })
    if isNew { for list in lists { unit.otherwise(list.remove(member)) } }
    unit.write("ZADD", "order", [Array("0".utf8), Array(member.utf8)])
  }

  /// The lists over all stations that a transaction is in.
  func lists(of record: TransactionRecord) -> [RedisIndex] {
    var lists = [all]
    switch record.state {
    case .active: lists.append(active)
    case .orphaned: lists.append(orphaned)
    case .ended: break
    }
    if let idToken = record.idToken { lists.append(token(IdTokenRecord.key(idToken))) }
    return lists
  }

  /// A page of a list.
  func transactions(_ query: TransactionQuery) async throws -> [TransactionRecord] {
    if let after = query.after, OrderKey(after) == nil { return [] }
    let token = query.idToken.map(IdTokenRecord.key)
    let list: RedisIndex
    switch (query.station, token, query.state) {
    case (let station?, _, _): list = self.station(station)
    case (nil, let token?, _): list = self.token(token)
    case (nil, nil, .active): list = active
    case (nil, nil, .orphaned): list = orphaned
    default: list = all
    }
    return try await store.page(limit: min(max(query.limit, 1), 1000), after: query.after) { after, count in
      try await list.members(before: after, limit: count, store.client)
    } records: { members in
      try await records(members).map { record in
        guard let record, query.state == nil || record.state == query.state,
          query.station == nil || record.station == query.station
        else { return nil }
        if let token {
          guard let own = record.idToken, IdTokenRecord.key(own).utf8.elementsEqual(token.utf8) else { return nil }
        }
        return record
      }
    }
  }

  /// The records of members, in their order; nil for a member that leads to none.
  private func records(_ members: [String]) async throws -> [TransactionRecord?] {
    let places = members.map(Place.init)
    let found = places.compactMap(\.self)
    var documents = try await store.documents(found.map { ($0.station, $0.name) }).makeIterator()
    return places.map { place in
      guard let place, let record = documents.next() ?? nil, record.cursor == place.order else { return nil }
      return record
    }
  }

  private struct Place {
    let order: String
    let station: StationID
    let name: String

    init?(_ member: String) {
      let parts = member.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3, let station = StationID(String(parts[1]), maximumLength: .max) else { return nil }
      order = String(parts[0])
      self.station = station
      name = String(parts[2])
    }
  }
}

extension RedisStore {
  /// Transactions by their stations and names, with when they were last heard of; nil for those that aren't there.
  func documents(_ places: [(station: StationID, name: String)]) async throws -> [TransactionRecord?] {
    var commands: [RedisCommand] = []
    for place in places {
      let slot = keys.station(place.station)
      commands.append(RedisCommand("HGET", slot.key("transactions"), place.name))
      // Names begin with a letter that says what they are; meter values name the id alone.
      commands.append(RedisCommand("HGET", slot.key("heard"), String(place.name.dropFirst())))
    }
    let replies = try await client.values(commands)
    return try places.indices.map { index in
      guard let bytes = replies[2 * index].bytes else { return nil }
      var record = try RedisDocument.read(
        bytes, as: TransactionDocument.self, in: keys.station(places[index].station).key("transactions")
      ).record
      if let heard = replies[2 * index + 1].integer { record.updatedAt = max(record.updatedAt, heard) }
      return record
    }
  }
}
