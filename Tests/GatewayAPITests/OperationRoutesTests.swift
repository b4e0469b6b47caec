import GatewayCore
import OCPPCodec
import Testing

@testable import GatewayAPI

@Suite struct OperationRoutesTests {
  @Test func operationsAreListedAndShown() async throws {
    let fixture = try APIFixture()
    try await fixture.know("A")
    try await fixture.know("B")
    let operations = fixture.gateway.operations
    var ids: [String] = []
    for (station, kind) in [("A", "Reset"), ("A", "UpdateFirmware"), ("B", "UpdateFirmware")] {
      let id = try #require(StationID(station))
      ids.append(try await operations.create(kind, of: id, details: ["n": 1], reason: "asked").id)
    }
    try await operations.advance(ids[1], to: .rejected, reason: "no")
    let all = ids
    try await fixture.serve { client async throws in
      func list(_ query: String) async throws -> [String] {
        let answer = try await client.get("/api/v1/operations\(query)")
        #expect(answer.status == 200)
        return (answer.data["items"]?.elements ?? []).compactMap { $0["operationId"]?.string }
      }
      #expect(try await list("") == all.reversed())
      #expect(try await list("?station=A&kind=UpdateFirmware") == [all[1]])
      #expect(try await list("?state=pending&state=accepted") == [all[2], all[0]])
      let page = try await client.get("/api/v1/operations?limit=2")
      #expect(try await list("?limit=2&after=\(page.data["next"]?.string ?? "")") == [all[0]])
      #expect(try await client.get("/api/v1/operations?station=C").status == 404)
      let one = try await client.get("/api/v1/operations/\(all[1])")
      #expect(one.data["state"]?.string == "rejected")
      #expect(one.data["details"]?["n"]?.integer == 1)
      #expect(one.data["history"]?.elements.map { $0["reason"]?.string } == ["asked", "no"])
      #expect(try await client.get("/api/v1/operations/none").status == 404)
    }
  }

  @Test func routesOfHandlersAreMountedAndDescribed() async throws {
    let endpoint = Endpoint(
      .post, "/api/v1/chargepoints/{id}/colour", tag: "Test", "Paints a station.",
      parameters: [EndpointParameter("coats", "How many.", schema: ["type": "integer"], isRequired: true)],
      body: EndpointBody([.init("colour", ["type": "string"], isRequired: true)], example: ["colour": "red"]),
      content: .envelope("Nothing.")
    ) { request in
      var reader = BodyReader(try request.json(), members: ["colour"])
      let colour = reader.requiredText("colour") ?? ""
      try reader.finish()
      return APIAnswer("painted \(request["id"]) \(colour)")
    }
    try await APIFixture(endpoints: [endpoint]).serve { client async throws in
      #expect(
        try await client.post("/api/v1/chargepoints/A/colour?coats=2", #"{"colour":"red"}"#).message == "painted A red")
      let wrong = try await client.post("/api/v1/chargepoints/A/colour?coats=2", #"{"color":"red"}"#)
      #expect(wrong.status == 400)
      #expect(wrong.violations == ["additionalProperties +color", "required +colour"])
      let uncoated = try await client.post("/api/v1/chargepoints/A/colour", #"{"colour":"red"}"#)
      #expect(uncoated.violations == ["required +coats"])
      let document = try await client.get("/openapi.json").json
      #expect(document["paths"]?["/api/v1/chargepoints/{id}/colour"]?["post"]?["summary"] != nil)
    }
  }
}
