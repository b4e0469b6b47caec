import GatewayCore
import GatewayHandlers
import GatewayTestSupport
import OCPPCodec
import Synchronization
import Testing

@Suite("The handler configuration", .timeLimit(.minutes(1)))
struct ConfigurationHandlerTests {
  /// A station's own keys, changed by commands.
  private final class Settings: Sendable {
    let values: Mutex<[String: String]>
    let isReadOnly: Set<String>

    init(_ values: [String: String], readOnly: Set<String> = []) {
      self.values = Mutex(values)
      isReadOnly = readOnly
    }

    func attach(to station: ScriptedStation, refusing: Set<String> = []) {
      station.answers("GetConfiguration") { _ in
        let keys = self.values.withLock { $0 }.sorted { $0.key < $1.key }.map { key, value in
          #"{"key":"\#(key)","readonly":\#(self.isReadOnly.contains(key)),"value":"\#(value)"}"#
        }
        return .result(#"{"configurationKey":[\#(keys.joined(separator: ","))]}"#)
      }
      station.answers("ChangeConfiguration") { payload in
        guard let key = payload["key"]?.string, let value = payload["value"]?.string else {
          return .error("InternalError")
        }
        if refusing.contains(key) { return .result(#"{"status":"Rejected"}"#) }
        self.values.withLock { $0[key] = value }
        return .result(#"{"status":"Accepted"}"#)
      }
    }
  }

  private func fixture(_ options: ConfigurationOptions = ConfigurationOptions()) throws -> HandlerFixture {
    try HandlerFixture.core(before: [ConfigurationHandler.make(options: StationOptions(options))])
  }

  private let path = "/api/v1/chargepoints/CP-1/configuration"

  private func state(_ fixture: HandlerFixture) async throws -> String? {
    try await fixture.store.operations(OperationQuery(kind: "ApplyConfiguration", limit: 1)).first?.state.rawValue
  }

  @Test("after its boot a station gets what it shall have and has not, and nothing else")
  func afterBoot() async throws {
    let fixture = try fixture(
      ConfigurationOptions(settings: [
        "HeartbeatInterval": "60", "LocalPreAuthorize": "true", "MeterValueSampleInterval": "30",
      ]))
    let settings = Settings([
      "HeartbeatInterval": "300", "LocalPreAuthorize": "TRUE", "MeterValueSampleInterval": "030",
    ])
    try await fixture.run {
      let station = try await fixture.connect()
      settings.attach(to: station)
      try await station.result("BootNotification", Messages.boot)
      let change = try await station.command("ChangeConfiguration")
      #expect(change.payload["key"]?.string == "HeartbeatInterval")
      try await eventually("applied") { try await state(fixture) == "succeeded" }
      #expect(station.commands.map(\.action) == ["GetConfiguration"])
      let answer = try await fixture.request("GET", path)
      #expect(answer.data["differences"]?.integer == 0)
      let items = answer.data["settings"]?.elements ?? []
      #expect(
        items.map { $0["key"]?.string } == ["HeartbeatInterval", "LocalPreAuthorize", "MeterValueSampleInterval"])
      #expect(items.first?["actual"]?.string == "60")
      #expect(items.first?["source"]?.string == "configuration")
      #expect(items.first?["unit"]?.string == "s")
    }
  }

  @Test("what is stored for a station counts before the configuration, and is given at once")
  func stored() async throws {
    let fixture = try fixture(ConfigurationOptions(settings: ["HeartbeatInterval": "60"]))
    let settings = Settings(["HeartbeatInterval": "300", "Vendor.Key": "a"])
    try await fixture.run {
      let station = try await fixture.connect()
      settings.attach(to: station)
      let answer = try await fixture.request(
        "POST", path, #"{"settings":{"heartbeatinterval":"10","Vendor.Key":"b"}}"#)
      #expect(answer.status == 202)
      #expect(answer.data["operation"]?["kind"]?.string == "ApplyConfiguration")
      try await eventually("applied") { try await state(fixture) == "succeeded" }
      #expect(settings.values.withLock { $0["heartbeatinterval"] } == "10")
      #expect(settings.values.withLock { $0["Vendor.Key"] } == "b")
      // Instead of those before: the configuration's holds again.
      let replaced = try await fixture.request("PUT", path, #"{"key":"Vendor.Key","value":"c","apply":false}"#)
      #expect(replaced.status == 200)
      #expect(replaced.data["differences"]?.integer == 2)
      #expect(try await fixture.request("POST", path + "/apply").status == 202)
      try await eventually("applied") { settings.values.withLock { $0["Vendor.Key"] } == "c" }
      let history = try await fixture.request("GET", path + "/history?limit=1000")
      let outcomes = (history.data["items"]?.elements ?? []).compactMap { $0["outcome"]?.string }
      #expect(outcomes.contains("removed") && outcomes.contains("stored") && outcomes.contains("Accepted"))
      #expect(try await fixture.request("DELETE", path + "/vendor.key").status == 200)
      #expect(try await fixture.request("DELETE", path + "/vendor.key").status == 404)
    }
  }

  @Test("what a station refuses, or says is read-only, stays a difference and is told")
  func refused() async throws {
    let fixture = try fixture(
      ConfigurationOptions(settings: ["HeartbeatInterval": "60", "AuthorizeRemoteTxRequests": "true"]))
    let settings = Settings(
      ["HeartbeatInterval": "300", "AuthorizeRemoteTxRequests": "false"], readOnly: ["AuthorizeRemoteTxRequests"])
    try await fixture.run {
      let station = try await fixture.connect()
      settings.attach(to: station, refusing: ["HeartbeatInterval"])
      try await station.result("BootNotification", Messages.boot)
      try await eventually("tried") { try await state(fixture) == "failed" }
      let operation = try #require(try await fixture.store.operations(OperationQuery()).first)
      #expect(operation.details.text == #"{"outcomes":{"HeartbeatInterval":"Rejected"}}"#)
      #expect(try await fixture.request("GET", path).data["differences"]?.integer == 2)
    }
  }

  @Test("a station that can't be asked is left as it is")
  func unanswered() async throws {
    let fixture = try fixture(ConfigurationOptions(settings: ["HeartbeatInterval": "60"]))
    try await fixture.run {
      let station = try await fixture.connect()
      station.answers("GetConfiguration") { _ in .disconnect }
      try await station.result("BootNotification", Messages.boot)
      try await eventually("tried") { try await state(fixture) == "uncertain" }
    }
  }

  @Test("an offline station gets it when it boots; export has both")
  func offline() async throws {
    let fixture = try fixture()
    try await fixture.run {
      let station = try await fixture.connect()
      try await station.result("BootNotification", Messages.boot)
      station.disconnect()
      let stored = try await fixture.request("POST", path, #"{"key":"ResetRetries","value":"3"}"#)
      #expect(stored.status == 200)
      #expect(stored.message.contains("when it boots"))
      let settings = Settings(["ResetRetries": "1"])
      let again = try await fixture.connect()
      settings.attach(to: again)
      try await again.result("BootNotification", Messages.boot)
      try await eventually("applied") { settings.values.withLock { $0["ResetRetries"] } == "3" }
      try await eventually("recorded") { try await state(fixture) == "succeeded" }
      let export = try await fixture.request("GET", path + "/export")
      #expect(export.data["settings"]?["ResetRetries"]?.string == "3")
      #expect(export.data["desired"]?["ResetRetries"]?.string == "3")
      #expect(export.data["vendor"]?.string == "ACME")
    }
  }

  @Test("a 2.0.1 station has no such keys")
  func otherVersion() async throws {
    let fixture = try fixture()
    _ = try await fixture.connect("CP-1", .v201)
    #expect(try await fixture.request("GET", path).status == 409)
    let answer = try await fixture.request("POST", path, #"{"key":"ResetRetries","value":"3"}"#)
    #expect(answer.status == 409)
    #expect(answer.message.contains("variables"))
  }

  @Test(
    "what no station can have is refused",
    arguments: [
      (#"{"key":"NumberOfConnectors","value":"3"}"#, "read-only"),
      (#"{"key":"HeartbeatInterval","value":"soon"}"#, "must be an integer"),
      (#"{"key":"HeartbeatInterval","value":"-1"}"#, "must be from 0"),
      (#"{"settings":{"LocalPreAuthorize":"yes"}}"#, "must be true or false"),
      (#"{"settings":{"LightIntensity":"101"}}"#, "must be from 0 to 100"),
      (#"{"settings":{"AuthorizationKey":"00"}}"#, "is a secret"), (#"{"settings":{"A":1}}"#, "must be a string"),
      (#"{"settings":{"A":"1","a":"2"}}"#, "given twice"), (#"{"value":"1"}"#, "'key' is needed"),
      (#"{"settings":[]}"#, "must be an object"), (#"{"key":"K"}"#, "'value' is needed"),
    ])
  func wrong(body: String, message: String) async throws {
    let fixture = try fixture()
    _ = try await fixture.connect()
    let answer = try await fixture.request("POST", path, body)
    #expect(answer.status == 400)
    #expect(answer.message.contains(message))
  }
}
