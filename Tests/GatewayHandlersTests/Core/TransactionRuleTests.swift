import GatewayCore
import GatewayHandlers
import GatewayTestSupport
import OCPPCodec
import Testing

@Suite("Transactions by the rules of 1.6")
struct TransactionRuleTests {
  private func fixture() async throws -> HandlerFixture {
    let fixture = try HandlerFixture.core()
    try await fixture.store.putIdTokens([
      IdTokenRecord(id: "TAG-1", parent: "FLEET"), IdTokenRecord(id: "TAG-2", parent: "FLEET"),
      IdTokenRecord(id: "OLD", expiryDate: "2025-01-01T00:00:00Z", expiresAt: 1_735_689_600_000),
    ])
    return fixture
  }

  @Test("another tag of the same parent stops the transaction, and the answer names the parent")
  func parent() async throws {
    let fixture = try await fixture()
    let station = try await fixture.connect()
    let started = try await station.result("StartTransaction", Messages.start())
    #expect(started["idTagInfo"]?["parentIdTag"]?.string == "FLEET")
    let id = try #require(started["transactionId"]?.integer)
    let authorized = try await station.result("Authorize", #"{"idTag":"tag-2"}"#)
    #expect(authorized["idTagInfo"]?["parentIdTag"]?.string == "FLEET")
    let stopped = try await station.result("StopTransaction", Messages.stop(id, idTag: "TAG-2"))
    #expect(stopped["idTagInfo"]?["status"]?.string == "Accepted")
    #expect(stopped["idTagInfo"]?["parentIdTag"]?.string == "FLEET")
    let record = try #require(
      try await fixture.store.transaction(String(id), of: station.id))
    #expect(record.state == .ended)
    #expect(record.stopIdToken == "TAG-2")
  }

  @Test("an expired tag is told so, and has a transaction all the same")
  func expired() async throws {
    let fixture = try await fixture()
    let station = try await fixture.connect()
    let started = try await station.result("StartTransaction", Messages.start("OLD"))
    #expect(started["idTagInfo"]?["status"]?.string == "Expired")
    #expect(started["idTagInfo"]?["expiryDate"] != nil)
    // It counts for no concurrency: it was not accepted.
    #expect(
      try await station.result("Authorize", #"{"idTag":"OLD"}"#)["idTagInfo"]?["status"]?.string == "Expired")
  }

  @Test("offline: starts, meter values and stops come late, several times and out of order, and count once")
  func offline() async throws {
    let fixture = try await fixture()
    let station = try await fixture.connect()
    let start = Messages.start(at: "2025-12-31T20:00:00Z")
    let id = try #require(try await station.result("StartTransaction", start)["transactionId"]?.integer)
    for _ in 0..<2 {
      #expect(try await station.result("StartTransaction", start)["transactionId"]?.integer == id)
      try await station.result("StopTransaction", Messages.stop(id))
    }
    // After the stop.
    try await station.result(
      "MeterValues",
      #"{"connectorId":1,"transactionId":\#(id),"meterValue":[{"timestamp":"2025-12-31T20:10:00Z","sampledValue":[{"value":"1"}]}]}"#
    )
    let all = try await fixture.store.transactions(TransactionQuery())
    #expect(all.map(\.id) == [String(id)])
    #expect(all.first?.startTimestamp == "2025-12-31T20:00:00Z")
    #expect(all.first?.meterStop == 2000)
    let values = try await fixture.store.meterValues(
      ofTransaction: String(id), of: station.id, limit: 10)
    #expect(values.count == 1)
  }

  @Test("the data that a stop carries is kept with the transaction")
  func transactionData() async throws {
    let fixture = try await fixture()
    let station = try await fixture.connect()
    let id = try #require(try await station.result("StartTransaction", Messages.start())["transactionId"]?.integer)
    let data = #"[{"timestamp":"2026-01-01T00:30:00Z","sampledValue":[{"value":"1500","context":"Sample.Clock"}]}]"#
    try await station.result("StopTransaction", Messages.stop(id, data: data))
    let values = try await fixture.store.meterValues(
      ofTransaction: String(id), of: station.id, limit: 10)
    #expect(values.map { try? $0.values.value() } == [try JSONValue(parsing: data)])
  }

  @Test("a tag is in one transaction at a time, unless configured; its own repeat is none")
  func concurrent() async throws {
    let fixture = try await fixture()
    let first = try await fixture.connect("CP-1")
    let second = try await fixture.connect("CP-2")
    try await first.result("StartTransaction", Messages.start())
    #expect(
      try await first.result("StartTransaction", Messages.start())["idTagInfo"]?["status"]?.string == "Accepted")
    #expect(
      try await second.result("StartTransaction", Messages.start())["idTagInfo"]?["status"]?.string == "ConcurrentTx")
    // Its sibling is another tag.
    #expect(
      try await second.result("StartTransaction", Messages.start("TAG-2", connector: 2))["idTagInfo"]?["status"]?.string
        == "Accepted")
  }

  @Test("connector 0 and a vendor's error are kept as they are told")
  func statuses() async throws {
    let fixture = try await fixture()
    let station = try await fixture.connect()
    try await station.result("StatusNotification", Messages.status("Available", connector: 0))
    try await station.result(
      "StatusNotification",
      #"{"connectorId":1,"errorCode":"OtherError","status":"Faulted","info":"hot","vendorId":"ACME","vendorErrorCode":"E7"}"#
    )
    let connectors = try await fixture.store.connectors(of: station.id)
    #expect(connectors.map(\.connector) == [0, 1])
    #expect(connectors[1].vendorErrorCode == "E7")
    #expect(connectors[1].vendorID == "ACME")
    #expect(connectors[1].info == "hot")
  }

  @Test("what happens is told, once")
  func events() async throws {
    let fixture = try await fixture()
    let events = fixture.gateway.events.subscribe(GatewayEventFilter())
    let station = try await fixture.connect()
    try await station.result("BootNotification", Messages.boot)
    try await station.result("StatusNotification", Messages.status("Charging"))
    let id = try #require(try await station.result("StartTransaction", Messages.start())["transactionId"]?.integer)
    try await station.result("StartTransaction", Messages.start())
    try await station.result(
      "MeterValues", #"{"connectorId":1,"transactionId":\#(id),"meterValue":[]}"#)
    _ = try await station.call("Authorize", #"{"idTag":7}"#)
    try await station.result("StopTransaction", Messages.stop(id))
    try await station.result("StopTransaction", Messages.stop(id))
    station.disconnect()
    var seen: [GatewayEvent] = []
    var iterator = events.makeAsyncIterator()
    while seen.last?.kind != .disconnected, case .event(let event)? = await iterator.next() { seen.append(event) }
    #expect(
      seen.map(\.kind) == [
        .connected, .booted, .status, .transactionStarted, .transactionUpdated, .violation, .transactionEnded,
        .disconnected,
      ])
    #expect(seen.allSatisfy { $0.station?.text == "CP-1" })
    #expect(seen[3].details["transactionId"]?.integer == id)
    #expect(seen[2].details["status"]?.text == "Charging")
    #expect(seen[6].details["meterStop"]?.integer == 2000)
  }
}
