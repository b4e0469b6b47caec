import GatewayCore
import OCPPCodec
import Testing

extension StoreContract {
  static let stopChecks: [StoreCheck] = [
    StoreCheck("a stop ends the transaction, with all it says") { store in
      let id = try await store.startTransaction(Samples.start()).transaction
      let stopped = try await store.stopTransaction(Samples.stop(id, idTag: "tag-1"))
      #expect(stopped.decision?.status == .accepted)
      #expect(stopped.isOrphan == false)
      #expect(stopped.isRepeated == false)
      let record = try #require(try await store.transaction(String(id), of: Samples.station()))
      #expect(record.state == .ended)
      #expect(record.stopTimestamp == "2026-03-14T10:26:53Z")
      #expect(record.stoppedAt == Samples.moment + 3_600_000)
      #expect(record.meterStop == 5000)
      #expect(record.stopReason == "Local")
      #expect(record.stopIdToken == "tag-1")
      #expect(record.meterStart == 1000)
      #expect(record.updatedAt == Samples.moment + 3_600_000)
      #expect(record.receivedAt == Samples.moment)
    },
    StoreCheck("a stop without a token has no decision") { store in
      let id = try await store.startTransaction(Samples.start()).transaction
      #expect(try await store.stopTransaction(Samples.stop(id)).decision == nil)
    },
    StoreCheck("a stop's token is judged without regard to transactions") { store in
      try await store.putIdTokens([
        IdTokenRecord(id: "A", parent: "P"), IdTokenRecord(id: "B", parent: "P"),
        IdTokenRecord(id: "C", status: .blocked),
      ])
      let id = try await store.startTransaction(Samples.start(idTag: "A")).transaction
      _ = try await store.startTransaction(Samples.start("CP-2", idTag: "B"))
      let stopped = try await store.stopTransaction(Samples.stop(id, idTag: "b"))
      #expect(stopped.decision?.status == .accepted)
      #expect(stopped.decision?.token?.parent == "P")
      let other = try await store.startTransaction(Samples.start("CP-3", idTag: "A")).transaction
      let blocked = try await store.stopTransaction(Samples.stop(other, station: "CP-3", idTag: "C"))
      #expect(blocked.decision?.status == .blocked)
      #expect(try await store.transaction(String(other), of: Samples.station("CP-3"))?.state == .ended)
    },
    StoreCheck("the same stop again changes nothing") { store in
      let id = try await store.startTransaction(Samples.start()).transaction
      _ = try await store.stopTransaction(Samples.stop(id, meterValues: "[1]"))
      let before = try await store.transaction(String(id), of: Samples.station())
      let again = try await store.stopTransaction(Samples.stop(id, at: Samples.moment + 9_999_999, meterValues: "[1]"))
      #expect(again.isRepeated)
      #expect(again.isOrphan == false)
      #expect(try await store.transaction(String(id), of: Samples.station()) == before)
      let values = try await store.meterValues(ofTransaction: String(id), of: Samples.station(), limit: 10)
      #expect(values.count == 1)
    },
    StoreCheck("a stop's meter values are the transaction's") { store in
      let id = try await store.startTransaction(Samples.start()).transaction
      try await store.recordMeterValues(Samples.meterValues("[1]", transaction: String(id)))
      _ = try await store.stopTransaction(Samples.stop(id, meterValues: "[2]"))
      let values = try await store.meterValues(ofTransaction: String(id), of: Samples.station(), limit: 10)
      #expect(try values.map(\.values) == [Samples.json("[1]"), Samples.json("[2]")])
    },
    StoreCheck("a stop for an id that the station doesn't have is an orphan") { store in
      for id in [4711, 0, -1, .max, .min] { try await checkOrphan(id, in: store) }
    },
    StoreCheck("orphans with the same id are told apart by time and meter") { store in
      _ = try await store.stopTransaction(Samples.stop(-1))
      _ = try await store.stopTransaction(Samples.stop(-1, meterStop: 5001))
      _ = try await store.stopTransaction(Samples.stop(-1, timestamp: ""))
      _ = try await store.stopTransaction(Samples.stop(-1, station: "CP-2"))
      let orphans = try await store.transactions(TransactionQuery(state: .orphaned))
      #expect(orphans.count == 4)
    },
    StoreCheck("a station can't stop another's transaction") { store in
      let id = try await store.startTransaction(Samples.start("CP-1")).transaction
      let stopped = try await store.stopTransaction(Samples.stop(id, station: "CP-2", meterValues: "[666]"))
      #expect(stopped.isOrphan)
      let record = try await store.transaction(String(id), of: Samples.station("CP-1"))
      #expect(record?.state == .active)
      #expect(record?.stopReason == nil)
      #expect(try await store.meterValues(ofTransaction: String(id), of: Samples.station("CP-1"), limit: 10) == [])
      #expect(try await store.transaction(String(id), of: Samples.station("CP-2"))?.state == .orphaned)
    },
  ]

