import OCPPCodec
import Testing

@testable import GatewayAPI

@Suite struct IdTokenRoutesTests {
  @Test func aTokenFromItsBeginningToItsEnd() async throws {
    try await APIFixture().serve { client async throws in
      let body =
        "{\"idTag\":\"Tag 1\",\"status\":\"Blocked\",\"expiryDate\":\"2030-01-01T00:00:00Z\",\"parentIdTag\":\"P\"}"
      let created = try await client.post("/api/v1/idtags", body)
      #expect(created.status == 200)
      #expect(
        created.data.json.text
          == "{\"idTag\":\"Tag 1\",\"status\":\"Blocked\",\"expiryDate\":\"2030-01-01T00:00:00Z\",\"parentIdTag\":\"P\","
          + "\"type\":null}")
      #expect(try await client.post("/api/v1/idtags", "{\"idTag\":\"TAG 1\"}").status == 409)
      let read = try await client.get("/api/v1/idtags/tAG%201")
      #expect(read.data == created.data)
      // What was read can be put back.
      #expect(try await client.put("/api/v1/idtags/TAG%201", read.data.json.text).data == created.data)
      #expect(try await client.put("/api/v1/idtags/Tag%201", "{}").data["status"] == .string("Accepted"))
      #expect(try await client.get("/api/v1/idtags/Tag%201").data["parentIdTag"] == .null)
      #expect(try await client.delete("/api/v1/idtags/Tag%201").status == 200)
      #expect(try await client.delete("/api/v1/idtags/Tag%201").status == 404)
      #expect(try await client.get("/api/v1/idtags/Tag%201").status == 404)
    }
  }

  @Test func putCreates() async throws {
    try await APIFixture().serve { client async throws in
      #expect(try await client.put("/api/v1/idtags/New", "{\"type\":\"eMAID\"}").status == 200)
      #expect(try await client.get("/api/v1/idtags/new").data["type"] == .string("eMAID"))
    }
  }

  @Test(arguments: [
    ("{}", ["required +idTag"]), ("{\"idTag\":\"\"}", ["required /idTag"]), ("{\"idTag\":null}", ["required +idTag"]),
    ("{\"idTag\":1}", ["type /idTag"]), ("{\"idTag\":\"\(String(repeating: "x", count: 21))\"}", ["maxLength /idTag"]),
    ("{\"idTag\":\"\(String(repeating: "x", count: 37))\",\"type\":\"Local\"}", ["maxLength /idTag"]),
    ("{\"idTag\":\"a\\u0007\"}", ["format /idTag"]), ("{\"idTag\":\"a\",\"status\":\"accepted\"}", ["enum /status"]),
    ("{\"idTag\":\"a\",\"type\":\"RFID\"}", ["enum /type"]),
    ("{\"idTag\":\"a\",\"expiryDate\":\"tomorrow\"}", ["format /expiryDate"]),
    ("{\"idTag\":\"a\",\"expires\":1}", ["additionalProperties +expires"]),
    (
      "{\"idTag\":\"a\",\"status\":1,\"expiryDate\":true,\"parentIdTag\":[],\"type\":{},\"x\":0}",
      ["additionalProperties +x", "type /type", "type /parentIdTag", "type /status", "type /expiryDate"]
    ),
  ])
  func invalidTokens(body: String, violations: [String]) async throws {
    try await APIFixture().serve { client async throws in
      let answer = try await client.post("/api/v1/idtags", body)
      #expect(answer.status == 400)
      #expect(answer.violations == violations)
      #expect(try await client.get("/api/v1/idtags").data["items"]?.elements.isEmpty == true)
    }
  }

  @Test(arguments: [
    ("a", "{\"idTag\":\"b\"}", ["enum /idTag"]), ("a%00", "{}", ["format /idTag"]),
    (String(repeating: "x", count: 21), "{}", ["maxLength /idTag"]),
  ])
  func invalidReplacements(tag: String, body: String, violations: [String]) async throws {
    try await APIFixture().serve { client async throws in
      let answer = try await client.put("/api/v1/idtags/\(tag)", body)
      #expect(answer.status == 400)
      #expect(answer.violations == violations)
    }
  }

  @Test(arguments: [
    "{\"idTag\":\"\(String(repeating: "\u{1F600}", count: 20))\"}",
    "{\"idTag\":\"\(String(repeating: "x", count: 36))\",\"type\":\"Central\"}",
  ])
  func longestTokens(body: String) async throws {
    try await APIFixture().serve { client async throws in
      #expect(try await client.post("/api/v1/idtags", body).status == 200)
    }
  }

  @Test func pages() async throws {
    try await APIFixture().serve { client async throws in
      for tag in ["c", "A", "b"] { _ = try await client.put("/api/v1/idtags/\(tag)", "{}") }
      let first = try await client.get("/api/v1/idtags?limit=2")
      #expect(first.data["items"]?.elements.map { $0["idTag"] } == [.string("A"), .string("b")])
      #expect(first.data["next"] == .string("b"))
      let second = try await client.get("/api/v1/idtags?limit=2&after=b")
      #expect(second.data["items"]?.elements.map { $0["idTag"] } == [.string("c")])
      #expect(second.data["next"] == .null)
    }
  }
}
