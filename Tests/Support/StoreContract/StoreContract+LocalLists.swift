import GatewayCore
import Testing

extension StoreContract {
  static let localListChecks: [StoreCheck] = [
    StoreCheck("local list: nothing is known before anything was") { store in
      let found = try await store.localList(of: Samples.station())
      #expect(found == nil)
      #expect(try await entries(in: store) == [])
      #expect(try await store.localLists(after: nil, limit: 9) == [])
    },
    StoreCheck("local list: a full update replaces, a differential one changes and removes") { store in
      try await update(1, isFull: true, changed: [entry("OLD"), entry("Stay")], in: store)
      try await update(2, isFull: true, changed: [entry("Stay"), entry("A"), entry("B")], in: store)
      #expect(try await entries(in: store).map(\.idTag) == ["A", "B", "Stay"])
      let changed = LocalListEntry(
        idTag: "a", status: .blocked, expiryDate: "2030-01-01T00:00:00Z", parentIdTag: "FLEET")
      try await update(3, changed: [changed, entry("C")], removed: ["b", "nobody"], in: store)
      #expect(try await entries(in: store) == [changed, entry("C"), entry("Stay")])
      let list = try #require(try await store.localList(of: Samples.station()))
      #expect(list.state == .known)
      #expect(list.version == 3)
      #expect(list.entryCount == 3)
      #expect(list.updatedAt == Samples.moment)
      #expect(try await store.localList(of: Samples.station("CP-2")) == nil)
    },
    StoreCheck("local list: a differential update of a list that isn't known leaves it so") { store in
      try await update(4, changed: [entry("A")], in: store)
      #expect(try await store.localList(of: Samples.station())?.state == .unknown)
    },
    StoreCheck("local list: the station's version tells whether it has what was recorded") { store in
      let station = try Samples.station()
      try await update(5, isFull: true, changed: [entry("A")], in: store)
      let same = try await store.recordLocalListVersion(5, of: station, at: Samples.moment + 1)
      #expect(same.state == .known)
      #expect(same.checkedAt == Samples.moment + 1)
      let other = try await store.recordLocalListVersion(6, of: station, at: Samples.moment)
      #expect(other.state == .unknown)
      #expect(other.version == nil)
      #expect(try await store.recordLocalListVersion(5, of: station, at: Samples.moment).state == .unknown)
      let empty = try await store.recordLocalListVersion(0, of: station, at: Samples.moment)
      #expect(empty.state == .known)
      #expect(empty.version == 0)
      #expect(empty.entryCount == 0)
      #expect(try await store.recordLocalListVersion(-1, of: station, at: Samples.moment).state == .unsupported)
      #expect(try await store.recordLocalListVersion(3, of: station, at: Samples.moment).state == .unknown)
    },
    StoreCheck("local list: what is unanswered is settled by the version, what was refused is not") { store in
      let station = try Samples.station()
      try await update(5, isFull: true, changed: [entry("A")], in: store)
      try await store.recordLocalListProblem(.unanswered("gone"), of: station, at: Samples.moment + 2)
      let doubtful = try await store.localList(of: station)
      #expect(doubtful?.state == .unknown)
      #expect(doubtful?.failure == "gone")
      #expect(doubtful?.failedAt == Samples.moment + 2)
      #expect(try await store.recordLocalListVersion(5, of: station, at: Samples.moment).state == .known)
      try await store.recordLocalListProblem(.refused("Failed"), of: station, at: Samples.moment)
      #expect(try await store.recordLocalListVersion(5, of: station, at: Samples.moment).state == .unknown)
      try await update(6, isFull: true, changed: [entry("A")], in: store)
      #expect(try await store.localList(of: station)?.failure == nil)
      try await store.recordLocalListProblem(.failed("no limits"), of: station, at: Samples.moment)
      #expect(try await store.localList(of: station)?.state == .known)
      try await store.recordLocalListProblem(.unsupported("NotSupported"), of: station, at: Samples.moment)
      #expect(try await store.localList(of: station)?.state == .unsupported)
      #expect(try await entries(in: store) == [])
    },
    StoreCheck("local list: limits, and what a station was brought to") { store in
      let station = try Samples.station()
      let limits = LocalListLimits(perMessage: 10, entries: nil, isEnabled: false)
      try await store.recordLocalListLimits(limits, of: station)
      try await update(1, isFull: true, changed: [entry("A")], in: store)
      try await store.recordLocalListSynchronised(station, list: "depot", revision: 12, leftOut: 3)
      let list = try #require(try await store.localList(of: station))
      #expect(list.limits == limits)
      #expect(list.list == "depot")
      #expect(list.revision == 12)
      #expect(list.leftOut == 3)
      // Changed by hand, it is no longer that.
      try await update(2, changed: [entry("B")], in: store)
      let changed = try await store.localList(of: station)
      #expect(changed?.revision == nil)
      #expect(changed?.limits == limits)
    },
    StoreCheck("local list: the revision grows with each change of an id token") { store in
      let first = try await store.idTokenRevision()
      try await store.putIdTokens([IdTokenRecord(id: "A")])
      let second = try await store.idTokenRevision()
      #expect(second > first)
      try await store.putIdTokens([IdTokenRecord(id: "a", status: .blocked)])
      let third = try await store.idTokenRevision()
      #expect(third > second)
      _ = try await store.deleteIdToken("A")
      let fourth = try await store.idTokenRevision()
      #expect(fourth > third)
      _ = try await store.deleteIdToken("A")
      #expect(try await store.idTokenRevision() == fourth)
    },
    StoreCheck("local list: entries and stations by pages") { store in
      for station in ["CP-2", "CP-1", "CP-3"] {
        try await update(1, of: station, isFull: true, changed: ["c", "A", "b"].map { entry($0) }, in: store)
      }
      #expect(try await store.localLists(after: nil, limit: 2).map(\.station.text) == ["CP-1", "CP-2"])
      #expect(try await store.localLists(after: Samples.station("CP-2"), limit: 2).map(\.station.text) == ["CP-3"])
      let station = try Samples.station()
      #expect(try await store.localListEntries(of: station, after: nil, limit: 2).map(\.idTag) == ["A", "b"])
      #expect(try await store.localListEntries(of: station, after: "B", limit: 2).map(\.idTag) == ["c"])
    },
    StoreCheck(durable: "local list: is there after the store is opened again") { fixture in
      let store = try await fixture.open()
      try await update(7, isFull: true, changed: [entry("A")], in: store)
      let before = try await store.localList(of: Samples.station())
      await store.close()
      let again = try await fixture.open()
      #expect(try await again.localList(of: Samples.station()) == before)
      #expect(try await entries(in: again) == [entry("A")])
      await again.close()
    },
  ]

  private static func entry(_ idTag: String) -> LocalListEntry { LocalListEntry(idTag: idTag) }

  private static func entries(in store: any Store) async throws -> [LocalListEntry] {
    try await store.localListEntries(of: Samples.station(), after: nil, limit: .max)
  }

  private static func update(
    _ version: Int, of station: String = "CP-1", isFull: Bool = false, changed: [LocalListEntry],
    removed: [String] = [], in store: any Store
  ) async throws {
    try await store.recordLocalListUpdate(
      LocalListUpdate(
        station: Samples.station(station), version: version, isFull: isFull, changed: changed, removed: removed),
      at: Samples.moment)
  }
}
