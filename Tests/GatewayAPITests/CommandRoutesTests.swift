import GatewayCore
import GatewayTestSupport
import HTTPTypes
import OCPPCodec
import Testing

@testable import GatewayAPI

@Suite struct CommandRoutesTests {
  private static let path = "/api/v1/chargepoints/A/commands"

  @Test(arguments: [
    "{\"command\":\"RemoteStartTransaction\",\"connectorId\":1,\"idTag\":\"USER123\"}",
    "{\"command\":\"RemoteStartTransaction\",\"payload\":{\"connectorId\":1,\"idTag\":\"USER123\"},\"timeout\":0.1}",
    "{\"connectorId\":1,\"timeout\":300,\"idTag\":\"USER123\",\"async\":false,\"command\":\"RemoteStartTransaction\"}",
  ])
  func aCommandReachesTheStation(body: String) async throws {
    let fixture = try APIFixture()
    let station = try await fixture.connect("A")
    try await fixture.serve { client async throws in
      let answer = try await client.post(Self.path, body)
      #expect(answer.status == 200)
      #expect(answer.json["success"] == .boolean(true))
      #expect(answer.data.members.map(\.name) == ["requestId", "clientId", "command", "response"])
      #expect(answer.data["clientId"] == .string("A"))
      #expect(answer.data["response"] == .object([JSONValue.Member("status", .string("Accepted"))]))
    }
    #expect(station.calls.map(\.action) == ["RemoteStartTransaction"])
    #expect(station.calls.map(\.payload) == ["{\"connectorId\":1,\"idTag\":\"USER123\"}"])
  }

  @Test(arguments: OCPPVersion.allCases)
  func everyCommandIsChecked(version: OCPPVersion) async throws {
    let fixture = try APIFixture()
    let station = try await fixture.connect("A", version)
    try await fixture.serve { client async throws in
      for command in CommandCatalog.commands(of: version) {
        let answer = try await client.post(Self.path, "{\"command\":\"\(command)\",\"nonsense\":1}")
        #expect(answer.status == 400)
        #expect(answer.violations.contains("additionalProperties +nonsense"))
        #expect(answer.data["command"] == .string(command))
      }
    }
    #expect(station.calls.isEmpty)
  }

  @Test func everyStationsCommandsAreAll() {
    #expect(CommandCatalog.commands(of: .v16).count == 26)
    #expect(CommandCatalog.commands(of: .v201).count == 40)
  }

  @Test(arguments: ["16.1", "0.1", "1e1", "3", "12.0", "922337203685477.5"])
  func numbersKeepTheirDigits(limit: String) async throws {
    let fixture = try APIFixture()
    let station = try await fixture.connect("A")
    try await fixture.serve { client async throws in
      let answer = try await client.post(Self.path, Self.profile(limit: limit))
      #expect(answer.status == 200, "\(answer.text)")
    }
    #expect(station.calls.first?.payload.contains("\"limit\":") == true)
  }

  @Test(arguments: ["16.15", "0.10000000000000000001", "1e-2"])
  func numbersAreCheckedByTheirDigits(limit: String) async throws {
    let fixture = try APIFixture()
    try await fixture.connect("A")
    try await fixture.serve { client async throws in
      let answer = try await client.post(Self.path, Self.profile(limit: limit))
      #expect(answer.violations == ["multipleOf /csChargingProfiles/chargingSchedule/chargingSchedulePeriod/0/limit"])
    }
  }

  private static func profile(limit: String) -> String {
    """
    {"command":"SetChargingProfile","connectorId":1,"csChargingProfiles":{"chargingProfileId":1,"stackLevel":0,
    "chargingProfilePurpose":"TxDefaultProfile","chargingProfileKind":"Absolute","chargingSchedule":
    {"chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":\(limit)}]}}}
    """
  }

  @Test(arguments: [
    ("{}", ["required +command"]), ("{\"command\":\"\"}", ["required /command"]),
    ("{\"command\":7}", ["type /command"]),
    ("{\"command\":\"ClearCache\",\"timeout\":0.09}", ["minimum /timeout"]),
    ("{\"command\":\"ClearCache\",\"timeout\":301}", ["maximum /timeout"]),
    ("{\"command\":\"ClearCache\",\"timeout\":\"5\"}", ["type /timeout"]),
    ("{\"command\":\"ClearCache\",\"async\":1,\"timeout\":-1}", ["minimum /timeout", "type /async"]),
    ("{\"command\":\"ClearCache\",\"payload\":{},\"x\":1}", ["additionalProperties +x"]),
    ("{\"command\":\"ClearCache\",\"payload\":[]}", ["type "]),
    ("{\"command\":\"ClearCache\",\"payload\":null}", ["type "]),
    ("{\"command\":\"Reset\"}", ["required +type"]), ("{\"command\":\"Reset\",\"type\":\"soft\"}", ["enum /type"]),
    ("{\"command\":\"Heartbeat\"}", ["enum /command"]), ("{\"command\":\"GetVariables\"}", ["enum /command"]),
  ])
  func invalidCommands(body: String, violations: [String]) async throws {
    let fixture = try APIFixture()
    let station = try await fixture.connect("A")
    try await fixture.know("Off")
    try await fixture.serve { client async throws in
      for (id, mode) in [("A", ""), ("Off", ""), ("A", "async")] {
        let text = mode.isEmpty || body == "{}" ? body : body.dropLast() + ",\"async\":true}"
        if text.components(of: "async") > 1 { continue }
        let answer = try await client.post("/api/v1/chargepoints/\(id)/commands", text)
        #expect(answer.status == 400, "\(answer.text)")
        #expect(answer.violations == violations)
      }
    }
    #expect(station.calls.isEmpty)
  }

