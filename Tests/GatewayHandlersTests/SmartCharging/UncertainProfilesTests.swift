import GatewayCore
import GatewayTestSupport
import OCPPCodec
import Testing

@testable import GatewayHandlers

@Suite("Charging profiles without an answer", .timeLimit(.minutes(1)))
struct UncertainProfilesTests {
  private let profiles = "/api/v1/chargepoints/CP-1/charging-profiles"

  private func fixture() throws -> HandlerFixture {
    var core = CoreConfiguration()
    core.authorization = AuthorizationPolicy(acceptsUnknownTokens: true)
    return try HandlerFixture(handlers: [
      CoreHandler.make(options: StationOptions(core), heartbeatInterval: .seconds(300)),
      SmartChargingHandler.make(configuration: SmartChargingConfiguration()),
    ])
  }

  private func profile(_ id: Int, connector: Int = 1, purpose: String = "TxDefaultProfile", level: Int = 0) -> String {
    """
    {"connectorId":\(connector),"profile":{"chargingProfileId":\(id),"stackLevel":\(level),
    "chargingProfilePurpose":"\(purpose)","chargingProfileKind":"Relative","chargingSchedule":
    {"chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":16}]}}}
    """
  }

  /// By id, the oldest first.
  private func states(_ fixture: HandlerFixture, _ kind: String? = nil) async throws -> [OperationState] {
    try await fixture.store.operations(OperationQuery(kind: kind)).reversed().map(\.state)
  }

  private func connect(_ fixture: HandlerFixture, _ reply: ScriptedStation.Reply) async throws -> ScriptedStation {
    let station = try await fixture.connect()
    for action in ["SetChargingProfile", "ClearChargingProfile"] { station.answers(action) { _ in reply } }
    return station
  }

  private let accepted = ScriptedStation.Reply.result(#"{"status":"Accepted"}"#)

  @Test("are sent again when the station is back, and recorded when it takes them")
  func again() async throws {
    let fixture = try fixture()
    try await fixture.run {
      _ = try await connect(fixture, .disconnect)
      #expect(try await fixture.request("POST", profiles, profile(1)).status == 503)
      #expect(try await states(fixture) == [.uncertain])
      let id = try #require(StationID("CP-1"))
      #expect(try await fixture.store.chargingProfiles(of: id).isEmpty)
      let station = try await connect(fixture, accepted)
      try await eventually("it was sent again") {
        fixture.clock.advance(by: .seconds(31))
        return try await states(fixture) == [.succeeded]
      }
      #expect(station.commands.map(\.action) == ["SetChargingProfile"])
      #expect(try await fixture.store.chargingProfiles(of: id).map(\.id) == [1])
      let operation = try #require(try await fixture.store.operations(OperationQuery()).first)
      let steps = try #require(try await fixture.store.operation(operation.id)).history.map(\.state)
      #expect(steps == [.pending, .sent, .uncertain, .sent, .succeeded])
    }
  }

  @Test("are not sent again when a later one has taken their place, or was cleared")
  func replaced() async throws {
    let fixture = try fixture()
    try await fixture.run {
      _ = try await connect(fixture, .disconnect)
      #expect(try await fixture.request("POST", profiles, profile(1)).status == 503)
      fixture.clock.advance(by: .milliseconds(5))
      let station = try await connect(fixture, accepted)
      // Of another id, for the same purpose, level and connector.
      #expect(try await fixture.request("POST", profiles, profile(2)).status == 200)
      try await eventually("the first is given up") {
        fixture.clock.advance(by: .seconds(31))
        return try await states(fixture) == [.cancelled, .succeeded]
      }
      #expect(station.commands.count == 1)
    }
  }

  @Test("of an ended transaction are given up")
  func ended() async throws {
    let fixture = try fixture()
    try await fixture.run {
      let first = try await connect(fixture, .disconnect)
      let answer = try await first.result("StartTransaction", Messages.start())
      let transaction = try #require(answer["transactionId"]?.integer)
      #expect(try await fixture.request("POST", profiles, profile(1, purpose: "TxProfile")).status == 503)
      let station = try await connect(fixture, accepted)
      try await station.result("StopTransaction", Messages.stop(transaction))
      try await eventually("it is given up") {
        fixture.clock.advance(by: .seconds(31))
        return try await states(fixture) == [.cancelled]
      }
      #expect(station.commands.isEmpty)
    }
  }

  @Test("a clearing is sent again, unless profiles were set since")
  func clearing() async throws {
    let fixture = try fixture()
    try await fixture.run {
      _ = try await connect(fixture, .disconnect)
      #expect(try await fixture.request("DELETE", profiles).status == 503)
      let station = try await connect(fixture, accepted)
      try await eventually("it was sent again") {
        fixture.clock.advance(by: .seconds(31))
        return try await states(fixture, "ClearChargingProfile") == [.succeeded]
      }
      #expect(station.commands.map(\.action) == ["ClearChargingProfile"])
    }
  }

  @Test("are given up after some attempts: nobody knows")
  func silent() async throws {
    let fixture = try fixture()
    try await fixture.run {
      _ = try await connect(fixture, .disconnect)
      #expect(try await fixture.request("POST", profiles, profile(1)).status == 503)
      let operation = try #require(try await fixture.store.operations(OperationQuery()).first)
      @Sendable func sent() async throws -> Int {
        try await fixture.store.operation(operation.id)?.history.count { $0.state == .sent } ?? 0
      }
      for attempt in 2...5 {
        _ = try await connect(fixture, .disconnect)
        try await eventually("attempt \(attempt)") {
          fixture.clock.advance(by: .seconds(31))
          let (count, state) = (try await sent(), try await states(fixture))
          return count == attempt && state == [.uncertain]
        }
      }
      let station = try await connect(fixture, accepted)
      // Looks that would find it, each of which is over when the next one sleeps.
      for _ in 0..<3 {
        fixture.clock.advance(by: .seconds(31))
        try await Task.sleep(for: .milliseconds(10))
      }
      #expect(station.commands.isEmpty)
      #expect(try await states(fixture) == [.uncertain])
    }
  }
}
