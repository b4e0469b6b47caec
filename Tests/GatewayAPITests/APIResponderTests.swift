import GatewayTestSupport
import HTTPTypes
import OCPPCodec
import Testing

@testable import GatewayAPI

@Suite struct APIResponderTests {
  @Test(arguments: ["/", "/nothing", "/api/v1", "/api/v1/chargepoints//status", "//health", "/api/v1/idtags/a/b"])
  func unknownRoutesAreNotFound(path: String) async throws {
    try await APIFixture().serve { client async throws in
      let answer = try await client.get(path)
      #expect(answer.status == 404)
      #expect(answer.headers[.contentType] == "application/json")
    }
  }

  @Test(arguments: [
    ("/health", "GET, HEAD"), ("/api/v1/idtags", "GET, HEAD, POST"), ("/api/v1/idtags/T", "GET, HEAD, PUT, DELETE"),
    ("/api/v1/transactions/remote-stop", "POST, GET, HEAD"),
  ])
  func otherMethodsAreNotAllowed(path: String, allowed: String) async throws {
    try await APIFixture().serve { client async throws in
      let answer = try await client.send(.patch, path, "{}")
      #expect(answer.status == 405)
      #expect(answer.headers[.allow] == allowed)
    }
  }

  @Test func headGivesHeadersOnly() async throws {
    try await APIFixture().serve { client async throws in
      let answer = try await client.send(.head, "/health")
      #expect(answer.status == 200)
      #expect(answer.text.isEmpty)
      #expect(answer.headers[.contentLength].flatMap { Int($0) } ?? 0 > 50)
    }
  }

  @Test func aSlashAtTheEndChangesNothing() async throws {
    try await APIFixture().serve { client async throws in
      #expect(try await client.get("/health/").status == 200)
    }
  }

  @Test(arguments: ["%", "%4", "%zz", "%ff", "%C3%28", "%ed%a0%80"])
  func brokenPercentEncodings(id: String) async throws {
    try await APIFixture().serve { client async throws in
      #expect(try await client.get("/api/v1/chargepoints/\(id)").status == 400)
      #expect(try await client.get("/api/v1/chargepoints?vendor=\(id)").violations == ["wellFormed "])
    }
  }

  @Test(arguments: [
    "%00", "a%2Fb", "..", ".", "%2e%2e", "a%0Ab", "*", "%7B%7D", "%1b%5B31m", "a%3Ab", "%E2%80%AE", "%22%3Cscript%3E",
    String(repeating: "x", count: 256),
  ])
  func hostileIdsAreUnknownEverywhere(id: String) async throws {
    try await APIFixture().serve { client async throws in
      for rest in ["", "/status", "/connectors", "/connectors/1", "/transactions", "/variables", "/security-events"] {
        let answer = try await client.get("/api/v1/chargepoints/\(id)\(rest)")
        #expect(answer.status == 404)
        #expect(!answer.text.contains("\u{1B}") && !answer.text.contains("\\u001b"))
      }
      let answer = try await client.post("/api/v1/chargepoints/\(id)/commands", "{\"command\":\"ClearCache\"}")
      #expect(answer.status == 404)
    }
  }

  @Test(
    arguments: [
      ("", 400, nil), ("{", 400, 1), ("{\n\"command\":}", 400, 2), ("[]", 400, nil), ("\"x\"", 400, nil),
      ("{\"command\":1,\"command\":2}", 400, 1), ("{\"command\":1e999}", 400, 1),
      ("{\"command\":123456789012345678901234567890}", 400, 1), ("{\"a\":\"\\u0000\"}", 400, 1),
      ("{\"a\":\"\\ud800\"}", 400, 1), ("{} x", 400, 1), ("\u{FEFF}{}", 400, 1),
    ] as [(String, Int, Int?)])
  func malformedBodies(body: String, status: Int, line: Int?) async throws {
    let fixture = try APIFixture()
    try await fixture.connect("CP")
    try await fixture.serve { client async throws in
      for path in ["/api/v1/chargepoints/CP/commands", "/api/v1/idtags", "/api/v1/transactions/remote-start"] {
        let answer = try await client.post(path, body)
        #expect(answer.status == status)
        #expect(answer.violations.count == 1)
        #expect(answer.data["line"]?.integer == line)
        #expect((answer.data["column"]?.integer == nil) == (line == nil))
      }
    }
  }

  @Test(arguments: ["[", "{\"a\":"])
  func nestingBombs(part: String) async throws {
    let fixture = try APIFixture()
    try await fixture.serve { client async throws in
      let bomb = "{\"idTag\":" + String(repeating: part, count: 50_000)
      let answer = try await client.post("/api/v1/idtags", bomb)
      #expect(answer.status == 400)
      #expect(answer.message.contains("nested deeper than 100 levels at line 1"))
    }
  }

  @Test func bodiesHaveALimit() async throws {
    let fixture = try APIFixture(options: APIOptions(version: "1", maximumBodySize: 100))
    try await fixture.serve { client async throws in
      #expect(try await client.post("/api/v1/idtags", String(repeating: " ", count: 101)).status == 413)
      #expect(try await client.post("/api/v1/idtags", String(repeating: " ", count: 100)).status == 400)
    }
  }

  @Test(arguments: [
    ("/api/v1/chargepoints?nonsense=1", ["additionalProperties +nonsense"]),
    ("/api/v1/chargepoints?limit=0", ["minimum +limit"]), ("/api/v1/chargepoints?limit=1001", ["maximum +limit"]),
    ("/api/v1/chargepoints?limit=x", ["type +limit"]), ("/api/v1/chargepoints?online=yes", ["type +online"]),
    ("/api/v1/chargepoints?limit=1&limit=2", ["maxItems +limit"]),
    ("/api/v1/chargepoints?after=a*b", ["format +after"]),
    ("/api/v1/transactions?status=gone", ["enum +status"]),
    ("/api/v1/transactions/1?staton=A", ["additionalProperties +staton"]),
    ("/api/v1/transactions/1/meter-values?station=A&limit=10001", ["maximum +limit"]),
    ("/api/v1/idtags?limit=99999999999999999999", ["type +limit"]),
  ])
  func invalidQueries(path: String, violations: [String]) async throws {
    try await APIFixture().serve { client async throws in
      let answer = try await client.get(path)
      #expect(answer.status == 400)
      #expect(answer.violations == violations)
    }
  }

  @Test(arguments: [
    "/health/ready", "/api/v1/chargepoints", "/api/v1/chargepoints/CP", "/api/v1/chargepoints/CP/status",
    "/api/v1/chargepoints/CP/connectors", "/api/v1/chargepoints/CP/connectors/1", "/api/v1/chargepoints/CP/variables",
    "/api/v1/chargepoints/CP/transactions", "/api/v1/chargepoints/CP/security-events", "/api/v1/transactions",
    "/api/v1/transactions/1?station=CP", "/api/v1/transactions/1/meter-values?station=CP", "/api/v1/idtags",
    "/api/v1/idtags/T",
  ])
  func withoutAStoreNothingIsKnown(path: String) async throws {
    let fixture = try APIFixture()
    fixture.probe.fail(times: 10)
    try await fixture.serve { client async throws in
      let answer = try await client.get(path)
      #expect(answer.status == 503)
    }
  }
}
