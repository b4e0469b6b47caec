import GatewayCore
import GatewayHandlers
import GatewayTestSupport
import OCPPCodec
import Testing

@Suite("Boots: who is accepted, and what follows", .timeLimit(.minutes(1)))
struct RegistrationTests {
  @Test("an operator's decision counts before the configuration, until it is taken back")
  func decided() async throws {
    let fixture = try HandlerFixture.core()
    try await fixture.run {
      let station = try await fixture.connect(registration: nil)
      station.answers("TriggerMessage") { _ in .result(#"{"status":"Accepted"}"#) }
      #expect(try await station.result("BootNotification", Messages.boot)["status"]?.string == "Accepted")
      let path = "/api/v1/chargepoints/CP-1/registration"
      let decided = try await fixture.request("PUT", path, #"{"status":"Pending","retryInterval":7}"#)
      #expect(decided.data["decided"]?["status"]?.string == "Pending")
      #expect(decided.data["configured"]?.string == "Accepted")
      // It is asked to boot again.
      let trigger = try await station.command("TriggerMessage")
      #expect(trigger.payload["requestedMessage"]?.string == "BootNotification")
      let pending = try await station.result("BootNotification", Messages.boot)
      #expect(pending["status"]?.string == "Pending")
      #expect(pending["interval"]?.integer == 7)
      #expect(try await fixture.request("GET", path).data["registration"]?.string == "Pending")
      #expect(try await fixture.request("DELETE", path).data["decided"] == .null)
      #expect(try await station.result("BootNotification", Messages.boot)["status"]?.string == "Accepted")
    }
  }

  @Test("a station that is rejected may send nothing more, when the configuration is strict")
  func rejected() async throws {
    var configuration = CoreConfiguration()
    configuration.beforeBoot = BootPolicy(isLenientWith16: false)
    let fixture = try HandlerFixture.core(configuration)
    let station = try await fixture.connect()
    try await station.result("Heartbeat", "{}")
    #expect(
      try await fixture.request("PUT", "/api/v1/chargepoints/CP-1/registration", #"{"status":"Rejected"}"#).status
        == 200)
    #expect(try await station.error("Heartbeat", "{}") == "SecurityError")
    let boot = try await station.result("BootNotification", Messages.boot)
    #expect(boot["status"]?.string == "Rejected")
    #expect(boot["interval"]?.integer == 60)
  }

  @Test("what is no decision is refused with all that is wrong")
  func wrong() async throws {
    let fixture = try HandlerFixture.core()
    _ = try await fixture.connect()
    let path = "/api/v1/chargepoints/CP-1/registration"
    let answer = try await fixture.request("PUT", path, #"{"status":"Maybe","retryInterval":0,"x":1}"#)
    #expect(answer.status == 400)
    #expect(answer.data["violations"]?.elements.count == 3)
    #expect(try await fixture.request("GET", "/api/v1/chargepoints/CP-9/registration").status == 404)
  }

  @Test("a rule's stations have options of their own")
  func rules() async throws {
    var pending = CoreConfiguration()
    pending.registration = .pending
    pending.authorization.acceptsUnknownTokens = true
    let fixture = try HandlerFixture.core(rules: [(pending, "CP-2")])
    let first = try await fixture.connect("CP-1")
    let second = try await fixture.connect("CP-2")
    #expect(try await first.result("BootNotification", Messages.boot)["status"]?.string == "Accepted")
    #expect(try await second.result("BootNotification", Messages.boot)["status"]?.string == "Pending")
    let authorize = #"{"idTag":"NOBODY"}"#
    #expect(try await first.result("Authorize", authorize)["idTagInfo"]?["status"]?.string == "Invalid")
    #expect(try await second.result("Authorize", authorize)["idTagInfo"]?["status"]?.string == "Accepted")
  }

  @Test("after its boot a station is asked what the configuration says", arguments: RegistrationState.allCases)
  func followUp(registration: RegistrationState) async throws {
    var configuration = CoreConfiguration()
    configuration.registration = registration
    configuration.getsConfigurationAfterBoot = true
    configuration.triggersStatusAfterBoot = true
    let fixture = try HandlerFixture.core(configuration)
    try await fixture.run {
      let station = try await fixture.connect(registration: nil)
      station.answers("GetConfiguration") { _ in
        .result(#"{"configurationKey":[{"key":"HeartbeatInterval","readonly":false,"value":"60"}]}"#)
      }
      station.answers("TriggerMessage") { _ in .result(#"{"status":"Accepted"}"#) }
      try await station.result("BootNotification", Messages.boot)
      guard registration != .rejected else {
        try await Task.sleep(for: .milliseconds(50))
        return #expect(station.commands.isEmpty)
      }
      try await station.command("GetConfiguration")
      if registration == .accepted {
        #expect(try await station.command("TriggerMessage").payload["requestedMessage"]?.string == "StatusNotification")
      }
      let id = station.id
      try await eventually("the answer is recorded") {
        try await fixture.store.settings(of: id).map(\.value) == ["60"]
      }
    }
  }
}
