import GatewayCore
import GatewayTestSupport
import OCPP16
import OCPP201
import OCPPCodec
import Testing

@Suite("Operations and commands of handlers")
struct OperationsTests {
  private func fixture() throws -> HandlerFixture { try HandlerFixture(handlers: []) }

  private func send(_ fixture: HandlerFixture, _ station: StationID) async throws -> OperationRecord {
    let operation = try await fixture.gateway.operations.create("Reset", of: station, details: ["type": "Soft"])
    _ = try? await fixture.gateway.operations.send(OCPP16.ResetRequest(type: .soft), for: operation) { response in
      response.status == .accepted ? (.accepted, nil) : (.rejected, "the station answered \(response.status.text)")
    }
    guard let found = try await fixture.store.operation(operation.id) else {
      throw FixtureFailure(description: "no operation")
    }
    return found
  }

  @Test(
    "what becomes of a command is what the operation says",
    arguments: [
      (ScriptedStation.Reply.result(#"{"status":"Accepted"}"#), "accepted", true),
      (.result(#"{"status":"Rejected"}"#), "rejected", true), (.error("InternalError"), "failed", true),
      (.result("{}"), "failed", true), (.disconnect, "uncertain", true),
    ])
  func outcomes(reply: ScriptedStation.Reply, state: String, wasSent: Bool) async throws {
    let fixture = try fixture()
    let station = try await fixture.connect()
    station.answers("Reset") { _ in reply }
    let id = station.id
    let operation = try await send(fixture, id)
    #expect(operation.state.rawValue == state)
    #expect(operation.history.map(\.state.rawValue) == ["pending", "sent", state])
    #expect((operation.history.last?.reason == nil) == (state == "accepted"))
  }

  @Test("what a station tells before its answer is there stays, and what the answer tells is kept")
  func overtaken() async throws {
    let operations = try fixture().gateway.operations
    let operation = try await operations.create("GetLog", of: try #require(StationID("CP-1")))
    let answer = try await operations.track(operation) {
      try await operations.advance(operation.id, to: .inProgress, reason: "Uploading")
      return TrackedAnswer(1, .accepted, status: "Accepted", details: ["filename": "log"])
    }
    #expect(answer == 1)
    let found = try #require(try await operations.advance(operation.id, to: .inProgress, reason: "Uploading"))
    #expect(found.history.map(\.state) == [.pending, .sent, .inProgress])
    #expect(found.details.text == #"{"filename":"log"}"#)
  }

  @Test("a station that isn't there was sent nothing")
  func offline() async throws {
    let fixture = try fixture()
    let operation = try await send(fixture, try #require(StationID("CP-9")))
    #expect(operation.state == .failed)
    #expect(operation.history.last?.reason == "the station is not connected")
  }

  @Test("no answer in time is uncertain")
  func silence() async throws {
    let fixture = try fixture()
    let station = try await fixture.connect()
    station.answers("Reset") { _ in .silence }
    let id = station.id
    async let operation = send(fixture, id)
    try await station.command("Reset")
    await fixture.clock.sleepers(1)
    fixture.clock.advance(by: .seconds(10))
    #expect(try await operation.state == .uncertain)
  }

  @Test("each change is told, and what has ended stays")
  func events() async throws {
    let fixture = try fixture()
    let events = fixture.gateway.events.subscribe(GatewayEventFilter(kinds: [.operation]))
    let station = try #require(StationID("CP-1"))
    let operation = try await fixture.gateway.operations.create("Job", of: station)
    try await fixture.gateway.operations.advance(operation.id, to: .succeeded, reason: "done", details: ["n": 1])
    #expect(try await fixture.gateway.operations.advance(operation.id, to: .failed) == nil)
    var iterator = events.makeAsyncIterator()
    for state in ["pending", "succeeded"] {
      guard case .event(let event) = await iterator.next() else { throw FixtureFailure(description: "no event") }
      #expect(event.station == station)
      #expect(event.details["state"]?.text == state)
      #expect(event.details["operationId"]?.text == operation.id)
    }
    let latest = try await fixture.gateway.operations.latest("Job", of: station, in: [.succeeded])
    #expect(latest?.details.text == #"{"n":1}"#)
  }

  @Test("a command of one version is not sent to a station of another, and one that breaks its schema to none")
  func typedCommands() async throws {
    let fixture = try fixture()
    let station = try await fixture.connect("CS", .v201)
    let id = station.id
    let commands = fixture.gateway.commands
    await #expect { try await commands.send(OCPP16.ResetRequest(type: .soft), to: id) } throws: { error in
      guard case .unknownCommand(let message)? = error as? CommandFailure else { return false }
      return message.contains("speaks OCPP 2.0.1")
    }
    let old = try await fixture.connect("CP")
    let tooLong = OCPP16.ChangeConfigurationRequest(key: String(repeating: "k", count: 51), value: "v")
    await #expect { try await commands.send(tooLong, to: old.id) } throws: { error in
      if case .invalid? = error as? CommandFailure { true } else { false }
    }
    #expect(old.commands.isEmpty && station.commands.isEmpty)
  }
}
