import GatewayCore
import GatewayHandlers
import GatewayTestSupport
import OCPP16
import OCPPCodec
import Testing

@Suite("Reset, followed up", .timeLimit(.minutes(1)))
struct ResetTests {
  private func reset(_ fixture: HandlerFixture) async throws {
    let id = try #require(StationID("CP-1"))
    _ = try await fixture.gateway.commands.send(OCPP16.ResetRequest(type: .soft), to: id)
  }

  private func states(_ fixture: HandlerFixture) async throws -> [OperationState] {
    try await fixture.store.operations(OperationQuery(kind: "Reset")).map(\.state)
  }

  @Test("ends when the station boots")
  func boots() async throws {
    let fixture = try HandlerFixture.core()
    try await fixture.run {
      let station = try await fixture.connect()
      // A boot before is none of the reset's.
      try await station.result("BootNotification", Messages.boot)
      station.answers("Reset") { _ in .result(#"{"status":"Accepted"}"#) }
      fixture.clock.advance(by: .seconds(1))
      try await reset(fixture)
      #expect(try await states(fixture) == [.accepted])
      fixture.clock.advance(by: .seconds(20))
      try await station.result("BootNotification", Messages.boot)
      try await eventually("the reset succeeded") { try await states(fixture) == [.succeeded] }
      let operation = try #require(try await fixture.store.operations(OperationQuery()).first)
      #expect(operation.details.text == #"{"type":"Soft"}"#)
    }
  }

  @Test("a station that refuses is told of")
  func refused() async throws {
    let fixture = try HandlerFixture.core()
    try await fixture.run {
      let station = try await fixture.connect()
      station.answers("Reset") { _ in .result(#"{"status":"Rejected"}"#) }
      try await reset(fixture)
      #expect(try await states(fixture) == [.rejected])
    }
  }

  @Test("a station that resets at once, without an answer, has done it when it boots")
  func unanswered() async throws {
    let fixture = try HandlerFixture.core()
    try await fixture.run {
      let station = try await fixture.connect()
      station.answers("Reset") { _ in .disconnect }
      await #expect(throws: CommandFailure.self) { try await reset(fixture) }
      #expect(try await states(fixture) == [.uncertain])
      let again = try await fixture.connect()
      try await again.result("BootNotification", Messages.boot)
      try await eventually("the reset succeeded") { try await states(fixture) == [.succeeded] }
    }
  }

  @Test("without a boot it becomes uncertain, and a boot long after tells nothing")
  func silent() async throws {
    let fixture = try HandlerFixture.core()
    try await fixture.run {
      let station = try await fixture.connect()
      station.answers("Reset") { _ in .result(#"{"status":"Accepted"}"#) }
      try await reset(fixture)
      try await eventually("the reset is uncertain") {
        fixture.clock.advance(by: .seconds(15))
        return try await states(fixture) == [.uncertain]
      }
      fixture.clock.advance(by: .seconds(3600))
      try await station.result("BootNotification", Messages.boot)
      // A second one, whose end shows that the boot was looked at.
      fixture.clock.advance(by: .seconds(1))
      try await reset(fixture)
      fixture.clock.advance(by: .seconds(1))
      try await station.result("BootNotification", Messages.boot)
      try await eventually("the second reset succeeded") { try await states(fixture) == [.succeeded, .uncertain] }
    }
  }
}