  static let meterValueChecks: [StoreCheck] = [
    StoreCheck("meter values are in the order they came, limited") { store in
      let id = String(try await store.startTransaction(Samples.start()).transaction)
      for number in 0..<20 {
        // The clock may be set back.
        let moment = Samples.moment + Int64(number % 3)
        try await store.recordMeterValues(Samples.meterValues("[\(number)]", transaction: id, at: moment))
      }
      let all = try await store.meterValues(ofTransaction: id, of: Samples.station(), limit: .max)
      #expect(all.map(\.values.text) == (0..<20).map { "[\($0)]" })
      #expect(all.map(\.receivedAt) == (0..<20).map { Samples.moment + Int64($0 % 3) })
      #expect(all.allSatisfy { $0.sequenceNumber == nil })
      let some = try await store.meterValues(ofTransaction: id, of: Samples.station(), limit: 3)
      #expect(some == Array(all.prefix(3)))
      #expect(try await store.meterValues(ofTransaction: id, of: Samples.station(), limit: 0) == [])
      #expect(try await store.meterValues(ofTransaction: id, of: Samples.station(), limit: -1) == [])
    },
    StoreCheck("meter values are a sign of the transaction's life") { store in
      let id = String(try await store.startTransaction(Samples.start()).transaction)
      try await store.recordMeterValues(Samples.meterValues(transaction: id, at: Samples.moment + 30_000))
      let record = try #require(try await store.transaction(id, of: Samples.station()))
      #expect(record.updatedAt == Samples.moment + 30_000)
      #expect(record.receivedAt == Samples.moment)
      #expect(try await store.transactions(TransactionQuery()) == [record])
    },
    StoreCheck("meter values that come again are recorded once, for each transaction") { store in
      let first = String(try await store.startTransaction(Samples.start()).transaction)
      let second = String(try await store.startTransaction(Samples.start("CP-2")).transaction)
      for values in ["[1]", "[2]", "[2]", "[1]", "[3]"] {
        try await store.recordMeterValues(Samples.meterValues(values, transaction: first))
      }
      let hours = Samples.moment + 7_200_000
      try await store.recordMeterValues(Samples.meterValues("[3]", transaction: first, at: hours))
      try await store.recordMeterValues(Samples.meterValues("[3]", station: "CP-2", transaction: second))
      let found = try await store.meterValues(ofTransaction: first, of: Samples.station(), limit: 10)
      #expect(found.map(\.values.text) == ["[1]", "[2]", "[3]"])
      let other = try await store.meterValues(ofTransaction: second, of: Samples.station("CP-2"), limit: 10)
      #expect(other.map(\.values.text) == ["[3]"])
    },
    StoreCheck("meter values outside a transaction, or in an unknown one, are recorded") { store in
      let id = String(try await store.startTransaction(Samples.start()).transaction)
      try await store.recordMeterValues(Samples.meterValues("[1]", transaction: nil))
      try await store.recordMeterValues(Samples.meterValues("[2]", transaction: "99"))
      try await store.recordMeterValues(Samples.meterValues("[3]", station: "CP-2", transaction: id))
      #expect(try await store.meterValues(ofTransaction: id, of: Samples.station(), limit: 10) == [])
      let unknown = try await store.meterValues(ofTransaction: "99", of: Samples.station(), limit: 10)
      #expect(unknown.map(\.values.text) == ["[2]"])
      #expect(try await store.transaction("99", of: Samples.station()) == nil)
      #expect(try await store.transactions(TransactionQuery()).count == 1)
    },
  ]

  private static func checkOrphan(_ id: Int, in store: any Store) async throws {
    let name = "CP\(id)"
    let station = try Samples.station(name)
    let stopped = try await store.stopTransaction(Samples.stop(id, station: name, idTag: "TAG", meterValues: "[1]"))
    #expect(stopped.isOrphan)
    #expect(stopped.isRepeated == false)
    #expect(stopped.decision?.status == .accepted)
    let record = try #require(try await store.transaction(String(id), of: station))
    #expect(record.state == .orphaned)
    #expect(record.id == String(id))
    #expect(record.meterStop == 5000)
    #expect(record.stopReason == "Local")
    #expect(record.stopIdToken == "TAG")
    #expect(record.idToken == nil)
    #expect(record.startTimestamp == nil)
    let values = try await store.meterValues(ofTransaction: String(id), of: station, limit: 10)
    #expect(values.count == 1)
    let again = try await store.stopTransaction(
      Samples.stop(id, station: name, idTag: "TAG", at: Samples.moment + 9_999_999, meterValues: "[1]"))
    #expect(again.isOrphan)
    #expect(again.isRepeated)
    #expect(try await store.transactions(TransactionQuery(station: station)).count == 1)
    #expect(try await store.meterValues(ofTransaction: String(id), of: station, limit: 10).count == 1)
  }
}
