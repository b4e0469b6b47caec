import GatewayCore
import OCPPCodec
import Testing

extension StoreContract {
  static let eventChecks: [StoreCheck] = [
    StoreCheck("events: start, charge, end") { store in
      let started = try await store.recordTransactionEvent(
        Samples.event(
          .started, 0, chargingState: "EVConnected", evse: 2, idToken: "Tag", type: "ISO14443", energy: 100))
      #expect(started.decision?.status == .accepted)
      #expect(started.isRepeated == false)
      let updated = try await store.recordTransactionEvent(
        Samples.event(.updated, 1, chargingState: "Charging", meterValues: "[1]", at: Samples.moment + 10))
      #expect(updated.decision == nil)
      var record = try #require(try await store.transaction("tx-1", of: Samples.station("CS-1")))
      var expected = TransactionRecord(
        station: try Samples.station("CS-1"), id: "tx-1", version: .v201, state: .active,
        receivedAt: Samples.moment, updatedAt: Samples.moment + 10)
      expected.evse = 2
      expected.connector = 1
      expected.idToken = "Tag"
      expected.idTokenType = "ISO14443"
      expected.authorization = .accepted
      expected.startTimestamp = "Started 0"
      expected.startedAt = Samples.moment
      expected.meterStart = 100
      expected.chargingState = "Charging"
      expected.lastSequenceNumber = 1
      expected.cursor = record.cursor
      #expect(record == expected)

      let energy = try #require(DecimalNumber(text: "12345.60"))
      let ended = try await store.recordTransactionEvent(
        Samples.event(
          .ended, 2, chargingState: "Idle", idToken: "TAG", type: "ISO14443", meterValues: "[2]", energy: energy,
          at: Samples.moment + 20))
      #expect(ended.decision?.status == .accepted)
      record = try #require(try await store.transaction("tx-1", of: Samples.station("CS-1")))
      expected.state = .ended
      expected.stopTimestamp = "Ended 2"
      expected.stoppedAt = Samples.moment + 2
      expected.meterStop = energy
      expected.stopReason = "EVDisconnected"
      expected.stopIdToken = "TAG"
      expected.chargingState = "Idle"
      expected.lastSequenceNumber = 2
      expected.updatedAt = Samples.moment + 20
      #expect(record == expected)
      let values = try await store.meterValues(ofTransaction: "tx-1", of: Samples.station("CS-1"), limit: 10)
      #expect(values.map(\.values.text) == ["[1]", "[2]"])
      #expect(values.map(\.sequenceNumber) == [1, 2])
      #expect(values.map(\.receivedAt) == [Samples.moment + 10, Samples.moment + 20])
    },
    StoreCheck("events: the same number again changes nothing") { store in
      let start = try Samples.event(.started, 0, chargingState: "Charging", idToken: "TAG", meterValues: "[0]")
      _ = try await store.recordTransactionEvent(start)
      let before = try await store.transaction("tx-1", of: Samples.station("CS-1"))
      let again = try await store.recordTransactionEvent(start)
      #expect(again.isRepeated)
      #expect(again.decision?.status == .accepted)
      let other = try Samples.event(
        .ended, 0, chargingState: "Idle", meterValues: "[9]", energy: 9, at: Samples.moment + 10)
      #expect(try await store.recordTransactionEvent(other).isRepeated)
      #expect(try await store.transaction("tx-1", of: Samples.station("CS-1")) == before)
      #expect(try await store.meterValues(ofTransaction: "tx-1", of: Samples.station("CS-1"), limit: 10).count == 1)
    },
    StoreCheck("events: a station's transactions are its own, whatever their ids") { store in
      _ = try await store.recordTransactionEvent(Samples.event(.started, 0, station: "CS-1"))
      let other = try await store.recordTransactionEvent(Samples.event(.started, 0, station: "CS-2"))
      #expect(other.isRepeated == false)
      _ = try await store.recordTransactionEvent(Samples.event(.ended, 1, station: "CS-2"))
      #expect(try await store.transaction("tx-1", of: Samples.station("CS-1"))?.state == .active)
      #expect(try await store.transaction("tx-1", of: Samples.station("CS-2"))?.state == .ended)
      // Ids are compared as they are: they aren't case-insensitive.
      #expect(try await store.transaction("TX-1", of: Samples.station("CS-1")) == nil)
    },
    StoreCheck("events: a start's token must not be in another transaction, an update's may") { store in
      _ = try await store.recordTransactionEvent(Samples.event(.started, 0, idToken: "tag"))
      let second = try await store.recordTransactionEvent(
        Samples.event(.started, 0, station: "CS-2", idToken: "TAG"))
      #expect(second.decision?.status == .concurrentTransaction)
      let repeated = try await store.recordTransactionEvent(
        Samples.event(.started, 0, station: "CS-2", idToken: "TAG"))
      #expect(repeated.decision?.status == .concurrentTransaction)
      let update = try await store.recordTransactionEvent(
        Samples.event(.updated, 1, station: "CS-2", idToken: "TAG"))
      #expect(update.decision?.status == .accepted)
      // 1.6 and 2.0.1 know of each other.
      #expect(try await store.startTransaction(Samples.start(idTag: "Tag")).decision.status == .concurrentTransaction)
      _ = try await store.recordTransactionEvent(Samples.event(.ended, 1))
      #expect(try await store.startTransaction(Samples.start("CP-9", idTag: "Tag")).decision.status == .accepted)
    },
    StoreCheck("events: a refused start is recorded and doesn't occupy the token") { store in
      let refused = try await store.recordTransactionEvent(
        Samples.event(.started, 0, idToken: "TAG", policy: Samples.rejecting))
      #expect(refused.decision?.status == .invalid)
      #expect(try await store.transaction("tx-1", of: Samples.station("CS-1"))?.authorization == .invalid)
      let other = try await store.recordTransactionEvent(
        Samples.event(.started, 0, station: "CS-2", idToken: "TAG"))
      #expect(other.decision?.status == .accepted)
    },
    StoreCheck("events: the type of the token counts") { store in
      try await store.putIdTokens([IdTokenRecord(id: "TAG", type: "ISO14443")])
      let wrong = try await store.recordTransactionEvent(Samples.event(.started, 0, idToken: "TAG", type: "eMAID"))
      #expect(wrong.decision?.status == .invalid)
      let right = try await store.recordTransactionEvent(
        Samples.event(.started, 0, transaction: "tx-2", idToken: "TAG", type: "ISO14443"))
      #expect(right.decision?.status == .accepted)
      #expect(right.decision?.token?.id == "TAG")
    },
    StoreCheck("events: a token that comes after the start is the transaction's") { store in
      _ = try await store.recordTransactionEvent(Samples.event(.started, 0, chargingState: "EVConnected"))
      #expect(try await store.transaction("tx-1", of: Samples.station("CS-1"))?.authorization == nil)
      _ = try await store.recordTransactionEvent(Samples.event(.updated, 1, idToken: "TAG", type: "Central"))
      let record = try await store.transaction("tx-1", of: Samples.station("CS-1"))
      #expect(record?.idToken == "TAG")
      #expect(record?.idTokenType == "Central")
      #expect(record?.authorization == .accepted)
      #expect(try await store.startTransaction(Samples.start(idTag: "tag")).decision.status == .concurrentTransaction)
    },
  ]

