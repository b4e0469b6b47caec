import GatewayCore
import OCPPCodec
import Testing

extension StoreContract {
  private static func profile(
    _ id: Int, station: String = "CP-1", connector: Int? = 1, _ purpose: ChargingProfilePurpose = .transactionDefault,
    level: Int = 0, transaction: Int? = nil, idTag: String? = nil, at acceptedAt: Int64 = Samples.moment
  ) throws -> ChargingProfileRecord {
    ChargingProfileRecord(
      station: try Samples.station(station), connector: connector, id: id, purpose: purpose, stackLevel: level,
      transaction: transaction, idTag: idTag, profile: try Samples.json(#"{"chargingProfileId":\#(id)}"#),
      origin: idTag == nil ? .command : .remoteStart, acceptedAt: acceptedAt)
  }

  private static func ids(_ store: any Store, _ station: String = "CP-1") async throws -> [Int] {
    try await store.chargingProfiles(of: Samples.station(station)).map(\.id).sorted()
  }

  static let chargingProfileChecks: [StoreCheck] = [
    StoreCheck("a charging profile is given back as it was recorded, in the order of connector, purpose and level") {
      store in
      let records = [
        try profile(4, connector: 0, .chargePointMaximum), try profile(3, connector: 0, level: 1),
        try profile(2, connector: 1, level: 2), try profile(1, connector: 1, .transaction, transaction: 7),
      ]
      for record in records.reversed() { try await store.recordChargingProfile(record) }
      #expect(try await store.chargingProfiles(of: Samples.station()) == records)
      #expect(try await store.chargingProfiles(of: Samples.station("CP-2")) == [])
    },
    StoreCheck("a charging profile replaces the one with its id, and the one on its place") { store in
      for record in [
        try profile(1), try profile(2, level: 1), try profile(3, connector: 2),
        try profile(4, .transaction, transaction: 7), try profile(5, .transaction, transaction: 8),
        try profile(1, station: "CP-2"),
      ] { try await store.recordChargingProfile(record) }
      #expect(try await ids(store) == [1, 2, 3, 4, 5])
      try await store.recordChargingProfile(profile(6))
      #expect(try await ids(store) == [2, 3, 4, 5, 6])
      try await store.recordChargingProfile(profile(3, connector: 1, level: 1))
      #expect(try await ids(store) == [3, 4, 5, 6])
      try await store.recordChargingProfile(profile(7, .transaction, transaction: 7))
      #expect(try await ids(store) == [3, 5, 6, 7])
      try await store.recordChargingProfile(profile(7, .transaction, transaction: 7))
      #expect(try await ids(store) == [3, 5, 6, 7])
      #expect(try await ids(store, "CP-2") == [1])
    },
    StoreCheck("charging profiles of transactions: which stations have any") { store in
      for record in [
        try profile(1, station: "CP-1"), try profile(2, station: "CP-2", .transaction, transaction: 7),
        try profile(3, station: "CP-3", connector: nil, .transaction, idTag: "TAG"),
        try profile(4, station: "CP-4", .transaction, transaction: 8),
      ] { try await store.recordChargingProfile(record) }
      let asked = try Set(["CP-1", "CP-2", "CP-3", "CP-9"].map { try Samples.station($0) })
      let found = try await store.stationsWithTransactionProfiles(among: asked)
      #expect(found == [try Samples.station("CP-2"), try Samples.station("CP-3")])
      #expect(try await store.stationsWithTransactionProfiles(among: []) == [])
    },
    StoreCheck("charging profiles are cleared by all that the filter names, of one station only") { store in
      let filters: [(ChargingProfileFilter, [Int])] = [
        (ChargingProfileFilter(id: 2), [1, 3, 4]), (ChargingProfileFilter(connector: 0), [2, 3, 4]),
        (ChargingProfileFilter(purpose: .transaction), [1, 2, 3]), (ChargingProfileFilter(stackLevel: 1), [1, 2, 4]),
        (ChargingProfileFilter(transaction: 7), [1, 2, 3]), (ChargingProfileFilter(), []),
        (ChargingProfileFilter(id: 2, connector: 0), [1, 2, 3, 4]),
        (ChargingProfileFilter(connector: 1, purpose: .transactionDefault, stackLevel: 1), [1, 2, 4]),
        (ChargingProfileFilter(id: 9), [1, 2, 3, 4]),
      ]
      for (filter, left) in filters {
        for record in [
          try profile(1, connector: 0), try profile(2), try profile(3, level: 1),
          try profile(4, .transaction, transaction: 7), try profile(1, station: "CP-2"),
        ] { try await store.recordChargingProfile(record) }
        let cleared = try await store.clearChargingProfiles(filter, of: Samples.station())
        #expect(cleared == 4 - left.count, "\(filter)")
        #expect(try await ids(store) == left, "\(filter)")
        #expect(try await ids(store, "CP-2") == [1])
      }
      #expect(try await store.clearChargingProfiles(ChargingProfileFilter(), of: Samples.station("CP-9")) == 0)
    },
    StoreCheck("the newest profile of a remote start goes to the transaction, once") { store in
      for record in [
        try profile(1, connector: nil, .transaction, idTag: "tag-1", at: Samples.moment),
        try profile(2, connector: 1, .transaction, idTag: "TAG-1", at: Samples.moment + 1),
        try profile(3, connector: 2, .transaction, idTag: "TAG-1", at: Samples.moment + 2),
        try profile(4, connector: nil, .transaction, idTag: "TAG-2", at: Samples.moment + 3),
      ] { try await store.recordChargingProfile(record) }
      let station = try Samples.station()
      for expected in [1, 0] {
        let adopted = try await store.adoptChargingProfiles(of: station, idTag: "Tag-1", connector: 1, transaction: 7)
        #expect(adopted == expected)
      }
      let records = try await store.chargingProfiles(of: station)
      #expect(records.map(\.id).sorted() == [2, 3, 4])
      let adopted = try #require(records.first { $0.id == 2 })
      #expect(adopted.transaction == 7 && adopted.connector == 1 && adopted.idTag == nil)
      #expect(adopted.origin == .remoteStart)
    },
    StoreCheck("templates are put, listed by name and deleted") { store in
      for name in ["night", "day", "night"] {
        try await store.putChargingProfileTemplate(
          ChargingProfileTemplate(name: name, profile: Samples.json("{}"), changedAt: Samples.moment))
      }
      #expect(try await store.chargingProfileTemplates().map(\.name) == ["day", "night"])
      #expect(try await store.chargingProfileTemplate("night")?.changedAt == Samples.moment)
      #expect(try await store.deleteChargingProfileTemplate("night"))
      #expect(try await store.deleteChargingProfileTemplate("night") == false)
      #expect(try await store.chargingProfileTemplate("night") == nil)
    },
    StoreCheck(durable: "charging profiles survive") { fixture in
      var store = try await fixture.open()
      try await store.recordChargingProfile(profile(1, .transaction, transaction: 7))
      await store.close()
      store = try await fixture.open()
      #expect(try await store.chargingProfiles(of: Samples.station()) == [try profile(1, .transaction, transaction: 7)])
      await store.close()
    },
  ]
}