  @Test(arguments: [
    ("RemoteStart", ["RemoteStartTransaction"]), ("resett", ["Reset"]), ("UnlockConector", ["UnlockConnector"]),
    ("GetVariables", []), ("Xyzzyxyzzy", []), (String(repeating: "A", count: 10_000), []),
  ])
  func nearNamesAreSuggested(command: String, suggestions: [String]) async throws {
    let fixture = try APIFixture()
    try await fixture.connect("A")
    try await fixture.serve { client async throws in
      let answer = try await client.post(Self.path, "{\"command\":\"\(command)\"}")
      #expect(answer.status == 400)
      let found = answer.data["suggestions"]?.elements.compactMap(\.string) ?? ["-"]
      if suggestions.isEmpty { #expect(!found.contains("-")) } else { #expect(found == suggestions) }
      for name in suggestions { #expect(answer.message.contains(name)) }
      #expect(answer.message.contains("OCPP 2.0.1 has") == (command == "GetVariables"))
      #expect(answer.message.utf8.count < 1000)
    }
  }

  @Test func unknownAndOfflineStations() async throws {
    let fixture = try APIFixture()
    try await fixture.know("Off")
    try await fixture.serve { client async throws in
      let body = "{\"command\":\"ClearCache\"}"
      #expect(try await client.post("/api/v1/chargepoints/None/commands", body).status == 404)
      let offline = try await client.post("/api/v1/chargepoints/Off/commands", body)
      #expect(offline.status == 503)
      #expect(offline.data["sent"] == .boolean(false))
      #expect(
        try await client.post("/api/v1/chargepoints/Off/commands", body.dropLast() + ",\"async\":true}").status == 503)
    }
  }

  @Test func aStoreIsNotNeededForACommand() async throws {
    let fixture = try APIFixture()
    try await fixture.connect("A")
    fixture.probe.fail(times: 9)
    try await fixture.serve { client async throws in
      #expect(try await client.post(Self.path, "{\"command\":\"ClearCache\"}").status == 200)
      #expect(try await client.post("/api/v1/chargepoints/B/commands", "{\"command\":\"ClearCache\"}").status == 503)
    }
  }

  @Test(arguments: [
    (TestStation.Reply.error("\"NotSupported\",\"<b>no\\n\",{\"a\":1}"), 502, "error"),
    (.result("{\"status\":\"Perhaps\"}"), 502, "violations"), (.result("{}"), 502, "violations"),
    (.nothing, 408, "sent"), (.disconnect, 503, "sent"),
  ])
  func stationsThatDontAnswerWell(reply: TestStation.Reply, status: Int, member: String) async throws {
    let fixture = try APIFixture()
    try await fixture.connect("A") { _, _ in reply }
    try await fixture.serve { client async throws in
      let answer = try await client.post(Self.path, "{\"command\":\"ClearCache\"}")
      #expect(answer.status == status)
      #expect(answer.data.members.map(\.name) == ["requestId", "clientId", "command", member])
      switch member {
      case "error":
        #expect(
          answer.data["error"]?.json.text
            == "{\"code\":\"NotSupported\",\"description\":\"<b>no\\n\",\"details\":{\"a\":1}}")
        #expect(!answer.message.contains("\n"))
      case "violations": #expect(answer.violations.count == 1)
      default: #expect(answer.data["sent"] == .boolean(true))
      }
    }
  }

  @Test func aCommandThatWasNotSentInTime() async throws {
    let fixture = try APIFixture()
    let station = try await fixture.connect("A", isOpen: false)
    fixture.clock.ring()
    try await fixture.serve { client async throws in
      let answer = try await client.post(Self.path, "{\"command\":\"ClearCache\"}")
      #expect(answer.status == 408)
      #expect(answer.data["sent"] == .boolean(false))
    }
    #expect(station.calls.isEmpty)
  }

