import GatewayCore
import GatewayHandlers
import GatewayTestSupport
import OCPP16
import OCPPCodec
import Testing

@Suite("The handler remote-trigger", .timeLimit(.minutes(1)))
struct RemoteTriggerTests {
  private func fixture(_ configuration: RemoteTriggerConfiguration = RemoteTriggerConfiguration()) throws
    -> HandlerFixture
  {
    try HandlerFixture.core(before: [RemoteTriggerHandler.make(configuration: configuration)])
  }

  /// Lets time pass, in the steps in which the service looks; each look has ended when the next step begins.
  private func pass(_ seconds: Int, _ fixture: HandlerFixture) async throws {
    let clock = fixture.clock
    @Sendable func looks() -> Int { clock.slept.count { $0 == .seconds(5) } }
    try await eventually("the service runs") { looks() > 0 }
    for _ in 0..<(seconds / 5) {
      let before = looks()
      clock.advance(by: .seconds(5))
      try await eventually("the service has looked") { looks() > before }
    }
  }

  @Test("a connector that said nothing since the station came back is asked, one that did isn't")
  func status() async throws {
    let fixture = try fixture()
    try await fixture.run {
      let first = try await fixture.connect()
      for connector in 0...2 {
        try await first.result("StatusNotification", Messages.status("Available", connector: connector))
      }
      first.disconnect()
      fixture.clock.advance(by: .seconds(60))
      let station = try await fixture.connect()
      station.answers("TriggerMessage") { _ in .result(#"{"status":"Accepted"}"#) }
      try await station.result("StatusNotification", Messages.status("Available", connector: 1))
      try await pass(25, fixture)
      #expect(station.commands.isEmpty)
      try await pass(10, fixture)
      let trigger = try await station.command("TriggerMessage")
      #expect(trigger.payload["requestedMessage"]?.string == "StatusNotification")
      #expect(trigger.payload["connectorId"]?.integer == 2)
      // Once, though it doesn't follow.
      try await pass(120, fixture)
      #expect(station.commands.isEmpty)
    }
  }

  @Test("a station whose connectors nobody knows is asked for all; one that isn't accepted isn't asked")
  func unknown() async throws {
    let fixture = try fixture()
    try await fixture.run {
      let station = try await fixture.connect("CP-1")
      let pending = try await fixture.connect("CP-2", registration: .pending)
      let new = try await fixture.connect("CS-3", .v201)
      try await pass(40, fixture)
      #expect(try await station.command("TriggerMessage").payload["connectorId"] == nil)
      #expect(pending.commands.isEmpty && new.commands.isEmpty)
    }
  }

  @Test("a transaction without meter values is asked for them, and again after as long")
  func meterValues() async throws {
    let fixture = try fixture(RemoteTriggerConfiguration(statusAfter: nil, meterSilence: .seconds(60)))
    try await fixture.store.putIdTokens([IdTokenRecord(id: "TAG-1")])
    try await fixture.run {
      let station = try await fixture.connect()
      station.answers("TriggerMessage") { _ in .result(#"{"status":"Accepted"}"#) }
      let id = try #require(
        try await station.result("StartTransaction", Messages.start(connector: 2))["transactionId"]?.integer)
      try await pass(50, fixture)
      try await station.result(
        "MeterValues",
        #"{"connectorId":2,"transactionId":\#(id),"meterValue":[{"timestamp":"2026-01-01T00:00:50Z","sampledValue":[{"value":"1"}]}]}"#
      )
      try await pass(50, fixture)
      #expect(station.commands.isEmpty)
      try await pass(45, fixture)
      let trigger = try await station.command("TriggerMessage")
      #expect(trigger.payload["requestedMessage"]?.string == "MeterValues")
      #expect(trigger.payload["connectorId"]?.integer == 2)
      #expect(station.commands.isEmpty)
      try await pass(90, fixture)
      try await station.command("TriggerMessage")
      try await station.result("StopTransaction", Messages.stop(id))
      try await pass(180, fixture)
      #expect(station.commands.isEmpty)
    }
  }

  @Test("a station that can't be asked isn't asked again in this connection", arguments: [true, false])
  func unsupported(isProfileMissing: Bool) async throws {
    let fixture = try fixture(
      RemoteTriggerConfiguration(statusAfter: nil, meterSilence: .seconds(60), minimumInterval: .seconds(1)))
    try await fixture.store.putIdTokens([IdTokenRecord(id: "TAG-1")])
    try await fixture.run {
      let station = try await fixture.connect()
      station.answers("TriggerMessage") { _ in
        isProfileMissing ? .error("NotImplemented") : .result(#"{"status":"NotImplemented"}"#)
      }
      try await station.result("StartTransaction", Messages.start())
      try await pass(120, fixture)
      try await station.command("TriggerMessage")
      try await pass(300, fixture)
      #expect(station.commands.isEmpty)
    }
  }

  @Test("so many stations at a time, and none twice within the interval")
  func rate() async throws {
    let fixture = try fixture(
      RemoteTriggerConfiguration(statusAfter: .seconds(5), meterSilence: nil, stationsAtOnce: 2))
    try await fixture.run {
      var stations: [ScriptedStation] = []
      for number in 1...5 {
        let station = try await fixture.connect("CP-\(number)")
        station.answers("TriggerMessage") { _ in .result(#"{"status":"Accepted"}"#) }
        stations.append(station)
      }
      let all = stations
      for expected in [2, 4, 5, 5] {
        try await pass(5, fixture)
        #expect(all.count { !$0.commands.isEmpty } == expected)
      }
      #expect(all.allSatisfy { $0.commands.count == 1 })
    }
  }
}
