import OCPPCodec
import Testing

@testable import GatewayAPI

@Suite struct LiveConfigurationRoutesTests {
  private static let path = "/api/v1/chargepoints/A/configuration/live"

  @Test(arguments: [
    ("", "{}"), ("?key=HeartbeatInterval", "{\"key\":[\"HeartbeatInterval\"]}"),
    ("?key=A&key=B%20C", "{\"key\":[\"A\",\"B C\"]}"),
  ])
  func reads16(query: String, payload: String) async throws {
    let fixture = try APIFixture()
    let station = try await fixture.connect("A") { _, _ in
      .result("{\"configurationKey\":[{\"key\":\"A\",\"readonly\":false,\"value\":\"1\"}],\"unknownKey\":[\"B C\"]}")
    }
    try await fixture.serve { client async throws in
      let answer = try await client.get(Self.path + query)
      #expect(answer.status == 200)
      #expect(answer.data["response"]?["configurationKey"]?.elements.first?["value"] == .string("1"))
      #expect(answer.data["response"]?["unknownKey"] == .array([.string("B C")]))
    }
    #expect(station.calls.map(\.action) == ["GetConfiguration"])
    #expect(station.calls.map(\.payload) == [payload])
  }

  @Test func reads201() async throws {
    let fixture = try APIFixture()
    let station = try await fixture.connect("A", .v201) { _, _ in
      .result(
        "{\"getVariableResult\":[{\"attributeStatus\":\"Accepted\",\"attributeValue\":\"300\","
          + "\"component\":{\"name\":\"C\"},\"variable\":{\"name\":\"V\"}}]}")
    }
    try await fixture.serve { client async throws in
      let answer = try await client.get(Self.path + "?component=C&variable=V&component=D&variable=W")
      #expect(answer.status == 200)
      #expect(answer.data["response"]?["getVariableResult"]?.elements.first?["attributeValue"] == .string("300"))
    }
    #expect(
      station.calls.map(\.payload) == [
        "{\"getVariableData\":[{\"component\":{\"name\":\"C\"},\"variable\":{\"name\":\"V\"}},"
          + "{\"component\":{\"name\":\"D\"},\"variable\":{\"name\":\"W\"}}]}"
      ])
  }

  @Test(arguments: [
    (OCPPVersion.v16, "?component=C&variable=V", "additionalProperties +component"),
    (.v16, "?variable=V", "additionalProperties +variable"), (.v201, "?key=A", "additionalProperties +key"),
    (.v201, "", "required +component"), (.v201, "?component=C", "required +component"),
    (.v201, "?component=C&variable=V&variable=W", "required +component"),
    (.v16, "?key=\(String(repeating: "k", count: 51))", "maxLength /key/0"),
  ])
  func invalidReads(version: OCPPVersion, query: String, violation: String) async throws {
    let fixture = try APIFixture()
    let station = try await fixture.connect("A", version)
    try await fixture.serve { client async throws in
      let answer = try await client.get(Self.path + query)
      #expect(answer.status == 400)
      #expect(answer.violations == [violation])
    }
    #expect(station.calls.isEmpty)
  }

  @Test(arguments: [
    (
      OCPPVersion.v16, "{\"key\":\"HeartbeatInterval\",\"value\":\"300\"}", "ChangeConfiguration",
      "{\"key\":\"HeartbeatInterval\",\"value\":\"300\"}", "{\"status\":\"RebootRequired\"}"
    ),
    (
      .v16, "{\"key\":\"K\",\"value\":\"\"}", "ChangeConfiguration", "{\"key\":\"K\",\"value\":\"\"}",
      "{\"status\":\"Accepted\"}"
    ),
    (
      .v201, "{\"component\":\"C\",\"variable\":\"V\",\"value\":\"1\",\"attribute\":\"Target\"}", "SetVariables",
      "{\"setVariableData\":[{\"attributeType\":\"Target\",\"attributeValue\":\"1\",\"component\":{\"name\":\"C\"},"
        + "\"variable\":{\"name\":\"V\"}}]}",
      "{\"setVariableResult\":[{\"attributeStatus\":\"Accepted\",\"component\":{\"name\":\"C\"},"
        + "\"variable\":{\"name\":\"V\"}}]}"
    ),
  ])
  func changes(version: OCPPVersion, body: String, action: String, payload: String, response: String) async throws {
    let fixture = try APIFixture()
    let station = try await fixture.connect("A", version) { _, _ in .result(response) }
    try await fixture.serve { client async throws in
      let answer = try await client.put(Self.path, body)
      #expect(answer.status == 200)
      #expect(answer.data["response"] == (try JSONValue(parsing: response)))
    }
    #expect(station.calls.map(\.action) == [action])
    #expect(station.calls.map(\.payload) == [payload])
  }

  @Test(arguments: [
    (OCPPVersion.v16, "{}", ["required +value", "required +key"]),
    (.v16, "{\"key\":\"A\",\"value\":300}", ["type /value"]),
    (.v16, "{\"component\":\"C\",\"value\":\"1\"}", ["additionalProperties +component", "required +key"]),
    (
      .v201, "{\"key\":\"A\",\"value\":\"1\"}",
      ["additionalProperties +key", "required +component", "required +variable"]
    ),
    (
      .v201, "{\"component\":\"C\",\"variable\":\"V\",\"value\":\"1\",\"attribute\":\"Best\"}",
      ["enum /setVariableData/0/attributeType"]
    ),
  ])
  func invalidChanges(version: OCPPVersion, body: String, violations: [String]) async throws {
    let fixture = try APIFixture()
    let station = try await fixture.connect("A", version)
    try await fixture.serve { client async throws in
      let answer = try await client.put(Self.path, body)
      #expect(answer.status == 400)
      #expect(answer.violations == violations)
    }
    #expect(station.calls.isEmpty)
  }

  @Test func noStation() async throws {
    let fixture = try APIFixture()
    try await fixture.know("A")
    try await fixture.serve { client async throws in
      #expect(try await client.get(Self.path).status == 503)
      #expect(try await client.get("/api/v1/chargepoints/B/configuration/live").status == 404)
      #expect(try await client.put("/api/v1/chargepoints/B/configuration/live", "{}").status == 404)
    }
  }
}
