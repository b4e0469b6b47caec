import GatewayCore
import OCPPCodec
import Testing

extension StoreContract {
  static let stationChecks: [StoreCheck] = [
    StoreCheck("an unknown station is nil") { store in
      let unknown = try Samples.station()
      #expect(try await store.station(unknown) == nil)
      #expect(try await store.stations(StationQuery()) == [])
    },
    StoreCheck("a connection creates a station") { store in
      try await store.recordConnection(Samples.connection(version: .v201))
      let station = try #require(try await store.station(Samples.station()))
      #expect(station.version == .v201)
      #expect(station.connectedAt == Samples.moment)
      #expect(station.lastSeenAt == Samples.moment)
      #expect(station.remoteAddress == "192.0.2.1:4711")
      #expect(station.vendor == nil)
      #expect(station.registration == nil)
    },
    StoreCheck("a boot creates a station, a later one replaces what it said") { store in
      try await store.recordBoot(Samples.boot(vendor: "ACME", registration: .pending))
      try await store.recordConnection(Samples.connection())
      try await store.recordBoot(Samples.boot(vendor: "Other", model: "Two", at: Samples.moment + 5))
      let station = try #require(try await store.station(Samples.station()))
      #expect(station.vendor == "Other")
      #expect(station.model == "Two")
      #expect(station.serialNumber == "SN-1")
      #expect(station.firmwareVersion == nil)
      #expect(station.registration == .accepted)
      #expect(station.bootedAt == Samples.moment + 5)
      #expect(station.connectedAt == Samples.moment)
      #expect(try station.boot == Samples.json(#"{"chargePointVendor":"ACME"}"#))
    },
    StoreCheck("a reconnection with another version keeps the boot") { store in
      try await store.recordBoot(Samples.boot())
      try await store.recordConnection(Samples.connection(version: .v201, at: Samples.moment + 9))
      let station = try #require(try await store.station(Samples.station()))
      #expect(station.version == .v201)
      #expect(station.vendor == "ACME")
      #expect(station.connectedAt == Samples.moment + 9)
    },
    StoreCheck("last seen: only known stations, never backwards") { store in
      try await store.recordConnection(Samples.connection())
      let known = try Samples.station()
      let unknown = try Samples.station("CP-2")
      try await store.recordLastSeen([known: Samples.moment + 100, unknown: Samples.moment])
      try await store.recordLastSeen([known: Samples.moment + 50])
      #expect(try await store.station(known)?.lastSeenAt == Samples.moment + 100)
      #expect(try await store.station(unknown) == nil)
      try await store.recordLastSeen([:])
    },
    StoreCheck("last seen of many stations at once") { store in
      let stations = try (0..<2500).map { try Samples.station("CP-\($0)") }
      for station in stations.prefix(3) + stations.suffix(3) {
        try await store.recordConnection(Samples.connection(station.text))
      }
      try await store.recordLastSeen(Dictionary(uniqueKeysWithValues: stations.map { ($0, Samples.moment + 7) }))
      let found = try await store.stations(StationQuery()).map(\.lastSeenAt)
      #expect(found == Array(repeating: Samples.moment + 7, count: 6))
    },
    StoreCheck("what a station did doesn't make it one that connected") { store in
      _ = try await store.startTransaction(Samples.start())
      try await store.recordStatus(Samples.status("Available"))
      #expect(try await store.station(Samples.station()) == nil)
      #expect(try await store.stations(StationQuery()) == [])
    },
    StoreCheck("stations are in the order of their ids' bytes, by pages") { store in
      let ids = ["b", "B", "a-10", "a-9", "ä", "z"]
      for id in ids { try await store.recordConnection(Samples.connection(id)) }
      let expected = ["B", "a-10", "a-9", "b", "z", "ä"]
      #expect(try await store.stations(StationQuery()).map(\.id.text) == expected)
      var found: [String] = []
      var after: StationID?
      while true {
        let page = try await store.stations(StationQuery(after: after, limit: 2))
        guard let last = page.last else { break }
        #expect(page.count <= 2)
        found += page.map(\.id.text)
        after = last.id
      }
      #expect(found == expected)
    },
    StoreCheck("stations of a vendor") { store in
      try await store.recordBoot(Samples.boot("CP-1", vendor: "ACME"))
      try await store.recordBoot(Samples.boot("CP-2", vendor: "Other"))
      try await store.recordBoot(Samples.boot("CP-3", vendor: "ACME"))
      try await store.recordConnection(Samples.connection("CP-4"))
      #expect(try await store.stations(StationQuery(vendor: "ACME")).map(\.id.text) == ["CP-1", "CP-3"])
      let after = try Samples.station("CP-1")
      #expect(try await store.stations(StationQuery(vendor: "ACME", after: after)).map(\.id.text) == ["CP-3"])
      #expect(try await store.stations(StationQuery(vendor: "acme")) == [])
    },
    StoreCheck("limits out of range don't fail") { store in
      for id in ["CP-1", "CP-2"] { try await store.recordConnection(Samples.connection(id)) }
      for limit in [0, -1, Int.min] { #expect(try await store.stations(StationQuery(limit: limit)).count <= 1) }
      #expect(try await store.stations(StationQuery(limit: .max)).count == 2)
    },
  ]
}