  static let eventOrderChecks: [StoreCheck] = [
    StoreCheck("events: in any order the transaction is the same") { store in
      let events: @Sendable (String) throws -> [TransactionEventRecord] = { transaction in
        try [
          Samples.event(
            .started, 0, transaction: transaction, chargingState: "EVConnected", evse: 1, idToken: transaction,
            energy: 10),
          Samples.event(.updated, 1, transaction: transaction, chargingState: "Charging", evse: 1),
          Samples.event(.updated, 2, transaction: transaction, chargingState: "SuspendedEV"),
          Samples.event(.ended, 3, transaction: transaction, energy: 50),
        ]
      }
      for (number, order) in permutations(of: 4).enumerated() {
        let transaction = "tx-\(number)"
        for index in order { _ = try await store.recordTransactionEvent(events(transaction)[index]) }
        let record = try #require(try await store.transaction(transaction, of: Samples.station("CS-1")))
        #expect(record.state == .ended, "\(order)")
        #expect(record.chargingState == "SuspendedEV", "\(order)")
        #expect(record.startTimestamp == "Started 0", "\(order)")
        #expect(record.startedAt == Samples.moment, "\(order)")
        #expect(record.meterStart == 10, "\(order)")
        #expect(record.idToken == transaction, "\(order)")
        #expect(record.evse == 1, "\(order)")
        #expect(record.stopTimestamp == "Ended 3", "\(order)")
        #expect(record.meterStop == 50, "\(order)")
        #expect(record.lastSequenceNumber == 3, "\(order)")
      }
      #expect(try await store.transactions(TransactionQuery(state: .active)) == [])
    },
    StoreCheck("events: an end first creates the transaction, ended") { store in
      let recorded = try await store.recordTransactionEvent(
        Samples.event(.ended, 9, idToken: "TAG", energy: 500))
      #expect(recorded.isRepeated == false)
      let record = try #require(try await store.transaction("tx-1", of: Samples.station("CS-1")))
      #expect(record.state == .ended)
      #expect(record.startTimestamp == nil)
      #expect(record.startedAt == nil)
      #expect(record.meterStart == nil)
      #expect(record.idToken == nil)
      #expect(record.stopIdToken == "TAG")
      #expect(record.meterStop == 500)
      #expect(record.lastSequenceNumber == 9)
      #expect(try await store.startTransaction(Samples.start(idTag: "TAG")).decision.status == .accepted)
    },
    StoreCheck("events: an update first creates the transaction, active") { store in
      _ = try await store.recordTransactionEvent(
        Samples.event(.updated, 4, chargingState: "Charging", evse: 3, idToken: "A", energy: 77))
      var record = try #require(try await store.transaction("tx-1", of: Samples.station("CS-1")))
      #expect(record.state == .active)
      #expect(record.evse == 3)
      #expect(record.idToken == "A")
      #expect(record.meterStart == nil)
      #expect(record.startTimestamp == nil)
      _ = try await store.recordTransactionEvent(
        Samples.event(.started, 0, chargingState: "EVConnected", evse: 1, idToken: "B", energy: 7))
      record = try #require(try await store.transaction("tx-1", of: Samples.station("CS-1")))
      #expect(record.evse == 1)
      #expect(record.idToken == "B")
      #expect(record.meterStart == 7)
      #expect(record.startTimestamp == "Started 0")
      #expect(record.chargingState == "Charging")
      #expect(record.lastSequenceNumber == 4)
    },
    StoreCheck("events: what comes late doesn't bring an ended transaction to life") { store in
      _ = try await store.recordTransactionEvent(Samples.event(.ended, 5, chargingState: "Idle"))
      let late = try await store.recordTransactionEvent(
        Samples.event(.started, 0, chargingState: "Charging", idToken: "TAG"))
      #expect(late.decision?.status == .accepted)
      _ = try await store.recordTransactionEvent(Samples.event(.updated, 3, chargingState: "Charging"))
      let record = try await store.transaction("tx-1", of: Samples.station("CS-1"))
      #expect(record?.state == .ended)
      #expect(record?.chargingState == "Idle")
      #expect(try await store.startTransaction(Samples.start(idTag: "TAG")).decision.status == .accepted)
    },
    StoreCheck("events: gaps are no matter, and a charging state stays until a newer one") { store in
      _ = try await store.recordTransactionEvent(Samples.event(.started, 0, chargingState: "Charging"))
      _ = try await store.recordTransactionEvent(Samples.event(.updated, 1_000_000))
      _ = try await store.recordTransactionEvent(Samples.event(.updated, 70, chargingState: "SuspendedEVSE"))
      _ = try await store.recordTransactionEvent(Samples.event(.updated, 60, chargingState: "Idle"))
      let record = try await store.transaction("tx-1", of: Samples.station("CS-1"))
      #expect(record?.chargingState == "SuspendedEVSE")
      #expect(record?.lastSequenceNumber == 1_000_000)
    },
    StoreCheck("events: of two ends the one with the greater number stays") { store in
      _ = try await store.recordTransactionEvent(Samples.event(.ended, 5, energy: 5))
      _ = try await store.recordTransactionEvent(Samples.event(.ended, 4, energy: 4))
      #expect(try await store.transaction("tx-1", of: Samples.station("CS-1"))?.meterStop == 5)
      _ = try await store.recordTransactionEvent(Samples.event(.ended, 6, energy: 6))
      #expect(try await store.transaction("tx-1", of: Samples.station("CS-1"))?.meterStop == 6)
    },
  ]

  private static func permutations(of count: Int) -> [[Int]] {
    (0..<count).reduce([[]]) { partial, _ in
      partial.flatMap { order in (0..<count).filter { !order.contains($0) }.map { order + [$0] } }
    }
  }
}
