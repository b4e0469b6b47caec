import GatewayCore
import OCPPCodec
import Testing

extension StoreContract {
  static let concurrencyChecks: [StoreCheck] = [
    StoreCheck("1,000 starts at once: all ids differ, and all are there") { store in
      let ids = try await withThrowingTaskGroup { group in
        for number in 0..<1000 {
          group.addTask {
            try await store.startTransaction(Samples.start("CP-\(number % 100)", idTag: "T\(number)")).transaction
          }
        }
        return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
      }
      #expect(ids.count == 1000)
      let listed = try await store.transactions(TransactionQuery(limit: 1000))
      #expect(Set(listed.map(\.id)) == Set(ids.map(String.init)))
      #expect(Set(listed.map(\.cursor)).count == 1000)
    },
    StoreCheck("one token at once: one start is accepted") { store in
      let accepted = try await withThrowingTaskGroup { group in
        for number in 0..<100 {
          group.addTask {
            try await store.startTransaction(Samples.start("CP-\(number)", idTag: "ONE")).decision.status
          }
        }
        return try await group.reduce(into: 0) { $0 += $1 == .accepted ? 1 : 0 }
      }
      #expect(accepted == 1)
    },
    StoreCheck("the same start at once: one id") { store in
      let results = try await withThrowingTaskGroup { group in
        for _ in 0..<100 { group.addTask { try await store.startTransaction(Samples.start()) } }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(Set(results.map(\.transaction)).count == 1)
      #expect(results.filter { !$0.isRepeated }.count == 1)
    },
    StoreCheck("the same event at once: one is new") { store in
      let new = try await withThrowingTaskGroup { group in
        for _ in 0..<100 {
          group.addTask { try await store.recordTransactionEvent(Samples.event(.started, 0, meterValues: "[1]")) }
        }
        return try await group.reduce(into: 0) { $0 += $1.isRepeated ? 0 : 1 }
      }
      #expect(new == 1)
      #expect(try await store.meterValues(ofTransaction: "tx-1", of: Samples.station("CS-1"), limit: 10).count == 1)
    },
    StoreCheck("whoever wrote reads it at once, while others write") { store in
      try await withThrowingTaskGroup { group in
        for number in 0..<50 {
          group.addTask {
            let station = "CP-\(number)"
            for round in 0..<10 {
              let start = try Samples.start(station, idTag: station, timestamp: "\(round)")
              let id = try await store.startTransaction(start).transaction
              #expect(try await store.transaction(String(id), of: start.station)?.state == .active)
              try await store.recordMeterValues(
                Samples.meterValues("[\(round)]", station: station, transaction: String(id)))
              #expect(try await store.meterValues(ofTransaction: String(id), of: start.station, limit: 9).count == 1)
              _ = try await store.stopTransaction(Samples.stop(id, station: station))
              #expect(try await store.transaction(String(id), of: start.station)?.state == .ended)
            }
          }
        }
        try await group.waitForAll()
      }
      #expect(try await store.transactions(TransactionQuery(state: .ended, limit: 1000)).count == 500)
    },
    StoreCheck("a store that can be written to is healthy") { store in
      try await store.checkHealth()
      try await store.checkHealth()
    },
    StoreCheck("after closing nothing is done any more") { store in
      await store.close()
      await store.close()
      var error = await #expect(throws: StoreError.self) { try await store.recordBoot(Samples.boot()) }
      #expect(error?.code == .closed)
      error = await #expect(throws: StoreError.self) { try await store.stations(StationQuery()) }
      #expect(error?.code == .closed)
    },
    StoreCheck("closing finishes what is under way") { store in
      await withTaskGroup { group in
        for number in 0..<200 {
          group.addTask {
            // Either done or refused as closed.
            do {
              _ = try await store.startTransaction(Samples.start(idTag: "T\(number)"))
            } catch {
              #expect((error as? StoreError)?.code == .closed)
            }
          }
        }
        group.addTask { await store.close() }
      }
    },
  ]

  static let durabilityChecks: [StoreCheck] = [
    StoreCheck(durable: "all is there after opening again") { fixture in
      var store = try await fixture.open()
      try await store.recordConnection(Samples.connection())
      try await store.recordBoot(Samples.boot())
      try await store.recordStatus(Samples.status("Charging"))
      try await store.putIdTokens([IdTokenRecord(id: "A"), IdTokenRecord(id: "B", status: .blocked)])
      try await store.recordVariables([Samples.variable("V", value: "1")], of: Samples.station())
      let active = try await store.startTransaction(Samples.start(idTag: "A")).transaction
      let ended = try await store.startTransaction(Samples.start(connector: 2, idTag: "C")).transaction
      try await store.recordMeterValues(Samples.meterValues("[1]", transaction: String(active)))
      _ = try await store.stopTransaction(Samples.stop(ended))
      _ = try await store.recordTransactionEvent(Samples.event(.started, 0, idToken: "D", meterValues: "[2]"))
      let before = try await snapshot(of: store)
      await store.close()

      store = try await fixture.open()
      #expect(try await snapshot(of: store) == before)
      #expect(try await store.startTransaction(Samples.start(idTag: "A")).transaction == active)
      let rival = try await store.startTransaction(Samples.start("CP-2", idTag: "a"))
      #expect(rival.decision.status == .concurrentTransaction)
      #expect(try await store.startTransaction(Samples.start("CP-3", idTag: "b")).decision.status == .blocked)
      #expect(try await store.stopTransaction(Samples.stop(ended)).isRepeated)
      let event = try Samples.event(.started, 0, idToken: "D", meterValues: "[2]")
      #expect(try await store.recordTransactionEvent(event).isRepeated)
      _ = try await store.startTransaction(Samples.start("CP-4", idTag: "E"))
      #expect(try await store.transactions(TransactionQuery(limit: 1)).first?.idToken == "E")
      await store.close()
    }
  ]

  /// What a store holds, as text.
  private static func snapshot(of store: any Store) async throws -> String {
    let transactions = try await store.transactions(TransactionQuery())
    var parts: [Any] = [try await store.stations(StationQuery()), try await store.idTokens(after: nil, limit: 100)]
    for station in ["CP-1", "CS-1"] {
      let station = try Samples.station(station)
      parts.append(try await store.connectors(of: station))
      parts.append(try await store.variables(of: station))
    }
    for record in transactions {
      parts.append(record)
      parts.append(try await store.meterValues(ofTransaction: record.id, of: record.station, limit: 100))
    }
    return String(describing: parts)
  }
}
