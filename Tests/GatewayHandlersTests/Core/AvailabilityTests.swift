import GatewayCore
import GatewayHandlers
import GatewayTestSupport
import OCPP16
import OCPPCodec
import Testing

@Suite("ChangeAvailability, followed up", .timeLimit(.minutes(1)))
struct AvailabilityTests {
  private func change(
    _ fixture: HandlerFixture, _ connector: Int, _ type: OCPP16.AvailabilityType
  ) async throws {
    let id = try #require(StationID("CP-1"))
    _ = try await fixture.gateway.commands.send(
      OCPP16.ChangeAvailabilityRequest(connectorId: connector, type: type), to: id)
  }

  private func states(_ fixture: HandlerFixture) async throws -> [String] {
    try await fixture.store.operations(OperationQuery(kind: "ChangeAvailability")).map(\.state.rawValue)
  }

  @Test("what is scheduled ends when the connector says so")
  func scheduled() async throws {
    let fixture = try HandlerFixture.core()
    try await fixture.run {
      let station = try await fixture.connect()
      station.answers("ChangeAvailability") { _ in .result(#"{"status":"Scheduled"}"#) }
      try await station.result("StatusNotification", Messages.status("Charging"))
      try await change(fixture, 1, .inoperative)
      #expect(try await states(fixture) == ["accepted"])
      // Neither another connector nor another state.
      try await station.result("StatusNotification", Messages.status("Unavailable", connector: 2))
      try await station.result("StatusNotification", Messages.status("Finishing"))
      try await station.result("StatusNotification", Messages.status("Unavailable"))
      try await eventually("the operation succeeded") { try await states(fixture) == ["succeeded"] }
      let operation = try #require(try await fixture.store.operations(OperationQuery()).first)
      #expect(operation.details.text == #"{"connectorId":1,"type":"Inoperative"}"#)
    }
  }

  @Test("connector 0 is all of them, and a later command replaces earlier ones")
  func allConnectors() async throws {
    let fixture = try HandlerFixture.core()
    try await fixture.run {
      let station = try await fixture.connect()
      station.answers("ChangeAvailability") { _ in .result(#"{"status":"Scheduled"}"#) }
      for connector in 1...2 {
        try await station.result("StatusNotification", Messages.status("Charging", connector: connector))
      }
      try await change(fixture, 2, .inoperative)
      try await change(fixture, 0, .inoperative)
      #expect(try await states(fixture) == ["accepted", "cancelled"])
      try await station.result("StatusNotification", Messages.status("Unavailable", connector: 0))
      try await station.result("StatusNotification", Messages.status("Unavailable", connector: 1))
      try await Task.sleep(for: .milliseconds(30))
      #expect(try await states(fixture) == ["accepted", "cancelled"])
      try await station.result("StatusNotification", Messages.status("Unavailable", connector: 2))
      try await eventually("the operation succeeded") { try await states(fixture) == ["succeeded", "cancelled"] }
    }
  }

  @Test("what the station does at once or not at all is no operation", arguments: ["Accepted", "Rejected"])
  func immediate(status: String) async throws {
    let fixture = try HandlerFixture.core()
    let station = try await fixture.connect()
    station.answers("ChangeAvailability") { _ in .result(#"{"status":"\#(status)"}"#) }
    try await change(fixture, 1, .operative)
    #expect(try await states(fixture) == [])
  }

  @Test("what was scheduled before the gateway started is followed up")
  func restarted() async throws {
    let fixture = try HandlerFixture.core()
    let id = try #require(StationID("CP-1"))
    let operation = try await fixture.gateway.operations.create(
      "ChangeAvailability", of: id, details: ["connectorId": 1, "type": "Operative"])
    try await fixture.gateway.operations.advance(operation.id, to: .accepted)
    try await fixture.run {
      let station = try await fixture.connect()
      // The operations are found while it runs already.
      try await eventually("the operation succeeded") {
        try await station.result("StatusNotification", Messages.status("Available"))
        return try await states(fixture) == ["succeeded"]
      }
    }
  }
}
