import GatewayCore
import OCPPCodec
import Testing

@testable import GatewayAPI

@Suite struct RemoteTransactionRoutesTests {
  private static let start = "/api/v1/transactions/remote-start"
  private static let stop = "/api/v1/transactions/remote-stop"

  @Test(arguments: [
    (TestStation.Reply.result("{\"status\":\"Accepted\"}"), 200, "accepted"),
    (.result("{\"status\":\"Rejected\"}"), 200, "rejected"), (.nothing, 408, "timeout"),
  ])
  func startsWith16(reply: TestStation.Reply, status: Int, word: String) async throws {
    let fixture = try APIFixture()
    let station = try await fixture.connect("A") { _, _ in reply }
    try await fixture.serve { client async throws in
      let answer = try await client.post(Self.start, "{\"clientId\":\"A\",\"connectorId\":1,\"idTag\":\"T\"}")
      #expect(answer.status == status)
      #expect(
        answer.data.members.prefix(5).map(\.name) == ["requestId", "clientId", "connectorId", "status", "message"])
      #expect(answer.data["clientId"] == .string("A"))
      #expect(answer.data["connectorId"] == .integer(1))
      #expect(answer.data["status"] == .string(word))
    }
    #expect(station.calls.map(\.payload) == ["{\"connectorId\":1,\"idTag\":\"T\"}"])
  }

  @Test(arguments: [
    ("{\"clientId\":\"A\",\"connectorId\":2,\"idTag\":\"T\"}", "Central"),
    ("{\"clientId\":\"A\",\"connectorId\":2,\"idTag\":\"known\"}", "eMAID"),
    ("{\"clientId\":\"A\",\"connectorId\":2,\"idTag\":\"known\",\"type\":\"Local\"}", "Local"),
  ])
  func startsWith201(body: String, type: String) async throws {
    let fixture = try APIFixture()
    let station = try await fixture.connect("A", .v201)
    try await fixture.store.putIdTokens([IdTokenRecord(id: "Known", type: "eMAID")])
    try await fixture.serve { client async throws in
      let answer = try await client.post(Self.start, body)
      #expect(answer.status == 200)
      #expect(answer.data["status"] == .string("accepted"))
    }
    let payload = try JSONValue(parsing: try #require(station.calls.first).payload)
    #expect(station.calls.first?.action == "RequestStartTransaction")
    #expect(payload["evseId"] == .integer(2))
    #expect(payload["idToken"]?["type"] == .string(type))
    #expect((payload["remoteStartId"]?.integer ?? 0) > 0)
  }

  @Test(arguments: [
    (OCPPVersion.v16, "7", "RemoteStopTransaction", "{\"transactionId\":7}"),
    (.v16, "\"7\"", "RemoteStopTransaction", "{\"transactionId\":7}"),
    (.v201, "\"7\"", "RequestStopTransaction", "{\"transactionId\":\"7\"}"),
    (.v201, "7", "RequestStopTransaction", "{\"transactionId\":\"7\"}"),
  ])
  func stops(version: OCPPVersion, id: String, action: String, payload: String) async throws {
    let fixture = try APIFixture()
    let station = try await fixture.connect("A", version)
    try await record(fixture)
    try await fixture.serve { client async throws in
      let answer = try await client.post(Self.stop, "{\"clientId\":\"A\",\"transactionId\":\(id)}")
      #expect(answer.status == 200)
      #expect(answer.data["status"] == .string("accepted"))
      #expect(answer.data["transactionId"] == .string("7"))
      #expect(answer.data["connectorId"] == .integer(version == .v16 ? 1 : 2))
    }
    #expect(station.calls.map(\.action) == [action])
    #expect(station.calls.map(\.payload) == [payload])
  }

  @Test(
    arguments: [
      (start, "{}", 400, ["required +clientId", "required +idTag"]),
      (start, "{\"clientId\":\"A\",\"idTag\":\"T\",\"connectorId\":\"1\"}", 400, ["type /connectorId"]),
      (start, "{\"clientId\":\"A\",\"idTag\":\"\(String(repeating: "x", count: 21))\"}", 400, ["maxLength /idTag"]),
      (start, "{\"clientId\":\"A\",\"idTag\":\"T\",\"tag\":1}", 400, ["additionalProperties +tag"]),
      (start, "{\"clientId\":\"none\",\"idTag\":\"T\"}", 404, []),
      (start, "{\"clientId\":\"Off\",\"idTag\":\"T\"}", 503, []),
      (stop, "{}", 400, ["required +clientId", "required +transactionId"]),
      (stop, "{\"clientId\":\"A\",\"transactionId\":1.5}", 400, ["type /transactionId"]),
      (stop, "{\"clientId\":\"A\",\"transactionId\":8}", 404, []),
      (stop, "{\"clientId\":\"Off\",\"transactionId\":7}", 404, []),
      (stop, "{\"clientId\":\"none\",\"transactionId\":7}", 404, []),
    ] as [(String, String, Int, [String])])
  func refused(path: String, body: String, status: Int, violations: [String]) async throws {
    let fixture = try APIFixture()
    let station = try await fixture.connect("A")
    try await fixture.know("Off")
    try await record(fixture)
    try await fixture.serve { client async throws in
      let answer = try await client.post(path, body)
      #expect(answer.status == status)
      #expect(answer.violations == violations)
    }
    #expect(station.calls.isEmpty)
  }

  /// Transaction 7 of station A.
  private func record(_ fixture: APIFixture) async throws {
    _ = try await fixture.store.recordTransactionEvent(
      TransactionEventRecord(
        station: try #require(StationID("A")), transaction: "7", kind: .started, sequenceNumber: 0,
        triggerReason: "Authorized", evse: 2, connector: 1, timestamp: "", occurredAt: 0, receivedAt: 0,
        policy: AuthorizationPolicy(acceptsUnknownTokens: true)))
  }
}
