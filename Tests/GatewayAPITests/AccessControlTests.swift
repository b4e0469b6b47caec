import GatewayCore
import HTTPTypes
import OCPPCodec
import Testing

@testable import GatewayAPI

/// Who may use the REST interface.
@Suite struct AccessControlTests {
  private static let reader = "reader-0123456789abcdef"
  private static let writer = "writer-0123456789abcdef"

  private func fixture(openHealth: Bool = true, openMetrics: Bool = true) throws -> APIFixture {
    let access = AccessControl(
      [.init(name: "dashboard", role: .read, text: Self.reader), .init(name: "shop", role: .write, text: Self.writer)],
      openHealth: openHealth, openMetrics: openMetrics)
    return try APIFixture(options: APIOptions(host: "127.0.0.1", port: 0, version: "1.2.3", access: access))
  }

  @Test(arguments: [
    nil, "", "Bearer", "Bearer ", "Basic dXNlcjpwYXNz", "Bearer wrong", "Bearer \(reader)x",
    "Bearer \(reader) \(writer)",
    "Token \(reader)", reader, "Bearer \(reader.uppercased())",
  ])
  func withoutATokenNothingIsSaid(authorization: String?) async throws {
    let fixture = try fixture()
    try await fixture.know("CP-1")
    try await fixture.serve { client async throws in
      // Not even what is there and what isn't.
      for path in [
        "/clients", "/api/v1/chargepoints/CP-1", "/api/v1/chargepoints/CP-2", "/nothing", "/openapi.json", "/%",
      ] {
        let answer = try await client.send(.get, path, authorization: authorization)
        #expect(answer.status == 401, "\(path)")
        #expect(answer.headers[.wwwAuthenticate]?.hasPrefix("Bearer realm=\"gateway\"") == true)
        #expect(!answer.text.contains("CP-"))
      }
      for method in [HTTPRequest.Method.post, .put, .delete, .patch, .head] {
        #expect(try await client.send(method, "/api/v1/idtags/T", "{}", authorization: authorization).status == 401)
      }
    }
  }

  @Test func aTokenThatMayReadOnlyReads() async throws {
    let fixture = try fixture()
    try await fixture.know("CP-1")
    try await fixture.serve { client async throws in
      for authorization in ["Bearer \(Self.reader)", "bearer  \(Self.reader)"] {
        #expect(try await client.send(.get, "/api/v1/chargepoints/CP-1", authorization: authorization).status == 200)
        #expect(try await client.send(.head, "/clients", authorization: authorization).status == 200)
        #expect(try await client.send(.get, "/nothing", authorization: authorization).status == 404)
        let body = #"{"idTag":"T","status":"Accepted"}"#
        let answer = try await client.send(.post, "/api/v1/idtags", body, authorization: authorization)
        #expect(answer.status == 403)
        #expect(answer.headers[.wwwAuthenticate]?.contains("insufficient_scope") == true)
      }
      let tags = try await client.send(.get, "/api/v1/idtags", authorization: "Bearer \(Self.writer)")
      #expect(tags.data["items"]?.elements.isEmpty == true)
    }
  }

  @Test func aTokenThatMayWriteDoes() async throws {
    try await fixture().serve { client async throws in
      let body = #"{"idTag":"T","status":"Accepted"}"#
      let authorization = "Bearer \(Self.writer)"
      #expect(try await client.send(.post, "/api/v1/idtags", body, authorization: authorization).status == 200)
      #expect(try await client.send(.delete, "/api/v1/idtags/T", authorization: authorization).status == 200)
    }
  }

  @Test(arguments: [(true, true), (false, true), (true, false), (false, false)])
  func healthAndMetricsAreOpenAsConfigured(health: Bool, metrics: Bool) async throws {
    try await fixture(openHealth: health, openMetrics: metrics).serve { client async throws in
      for path in ["/health", "/health/", "/health/live", "/health/ready"] {
        #expect(try await client.get(path).status == (health ? 200 : 401))
        #expect(try await client.send(.get, path, authorization: "Bearer \(Self.reader)").status == 200)
      }
      #expect(try await client.get("/metrics").status == (metrics ? 200 : 401))
    }
  }

  @Test func withoutTokensEverybodyMayDoAnything() async throws {
    try await APIFixture().serve { client async throws in
      #expect(try await client.get("/clients").status == 200)
      #expect(try await client.post("/api/v1/idtags", #"{"idTag":"T","status":"Accepted"}"#).status == 200)
    }
  }

  @Test func theDescriptionSaysIt() async throws {
    let document = try await APIFixture().serve { try await $0.get("/openapi.json").json }
    #expect(document["components"]?["securitySchemes"]?["token"]?["scheme"] == .string("bearer"))
    #expect(document["paths"]?["/clients"]?["get"]?["responses"]?["401"] != nil)
  }
}
