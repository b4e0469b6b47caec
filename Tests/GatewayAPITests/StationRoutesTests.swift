import GatewayCore
import HTTPTypes
import OCPPCodec
import Testing

@testable import GatewayAPI

@Suite struct StationRoutesTests {
  @Test func clientsAreThoseConnected() async throws {
    let fixture = try APIFixture()
    try await fixture.connect("B", .v201)
    try await fixture.connect("A")
    try await fixture.know("C")
    try await fixture.serve { client async throws in
      let answer = try await client.get("/clients")
      #expect(answer.data["count"] == .integer(2))
      #expect(
        answer.data["clients"]?.elements.first?.json.text
          == "{\"clientId\":\"A\",\"version\":\"1.6\",\"remoteAddress\":\"192.0.2.1:50000\","
          + "\"connectedAt\":\"2026-01-01T00:00:00.000Z\",\"lastSeen\":\"2026-01-01T00:00:00.000Z\",\"epoch\":2}")
      #expect(answer.data["clients"]?.elements.last?["version"] == .string("2.0.1"))
    }
  }

  @Test(arguments: [
    ("", "A B C D E"), ("?online=true", "B D"), ("?online=false", "A C E"), ("?vendor=ACME", "A C"),
    ("?vendor=Other%20%26%20Co", "E"), ("?vendor=Other+%26+Co", "E"), ("?limit=2", "A B|B"),
    ("?limit=2&after=B", "C D|D"),
    ("?limit=2&after=D", "E"), ("?online=true&limit=1", "B|B"), ("?online=true&limit=1&after=B", "D|D"),
    ("?online=true&limit=1&after=D", ""), ("?online=false&vendor=ACME", "A C"), ("?online=true&vendor=ACME", ""),
    ("?limit=5", "A B C D E|E"), ("?limit=5&after=E", ""),
  ])
  func lists(query: String, expected: String) async throws {
    let fixture = try APIFixture()
    for id in ["A", "C"] { try await fixture.know(id) }
    try await fixture.know("E", vendor: "Other & Co")
    for id in ["B", "D"] { try await fixture.connect(id) }
    try await fixture.serve { client async throws in
      let answer = try await client.get("/api/v1/chargepoints" + query)
      #expect(answer.status == 200)
      let ids = answer.data["items"]?.elements.compactMap { $0["clientId"]?.string }.joined(separator: " ") ?? "-"
      #expect(ids + (answer.data["next"]?.string.map { "|\($0)" } ?? "") == expected)
    }
  }

  @Test func pagesOfManyStationsLeaveNoneOut() async throws {
    let fixture = try APIFixture()
    for number in 0..<2_345 { try await fixture.know("S-\(number + 10_000)") }
    for number in stride(from: 0, to: 2_345, by: 7) { try await fixture.connect("S-\(number + 10_000)") }
    try await fixture.serve { client async throws in
      var ids: [String] = []
      var query = "online=true&limit=100"
      while true {
        let answer = try await client.get("/api/v1/chargepoints?" + query)
        ids += answer.data["items"]?.elements.compactMap { $0["clientId"]?.string } ?? []
        guard let next = answer.data["next"]?.string else { break }
        query = "online=true&limit=100&after=\(next)"
      }
      #expect(ids == stride(from: 0, to: 2_345, by: 7).map { "S-\($0 + 10_000)" })
    }
  }

  @Test func oneStation() async throws {
    let fixture = try APIFixture()
    try await fixture.know("Säule 7".replacing(" ", with: "-"))
    try await fixture.serve { client async throws in
      let answer = try await client.get("/api/v1/chargepoints/S%C3%A4ule-7")
      #expect(answer.status == 200)
      #expect(answer.data["clientId"] == .string("Säule-7"))
      #expect(answer.data["online"] == .boolean(false))
      #expect(answer.data["registration"] == .string("Accepted"))
      #expect(answer.data["boot"] == .object([]))
      #expect(try await client.get("/api/v1/chargepoints/Sa%CC%88ule-7").status == 404)
    }
  }

  @Test func statusOfAStationThatIsSeen() async throws {
    let fixture = try APIFixture()
    let station = try await fixture.connect("A")
    try await fixture.know("A")
    station.session?.registration = .pending
    station.session?.lastSeenAt = fixture.clock.milliseconds + 5_000
    try await record(fixture, "A", evse: 0, connector: 1, "Charging")
    try await fixture.serve { client async throws in
      let answer = try await client.get("/api/v1/chargepoints/A/status")
      #expect(answer.data["clientId"] == .string("A"))
      #expect(answer.data["online"] == .boolean(true))
      #expect(answer.data["registration"] == .string("Pending"))
      #expect(answer.data["lastSeen"] == .string("2026-01-01T00:00:05.000Z"))
      #expect(answer.data["connectors"]?.elements.first?["status"] == .string("Charging"))
    }
  }

  @Test(
    arguments: [
      ("A", "1", 200, "Charging"), ("A", "0", 200, "Available"), ("A", "2", 404, nil), ("A", "x", 400, nil),
      ("A", "-1", 400, nil), ("A", "1?evse=0", 200, "Charging"), ("A", "1?evse=1", 404, nil), ("B", "1", 409, nil),
      ("B", "1?evse=1", 200, "Occupied"), ("B", "1?evse=2", 200, "Faulted"), ("B", "2", 200, "Reserved"),
      ("B", "1?evse=-1", 400, nil), ("C", "1", 404, nil),
    ] as [(String, String, Int, String?)])
  func connectors(station: String, rest: String, status: Int, connector: String?) async throws {
    let fixture = try APIFixture()
    try await fixture.know("A")
    try await fixture.know("B", .v201)
    try await record(fixture, "A", evse: 0, connector: 0, "Available")
    try await record(fixture, "A", evse: 0, connector: 1, "Charging")
    try await record(fixture, "B", evse: 1, connector: 1, "Occupied")
    try await record(fixture, "B", evse: 2, connector: 1, "Faulted")
    try await record(fixture, "B", evse: 2, connector: 2, "Reserved")
    try await fixture.serve { client async throws in
      let answer = try await client.get("/api/v1/chargepoints/\(station)/connectors/\(rest)")
      #expect(answer.status == status)
      #expect(answer.data["status"]?.string == connector)
      if status == 409 { #expect(answer.data["candidates"]?.elements.count == 2) }
      let all = try await client.get("/api/v1/chargepoints/B/connectors")
      #expect(all.data["items"]?.elements.count == 3)
    }
  }

  @Test func variablesAndSecurityEvents() async throws {
    let fixture = try APIFixture()
    try await fixture.know("B", .v201)
    let id = try #require(StationID("B"))
    let component = try #require(RawJSON(text: "{\"name\":\"OCPPCommCtrlr\"}"))
    let variable = try #require(RawJSON(text: "{\"name\":\"HeartbeatInterval\"}"))
    try await fixture.store.recordVariables(
      [
        VariableRecord(
          component: component, variable: variable, attribute: "Actual", value: "300", mutability: "ReadWrite",
          characteristics: nil, receivedAt: 0)
      ], of: id)
    for number in 1...3 {
      try await fixture.store.recordSecurityEvent(
        SecurityEventRecord(
          station: id, type: "Event\(number)", timestamp: "", technicalInformation: nil, receivedAt: Int64(number)))
    }
    try await fixture.serve { client async throws in
      let variables = try await client.get("/api/v1/chargepoints/B/variables")
      #expect(variables.data["items"]?.elements.first?["component"]?["name"] == .string("OCPPCommCtrlr"))
      #expect(variables.data["items"]?.elements.first?["value"] == .string("300"))
      let events = try await client.get("/api/v1/chargepoints/B/security-events?limit=2")
      #expect(events.data["items"]?.elements.map { $0["type"]?.string } == ["Event3", "Event2"])
    }
  }

  @Test func stationsAreMadeKnownAndForgotten() async throws {
    let fixture = try APIFixture()
    try await fixture.connect("B")
    try await fixture.serve { client async throws in
      let created = try await client.post("/api/v1/chargepoints", #"{"clientId":"A","version":"2.0.1"}"#)
      #expect(created.status == 201)
      #expect(created.data["version"] == .string("2.0.1"))
      #expect(try await client.post("/api/v1/chargepoints", #"{"clientId":"A"}"#).status == 409)
      let wrong = try await client.post("/api/v1/chargepoints", #"{"clientId":"a*b","version":"1.5","x":1}"#)
      #expect(wrong.violations == ["additionalProperties +x", "format /clientId", "enum /version"])
      #expect(try await client.delete("/api/v1/chargepoints/A").status == 200)
      #expect(try await client.get("/api/v1/chargepoints/A").status == 404)
      #expect(try await client.delete("/api/v1/chargepoints/A").status == 404)
      #expect(try await client.delete("/api/v1/chargepoints/B").status == 200)
    }
    #expect(try await fixture.store.station(try #require(StationID("B"))) == nil)
  }

  @Test func whatStationsSayIsData() async throws {
    let fixture = try APIFixture()
    let hostile = "</script><img src=x onerror=alert(1)>\"\\\u{1B}[31m\r\n\u{2028}"
    try await fixture.know("A", vendor: hostile)
    try await record(fixture, "A", evse: 0, connector: 1, hostile)
    try await fixture.serve { client async throws in
      for path in ["/api/v1/chargepoints", "/api/v1/chargepoints/A", "/api/v1/chargepoints/A/status"] {
        let answer = try await client.get(path)
        #expect(answer.headers[.contentType] == "application/json")
        #expect(answer.text.utf8.allSatisfy { $0 >= 0x20 })
      }
      let answer = try await client.get("/api/v1/chargepoints/A/status")
      #expect(answer.data["vendor"] == .string(hostile))
      #expect(answer.data["connectors"]?.elements.first?["status"] == .string(hostile))
    }
  }

  private func record(
    _ fixture: APIFixture, _ station: String, evse: Int, connector: Int, _ status: String
  ) async throws {
    try await fixture.store.recordStatus(
      ConnectorRecord(
        station: try #require(StationID(station)), evse: evse, connector: connector, status: status,
        effectiveAt: fixture.clock.milliseconds, receivedAt: fixture.clock.milliseconds))
  }
}
