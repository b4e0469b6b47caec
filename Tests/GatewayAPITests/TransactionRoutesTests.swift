import GatewayCore
import OCPPCodec
import Testing

@testable import GatewayAPI

@Suite struct TransactionRoutesTests {
  @Test(arguments: [
    ("/api/v1/transactions", 4), ("/api/v1/transactions?status=active", 2), ("/api/v1/transactions?status=ended", 1),
    ("/api/v1/transactions?status=orphaned", 1), ("/api/v1/transactions?station=A", 3),
    ("/api/v1/transactions?idTag=TAG-1", 2), ("/api/v1/transactions?idTag=TAG-1&station=B", 0),
    ("/api/v1/chargepoints/A/transactions", 3), ("/api/v1/chargepoints/A/transactions?status=active", 1),
    ("/api/v1/chargepoints/B/transactions?status=active&limit=10", 1),
  ])
  func lists(path: String, count: Int) async throws {
    let (fixture, _) = try await makeTransactions()
    try await fixture.serve { client async throws in
      let answer = try await client.get(path)
      #expect(answer.status == 200)
      #expect(answer.data["items"]?.elements.count == count)
      #expect(answer.data["next"] == .null)
    }
  }

  @Test(arguments: ["/api/v1/transactions", "/api/v1/chargepoints/A/transactions"])
  func pages(path: String) async throws {
    let (fixture, _) = try await makeTransactions()
    try await fixture.serve { client async throws in
      let whole = try await client.get(path).data["items"]?.elements.map { $0["transactionId"] }
      var found: [JSONValue?] = []
      var after = ""
      while true {
        let answer = try await client.get("\(path)?limit=1\(after)")
        found += answer.data["items"]?.elements.map { $0["transactionId"] } ?? []
        guard let next = answer.data["next"]?.string else { break }
        after = "&after=\(next)"
      }
      #expect(found == whole)
    }
  }

  @Test func aTransactionOf16() async throws {
    let (fixture, number) = try await makeTransactions()
    try await fixture.serve { client async throws in
      let answer = try await client.get("/api/v1/transactions/\(number)?station=A")
      #expect(answer.data["transactionId"] == .integer(number))
      #expect(answer.data["clientId"] == .string("A"))
      #expect(answer.data["status"] == .string("active"))
      #expect(answer.data["connectorId"] == .integer(1))
      #expect(answer.data["idTag"] == .string("TAG-1"))
      #expect(answer.data["meterStart"] == .integer(100))
      #expect(answer.data["startedAt"] == .string("2026-01-01T00:00:00.000Z"))
      #expect(try await client.get("/api/v1/transactions/\(number)?station=B").status == 404)
      #expect(try await client.get("/api/v1/transactions/\(number)?station=none").status == 404)
      #expect(try await client.get("/api/v1/transactions/1x?station=A").status == 404)
    }
  }

  @Test func aTransactionOf201() async throws {
    let (fixture, _) = try await makeTransactions()
    try await fixture.serve { client async throws in
      let answer = try await client.get("/api/v1/transactions/tx%2F7?station=B")
      #expect(answer.data["transactionId"] == .string("tx/7"))
      #expect(answer.data["evse"] == .integer(2))
    }
  }

  @Test func withoutAStationTheOnlyOneIsMeant() async throws {
    let (fixture, number) = try await makeTransactions()
    let other = try #require(StationID("C"))
    try await fixture.serve { client async throws in
      #expect(try await client.get("/api/v1/transactions/\(number)").data["clientId"] == .string("A"))
      #expect(try await client.get("/api/v1/transactions/tx%2F7/meter-values").status == 200)
      #expect(try await client.get("/api/v1/transactions/none").status == 404)
      // An orphan's id says nothing.
      #expect(try await client.get("/api/v1/transactions/-1").status == 404)
    }
    _ = try await fixture.store.recordTransactionEvent(
      TransactionEventRecord(
        station: other, transaction: "tx/7", kind: .started, sequenceNumber: 0, triggerReason: "Authorized",
        timestamp: "", occurredAt: 0, receivedAt: 0, policy: AuthorizationPolicy()))
    try await fixture.serve { client async throws in
      let answer = try await client.get("/api/v1/transactions/tx%2F7")
      #expect(answer.status == 409)
      #expect(Set(answer.data["candidates"]?.elements.compactMap(\.string) ?? []) == ["B", "C"])
    }
  }

  @Test func meterValues() async throws {
    let (fixture, number) = try await makeTransactions()
    let station = try #require(StationID("A"))
    for value in ["[{\"value\":\"1\"}]", "[{\"value\":\"2.50\"}]"] {
      try await fixture.store.recordMeterValues(
        MeterValuesRecord(
          station: station, evse: 0, connector: 1, transaction: String(number),
          values: try #require(RawJSON(text: value)),
          receivedAt: 5))
    }
    try await fixture.serve { client async throws in
      let path = "/api/v1/transactions/\(number)/meter-values?station=A"
      let answer = try await client.get(path)
      #expect(
        answer.data["items"]?.elements.map { $0["values"]?.json.text } == [
          "[{\"value\":\"1\"}]", "[{\"value\":\"2.50\"}]",
        ])
      #expect(try await client.get(path + "&limit=1").data["items"]?.elements.count == 1)
      #expect(try await client.get("/api/v1/transactions/0/meter-values?station=A").status == 404)
    }
  }

  /// Station A: one active, one ended, one orphaned; station B (2.0.1): one active.
  private func makeTransactions() async throws -> (APIFixture, Int) {
    let fixture = try APIFixture()
    let now = fixture.clock.milliseconds
    try await fixture.know("A")
    try await fixture.know("B", .v201)
    let (first, second) = (try #require(StationID("A")), try #require(StationID("B")))
    let policy = AuthorizationPolicy(acceptsUnknownTokens: true, allowsConcurrentTransactions: true)
    var numbers: [Int] = []
    for connector in [1, 2] {
      numbers.append(
        try await fixture.store.startTransaction(
          TransactionStart(
            station: first, connector: connector, idTag: "TAG-1", meterStart: 100, reservation: nil,
            timestamp: "2026-01-01T00:00:00Z", startedAt: now, receivedAt: now, policy: policy)
        ).transaction)
    }
    for number in [numbers[1], -1] {
      _ = try await fixture.store.stopTransaction(
        TransactionStop(
          station: first, transaction: number, idTag: nil, meterStop: 200, reason: nil, timestamp: "",
          stoppedAt: now, receivedAt: now, meterValues: nil, policy: policy))
    }
    _ = try await fixture.store.recordTransactionEvent(
      TransactionEventRecord(
        station: second, transaction: "tx/7", kind: .started, sequenceNumber: 0, triggerReason: "Authorized", evse: 2,
        connector: 1, timestamp: "", occurredAt: now, receivedAt: now, policy: policy))
    return (fixture, numbers[0])
  }
}
