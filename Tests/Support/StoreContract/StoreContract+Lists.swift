import GatewayCore
import OCPPCodec
import Testing

extension StoreContract {
  static let listChecks: [StoreCheck] = [
    StoreCheck("transactions are listed by when they were first heard of, the newest first") { store in
      let order = [3, 1, 4, 1, 5, 9, 2, 6]
      for (index, second) in order.enumerated() {
        let moment = Samples.moment + Int64(second) * 1000
        _ = try await store.startTransaction(Samples.start(idTag: "T\(index)", at: moment))
      }
      let tags = try await store.transactions(TransactionQuery()).map(\.idToken)
      #expect(tags == ["T5", "T7", "T4", "T2", "T0", "T6", "T3", "T1"])
    },
    StoreCheck("a page goes on where the last one ended, also when transactions come in between") { store in
      for number in 0..<10 {
        // Several in a millisecond.
        _ = try await store.startTransaction(
          Samples.start(idTag: "T\(number)", at: Samples.moment + Int64(number / 4)))
      }
      var found: [String?] = []
      var cursor: String?
      while true {
        let page = try await store.transactions(TransactionQuery(limit: 3, after: cursor))
        guard let last = page.last else { break }
        #expect(page.count <= 3)
        found += page.map(\.idToken)
        cursor = last.cursor
        _ = try await store.startTransaction(
          Samples.start(idTag: "late \(found.count)", at: Samples.moment + 1000))
      }
      #expect(found == (0..<10).reversed().map { "T\($0)" })
    },
    StoreCheck("a cursor stays when its transaction changes") { store in
      let id = try await store.startTransaction(Samples.start()).transaction
      let before = try await store.transaction(String(id), of: Samples.station())
      #expect(before?.cursor.isEmpty == false)
      try await store.recordMeterValues(Samples.meterValues(transaction: String(id), at: Samples.moment + 5))
      _ = try await store.stopTransaction(Samples.stop(id))
      #expect(try await store.transactions(TransactionQuery()).map(\.cursor) == [before?.cursor])
    },
    StoreCheck("a cursor that is none is followed by nothing") { store in
      _ = try await store.startTransaction(Samples.start())
      for cursor in ["", "no cursor", "\u{0}", "💡", String(repeating: "z", count: 1000)] {
        #expect(try await store.transactions(TransactionQuery(after: cursor)) == [])
      }
    },
    StoreCheck("transactions by station, state and token, and all of these") { store in
      for station in ["CP-1", "CP-2"] {
        for tag in ["a", "B"] {
          _ = try await store.startTransaction(Samples.start(station, idTag: tag))
        }
      }
      _ = try await store.recordTransactionEvent(Samples.event(.started, 0, station: "CP-1", idToken: "A"))
      _ = try await store.stopTransaction(Samples.stop(-1, station: "CP-1"))
      let first = try await store.transactions(TransactionQuery(station: Samples.station("CP-1"), idToken: "b"))
      _ = try await store.stopTransaction(
        Samples.stop(try #require(first.first.flatMap { Int($0.id) }), station: "CP-1"))

      let count: (TransactionQuery) async throws -> Int = { try await store.transactions($0).count }
      let one = try Samples.station("CP-1")
      #expect(try await count(TransactionQuery()) == 6)
      #expect(try await count(TransactionQuery(station: one)) == 4)
      #expect(try await count(TransactionQuery(station: Samples.station("CP-3"))) == 0)
      #expect(try await count(TransactionQuery(state: .active)) == 4)
      #expect(try await count(TransactionQuery(state: .ended)) == 1)
      #expect(try await count(TransactionQuery(state: .orphaned)) == 1)
      #expect(try await count(TransactionQuery(idToken: "A")) == 3)
      #expect(try await count(TransactionQuery(idToken: "nobody")) == 0)
      #expect(try await count(TransactionQuery(station: one, state: .active)) == 2)
      #expect(try await count(TransactionQuery(station: one, state: .ended, idToken: "b")) == 1)
      #expect(try await count(TransactionQuery(station: one, state: .active, idToken: "b")) == 0)
    },
    StoreCheck("a list has at most so many, and limits out of range don't fail") { store in
      for number in 0..<5 { _ = try await store.startTransaction(Samples.start(idTag: "T\(number)")) }
      #expect(try await store.transactions(TransactionQuery(limit: 2)).count == 2)
      #expect(try await store.transactions(TransactionQuery(limit: 0)).count <= 1)
      #expect(try await store.transactions(TransactionQuery(limit: .min)).count <= 1)
      #expect(try await store.transactions(TransactionQuery(limit: .max)).count == 5)
    },
    StoreCheck("a list is as the single records are") { store in
      let id = try await store.startTransaction(Samples.start()).transaction
      _ = try await store.stopTransaction(Samples.stop(id, meterValues: "[1]"))
      _ = try await store.recordTransactionEvent(Samples.event(.started, 0, evse: 1, idToken: "A", energy: 1))
      let list = try await store.transactions(TransactionQuery())
      let single = try await store.transaction(String(id), of: Samples.station())
      let other = try await store.transaction("tx-1", of: Samples.station("CS-1"))
      #expect(list.count == 2)
      #expect(Set(list.map(\.id)) == [String(id), "tx-1"])
      for record in list { #expect(record == single || record == other) }
    },
  ]
}
