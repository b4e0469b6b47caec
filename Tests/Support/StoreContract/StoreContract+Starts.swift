import GatewayCore
import OCPPCodec
import Testing

extension StoreContract {
  static let startChecks: [StoreCheck] = [
    StoreCheck("a start is recorded with all it says") { store in
      var start = try Samples.start(idTag: "Tag", at: Samples.moment + 7)
      start.reservation = 12
      let started = try await store.startTransaction(start)
      #expect((1...Int(Int32.max)).contains(started.transaction))
      #expect(started.decision == AuthorizationDecision(status: .accepted, token: nil))
      #expect(started.isRepeated == false)
      let record = try #require(try await store.transaction(String(started.transaction), of: Samples.station()))
      var expected = TransactionRecord(
        station: try Samples.station(), id: String(started.transaction), version: .v16, state: .active,
        receivedAt: Samples.moment + 7, updatedAt: Samples.moment + 7)
      expected.evse = 0
      expected.connector = 1
      expected.idToken = "Tag"
      expected.authorization = .accepted
      expected.reservation = 12
      expected.startTimestamp = Samples.timestamp
      expected.startedAt = Samples.moment
      expected.meterStart = 1000
      expected.cursor = record.cursor
      #expect(record == expected)
    },
    StoreCheck("the same start again gives the same id, also after its stop") { store in
      let first = try await store.startTransaction(Samples.start())
      let again = try await store.startTransaction(Samples.start(at: Samples.moment + 60_000))
      #expect(again == TransactionStarted(transaction: first.transaction, decision: first.decision, isRepeated: true))
      _ = try await store.stopTransaction(Samples.stop(first.transaction))
      let late = try await store.startTransaction(Samples.start(at: Samples.moment + 120_000))
      #expect(late.transaction == first.transaction)
      #expect(late.isRepeated)
      let record = try await store.transaction(String(first.transaction), of: Samples.station())
      #expect(record?.state == .ended)
      #expect(try await store.transactions(TransactionQuery()).count == 1)
    },
    StoreCheck("a start that differs in anything is another one") { store in
      let policy = AuthorizationPolicy(acceptsUnknownTokens: true, allowsConcurrentTransactions: true)
      let starts = try [
        Samples.start(policy: policy), Samples.start("CP-2", policy: policy),
        Samples.start(connector: 2, policy: policy), Samples.start(idTag: "TAG-2", policy: policy),
        Samples.start(meterStart: 1001, policy: policy),
        Samples.start(timestamp: "2026-03-14T09:26:54Z", policy: policy),
      ]
      var ids: Set<Int> = []
      for start in starts {
        let started = try await store.startTransaction(start)
        #expect(started.isRepeated == false)
        ids.insert(started.transaction)
      }
      #expect(ids.count == starts.count)
    },
    StoreCheck("a token in a transaction of any station can't begin another") { store in
      let first = try await store.startTransaction(Samples.start("CP-1", idTag: "tag"))
      let second = try await store.startTransaction(Samples.start("CP-2", idTag: "TAG"))
      #expect(first.decision.status == .accepted)
      #expect(second.decision.status == .concurrentTransaction)
      let record = try await store.transaction(String(second.transaction), of: Samples.station("CP-2"))
      #expect(record?.authorization == .concurrentTransaction)
      #expect(record?.state == .active)
    },
    StoreCheck("a repeated start is not its own rival") { store in
      let first = try await store.startTransaction(Samples.start())
      let again = try await store.startTransaction(Samples.start())
      #expect(first.decision.status == .accepted)
      #expect(again.decision.status == .accepted)
    },
    StoreCheck("a repeated start is answered as the first time, whatever happened since") { store in
      _ = try await store.startTransaction(Samples.start("CP-1"))
      let refused = try await store.startTransaction(Samples.start("CP-2"))
      let stop = try await store.transactions(TransactionQuery(station: Samples.station("CP-1")))
      _ = try await store.stopTransaction(Samples.stop(try #require(stop.first.flatMap { Int($0.id) })))
      let again = try await store.startTransaction(Samples.start("CP-2"))
      #expect(again.transaction == refused.transaction)
      #expect(again.decision.status == .concurrentTransaction)
    },
    StoreCheck("a refused start is recorded and doesn't occupy the token") { store in
      try await store.putIdTokens([IdTokenRecord(id: "TAG", status: .blocked)])
      let refused = try await store.startTransaction(Samples.start("CP-1", idTag: "TAG"))
      #expect(refused.decision.status == .blocked)
      #expect((1...Int(Int32.max)).contains(refused.transaction))
      let record = try await store.transaction(String(refused.transaction), of: Samples.station("CP-1"))
      #expect(record?.authorization == .blocked)
      try await store.putIdTokens([IdTokenRecord(id: "TAG")])
      #expect(try await store.startTransaction(Samples.start("CP-2", idTag: "TAG")).decision.status == .accepted)
    },
    StoreCheck("a start on an occupied connector doesn't end the transaction there") { store in
      let first = try await store.startTransaction(Samples.start(idTag: "A"))
      let second = try await store.startTransaction(Samples.start(idTag: "B"))
      for id in [first.transaction, second.transaction] {
        #expect(try await store.transaction(String(id), of: Samples.station())?.state == .active)
      }
    },
    StoreCheck("a station doesn't see another's transaction") { store in
      let id = try await store.startTransaction(Samples.start("CP-1")).transaction
      #expect(try await store.transaction(String(id), of: Samples.station("CP-2")) == nil)
      #expect(try await store.transaction("0\(id)", of: Samples.station("CP-1")) == nil)
      #expect(try await store.transaction("", of: Samples.station("CP-1")) == nil)
    },
    StoreCheck("numbers at their limits are kept") { store in
      var start = try Samples.start(connector: .max, meterStart: .min, at: .max)
      start.startedAt = .min
      let id = try await store.startTransaction(start).transaction
      let record = try #require(try await store.transaction(String(id), of: Samples.station()))
      #expect(record.connector == .max)
      #expect(record.meterStart == DecimalNumber(Int.min))
      #expect(record.receivedAt == .max)
      #expect(record.startedAt == .min)
      start = try Samples.start(timestamp: "", at: .min)
      #expect(try await store.startTransaction(start).isRepeated == false)
      #expect(try await store.transactions(TransactionQuery()).map(\.receivedAt) == [.max, .min])
    },
  ]
}
