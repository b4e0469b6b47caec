import GatewayCore
import GatewayHandlers
import GatewayTestSupport
import OCPPCodec
import Testing

@Suite("Commands that core looks at, and what it records")
struct CoreCommandTests {
  private func send(_ fixture: HandlerFixture, _ action: String, _ payload: String) async throws -> any OCPPMessage {
    try await fixture.gateway.commands.send(
      action, payload: try #require(RawJSON(text: payload)), to: try #require(StationID("CP-1")))
  }

  private static func profile(_ purpose: String, _ more: String = "") -> String {
    #"{"idTag":"T","connectorId":1,"chargingProfile":{"chargingProfileId":1,"stackLevel":0,\#(more)"#
      + #""chargingProfilePurpose":"\#(purpose)","chargingProfileKind":"Relative","chargingSchedule":"#
      + #"{"chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":16}]}}}"#
  }

  @Test("a remote start takes only a profile for the transaction that begins")
  func remoteStart() async throws {
    let fixture = try HandlerFixture.core()
    let station = try await fixture.connect()
    station.answers("RemoteStartTransaction") { _ in .result(#"{"status":"Accepted"}"#) }
    _ = try await send(fixture, "RemoteStartTransaction", Self.profile("TxProfile"))
    #expect(try await station.command("RemoteStartTransaction").payload["chargingProfile"] != nil)
    for payload in [Self.profile("TxDefaultProfile"), Self.profile("TxProfile", #""transactionId":5,"#)] {
      await #expect { try await send(fixture, "RemoteStartTransaction", payload) } throws: { error in
        if case .refused? = error as? CommandFailure { true } else { false }
      }
    }
    #expect(station.commands.isEmpty)
  }

  @Test("a station that is Pending starts and stops nothing from afar, and may send what it is asked for")
  func pending() async throws {
    var configuration = CoreConfiguration()
    configuration.beforeBoot = BootPolicy(isLenientWith16: false)
    let fixture = try HandlerFixture.core(configuration)
    let station = try await fixture.connect(registration: .pending)
    for (action, payload) in [
      ("RemoteStartTransaction", #"{"idTag":"T"}"#), ("RemoteStopTransaction", #"{"transactionId":1}"#),
    ] {
      await #expect { try await send(fixture, action, payload) } throws: { error in
        if case .refused? = error as? CommandFailure { true } else { false }
      }
    }
    #expect(station.commands.isEmpty)
    #expect(try await station.error("StatusNotification", Messages.status("Available")) == "SecurityError")
    station.answers("TriggerMessage") { _ in .result(#"{"status":"Accepted"}"#) }
    _ = try await send(fixture, "TriggerMessage", #"{"requestedMessage":"StatusNotification"}"#)
    try await station.result("StatusNotification", Messages.status("Available"))
    #expect(try await station.error("Heartbeat", "{}") == "SecurityError")
  }

  @Test("what needs a reboot is remembered until the station boots; secrets are not kept")
  func settings() async throws {
    let fixture = try HandlerFixture.core()
    let station = try await fixture.connect()
    let id = station.id
    station.answers("ChangeConfiguration") { payload in
      .result(#"{"status":"\#(payload["key"]?.string == "CpoName" ? "Accepted" : "RebootRequired")"}"#)
    }
    for (key, value) in [("HeartbeatInterval", "60"), ("CpoName", "X"), ("authorizationkey", "secret")] {
      _ = try await send(fixture, "ChangeConfiguration", #"{"key":"\#(key)","value":"\#(value)"}"#)
    }
    let settings = try await fixture.store.settings(of: id)
    #expect(settings.map(\.key) == ["authorizationkey", "CpoName", "HeartbeatInterval"])
    #expect(settings.map(\.value) == [nil, "X", "60"])
    #expect(settings.map(\.needsReboot) == [true, false, true])
    #expect(try await fixture.store.settingChanges(of: id, limit: 10).allSatisfy { $0.value != "secret" })
    try await station.result("BootNotification", Messages.boot)
    #expect(try await fixture.store.settings(of: id).allSatisfy { !$0.needsReboot })
  }

  @Test("a listed vendor's data is told; without log and listener it is not accepted")
  func vendorData() async throws {
    var configuration = CoreConfiguration()
    configuration.dataTransferVendors = ["acme"]
    let fixture = try HandlerFixture.core(configuration)
    let station = try await fixture.connect()
    let transfer = #"{"vendorId":"ACME","messageId":"m","data":"x"}"#
    // The fixture's log takes nothing.
    #expect(try await station.result("DataTransfer", transfer)["status"]?.string == "Rejected")
    let events = fixture.gateway.events.subscribe(GatewayEventFilter(kinds: [.vendorData]))
    #expect(try await station.result("DataTransfer", transfer)["status"]?.string == "Accepted")
    #expect(try await station.result("DataTransfer", #"{"vendorId":"B"}"#)["status"]?.string == "UnknownVendorId")
    var iterator = events.makeAsyncIterator()
    guard case .event(let event)? = await iterator.next() else { throw FixtureFailure(description: "no event") }
    #expect(event.details["vendorId"]?.text == "ACME")
    #expect(event.details["data"]?.text == "x")
  }

  @Test("a CALLERROR of the station is the command's outcome, and nothing is recorded")
  func refused() async throws {
    let fixture = try HandlerFixture.core()
    let station = try await fixture.connect()
    await #expect(throws: CommandFailure.self) {
      try await send(fixture, "ChangeConfiguration", #"{"key":"K","value":"V"}"#)
    }
    #expect(try await fixture.store.settings(of: station.id) == [])
  }
}