  @Test func aHandlerMayRefuse() async throws {
    let fixture = try APIFixture()
    let station = try await fixture.connect("A")
    try await fixture.serve { client async throws in
      let answer = try await client.post(Self.path, "{\"command\":\"Reset\",\"type\":\"Hard\"}")
      #expect(answer.status == 409)
      #expect(answer.data["error"]?["code"] == .string("SecurityError"))
      #expect(answer.message.contains("no hard resets"))
      #expect(try await client.post(Self.path, "{\"command\":\"Reset\",\"type\":\"Soft\"}").status == 200)
    }
    #expect(station.calls.count == 1)
  }

  @Test(arguments: [
    (TestStation.Reply.result("{\"status\":\"Accepted\"}"), true, 200, "response"),
    (.error("\"InternalError\",\"\",{}"), false, 502, "error"), (.nothing, false, 408, "sent"),
  ])
  func aCommandThatNobodyWaitsFor(reply: TestStation.Reply, success: Bool, status: Int, member: String) async throws {
    let fixture = try APIFixture()
    let station = try await fixture.connect("A", isOpen: false) { _, _ in reply }
    try await fixture.connect("B")
    try await fixture.serve { client async throws in
      let accepted = try await client.post(Self.path, "{\"command\":\"ClearCache\",\"async\":true}")
      #expect(accepted.status == 202)
      #expect(accepted.data["state"] == .string("pending"))
      let id = try #require(accepted.data["requestId"]?.string)
      #expect(accepted.headers[.location] == "\(Self.path)/\(id)")
      let pending = try await client.get("\(Self.path)/\(id)")
      #expect(pending.status == 202)
      #expect(try await client.get("/api/v1/chargepoints/B/commands/\(id)").status == 404)
      station.session?.outbound.open()
      var answer = pending
      while answer.status == 202 {
        await Task.yield()
        answer = try await client.get("\(Self.path)/\(id)")
      }
      #expect(answer.status == 200)
      #expect(answer.json["success"] == .boolean(success))
      #expect(answer.data["state"] == .string(success ? "succeeded" : "failed"))
      #expect(answer.data["status"] == .integer(status))
      #expect(answer.data[member] != nil)
      fixture.clock.advance(by: 599_999)
      #expect(try await client.get("\(Self.path)/\(id)").status == 200)
      fixture.clock.advance(by: 1)
      #expect(try await client.get("\(Self.path)/\(id)").status == 404)
    }
  }

  @Test(arguments: [
    (OCPPVersion.v16, "{\"requestedMessage\":\"Heartbeat\"}", "TriggerMessage", "{\"requestedMessage\":\"Heartbeat\"}"),
    (
      .v16, "{\"requestedMessage\":\"StatusNotification\",\"connectorId\":2}", "TriggerMessage",
      "{\"requestedMessage\":\"StatusNotification\",\"connectorId\":2}"
    ),
    (
      .v16, "{\"requestedMessage\":\"SignChargePointCertificate\"}", "ExtendedTriggerMessage",
      "{\"requestedMessage\":\"SignChargePointCertificate\"}"
    ),
    (
      .v201, "{\"requestedMessage\":\"StatusNotification\",\"connectorId\":2}", "TriggerMessage",
      "{\"evse\":{\"id\":2},\"requestedMessage\":\"StatusNotification\"}"
    ),
  ])
  func triggers(version: OCPPVersion, body: String, action: String, payload: String) async throws {
    let fixture = try APIFixture()
    let station = try await fixture.connect("A", version)
    try await fixture.serve { client async throws in
      let answer = try await client.post("/api/v1/chargepoints/A/trigger", body)
      #expect(answer.status == 200)
      #expect(answer.data["command"] == .string(action))
    }
    #expect(station.calls.map(\.action) == [action])
    #expect(try station.calls.map { try JSONValue(parsing: $0.payload) } == [try JSONValue(parsing: payload)])
  }

  @Test(arguments: [
    ("{}", ["required +requestedMessage"]), ("{\"requestedMessage\":\"Nonsense\"}", ["enum /requestedMessage"]),
    ("{\"requestedMessage\":\"Heartbeat\",\"connectorId\":\"1\"}", ["type /connectorId"]),
    ("{\"requestedMessage\":\"Heartbeat\",\"connector\":1}", ["additionalProperties +connector"]),
  ])
  func invalidTriggers(body: String, violations: [String]) async throws {
    let fixture = try APIFixture()
    try await fixture.connect("A")
    try await fixture.serve { client async throws in
      let answer = try await client.post("/api/v1/chargepoints/A/trigger", body)
      #expect(answer.status == 400)
      #expect(answer.violations == violations)
    }
  }
}

extension StringProtocol {
  /// How often a word occurs.
  fileprivate func components(of word: String) -> Int { ranges(of: word).count }
}
