import GatewayCore
import GatewayHandlers
import GatewayTestSupport
import OCPPCodec
import Testing

@Suite("passwords")
struct PasswordHandlerTests {
  private let fixture: HandlerFixture
  private let id: StationID
  private let path = "/api/v1/chargepoints/CP-1/password"

  init() throws {
    fixture = try HandlerFixture(handlers: [PasswordHandler.make()])
    id = try #require(StationID("CP-1"))
  }

  private func stored() async throws -> [StoredPassword] { try await fixture.store.passwords(of: id) }

  @Test("a password is set for a station that never connected, shown once, and taken away")
  func set() async throws {
    try await fixture.run {
      let answer = try await fixture.request("PUT", path, "{}")
      #expect(answer.status == 200)
      let text = try #require(answer.data["password"]?.string)
      let password = try #require(StationPassword(chosen: text))
      let first = try #require(try await stored().first)
      #expect(try PasswordHash(text: first.hash)?.matches(password) == true)
      #expect(PasswordHash(text: first.hash)?.isSlow == false)
      let shown = try await fixture.request("GET", path)
      #expect(shown.data["isSet"]?.boolean == true)
      #expect(shown.data["password"] == nil)
      #expect(try await fixture.request("DELETE", path).status == 200)
      #expect(try await stored().isEmpty)
      #expect(try await fixture.request("DELETE", path).status == 404)
    }
  }

  @Test("one that somebody chose is hashed slowly; one that is too short is refused")
  func chosen() async throws {
    try await fixture.run {
      let answer = try await fixture.request("PUT", path, #"{"password":"correct-horse-battery"}"#)
      #expect(answer.data["password"]?.string == "correct-horse-battery")
      #expect(try await stored().first.flatMap { PasswordHash(text: $0.hash)?.isSlow } == true)
      #expect(try await fixture.request("PUT", path, #"{"password":"short"}"#).status == 400)
      #expect(try await fixture.request("PUT", path, #"{"word":"x"}"#).status == 400)
    }
  }

  @Test("a station that accepts a new password may use the old one until it uses the new one")
  func send() async throws {
    try await fixture.run {
      let station = try await fixture.connect("CP-1")
      _ = try await fixture.request("PUT", path, "{}")
      let old = try await stored()
      station.answers("ChangeConfiguration") { _ in .result(#"{"status":"Accepted"}"#) }
      let answer = try await fixture.request("PUT", path, #"{"send":true}"#)
      #expect(answer.status == 200)
      let command = try await station.command("ChangeConfiguration")
      #expect(command.payload["key"]?.string == "AuthorizationKey")
      #expect(command.payload["value"]?.string == answer.data["password"]?.string)
      let both = try await stored()
      #expect(both.count == 2)
      #expect(both.first == old.first)
      #expect(try await fixture.request("GET", path).data["isChanging"]?.boolean == true)
      // The same again before it is used: one successor, the newest.
      _ = try await fixture.request("PUT", path, #"{"send":true}"#)
      #expect(try await stored().count == 2)
      #expect(try await stored() != both)
    }
  }

  @Test("a station that refuses keeps its password", arguments: ["Rejected", "NotSupported"])
  func refused(_ status: String) async throws {
    try await fixture.run {
      let station = try await fixture.connect("CP-1")
      _ = try await fixture.request("PUT", path, "{}")
      let old = try await stored()
      station.answers("ChangeConfiguration") { _ in .result(#"{"status":"\#(status)"}"#) }
      #expect(try await fixture.request("PUT", path, #"{"send":true}"#).status == 409)
      #expect(try await stored() == old)
    }
  }
}
