import GatewayCore
import GatewayTestSupport
import OCPP16
import OCPPCodec
import Testing

@testable import GatewayHandlers

@Suite("smart-charging")
struct SmartChargingHandlerTests {
  private let profiles = "/api/v1/chargepoints/CP-1/charging-profiles"

  private func fixture(_ configuration: SmartChargingConfiguration = SmartChargingConfiguration()) throws
    -> HandlerFixture
  {
    var core = CoreConfiguration()
    core.authorization = AuthorizationPolicy(acceptsUnknownTokens: true)
    return try HandlerFixture(handlers: [
      CoreHandler.make(options: StationOptions(core), heartbeatInterval: .seconds(300)),
      SmartChargingHandler.make(configuration: configuration),
    ])
  }

  private func body(
    connector: Int = 0, id: Int = 1, level: Int = 0, purpose: String = "TxDefaultProfile", kind: String = "Relative",
    limit: String = "16", more: String = ""
  ) -> String {
    """
    {"connectorId":\(connector),"profile":{"chargingProfileId":\(id),"stackLevel":\(level),\(more)
    "chargingProfilePurpose":"\(purpose)","chargingProfileKind":"\(kind)","chargingSchedule":
    {"chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":\(limit)}]}}}
    """
  }

  private func start(_ station: ScriptedStation, connector: Int = 1, idTag: String = "TAG-1") async throws -> Int {
    let answer = try await station.result(
      "StartTransaction",
      #"{"connectorId":\#(connector),"idTag":"\#(idTag)","meterStart":0,"timestamp":"2026-01-01T00:00:00Z"}"#)
    return try #require(answer["transactionId"]?.integer)
  }

  private func stop(_ station: ScriptedStation, _ transaction: Int) async throws {
    try await station.result(
      "StopTransaction",
      #"{"transactionId":\#(transaction),"meterStop":1,"timestamp":"2026-01-01T00:00:00Z"}"#)
  }

  private func operation(_ fixture: HandlerFixture, _ kind: String) async throws -> OperationRecord? {
    try await fixture.store.operations(OperationQuery(kind: kind, limit: 1)).first
  }

  // MARK: Profiles

  @Test("a profile is recorded once the station accepted it, and only then", .timeLimit(.minutes(1)))
  func accepted() async throws {
    let fixture = try fixture()
    try await fixture.run {
      let station = try await fixture.connect()
      for (status, count, state) in [
        ("Rejected", 0, "rejected"), ("NotSupported", 0, "rejected"), ("Accepted", 1, "succeeded"),
      ] {
        station.answers("SetChargingProfile") { _ in .result(#"{"status":"\#(status)"}"#) }
        let answer = try await fixture.request("POST", profiles, body())
        #expect(answer.status == 200)
        #expect(answer.data["response"]?["status"]?.string == status)
        #expect(try await fixture.request("GET", profiles).data["items"]?.elements.count == count)
        #expect(try await operation(fixture, "SetChargingProfile")?.state.rawValue == state)
      }
      let listed = try await fixture.request("GET", profiles).data["items"]?.elements.first
      #expect(listed?["purpose"]?.string == "TxDefaultProfile")
      #expect(listed?["origin"]?.string == "command")
    }
  }

  @Test("an answer that never comes leaves an uncertain outcome and no record", .timeLimit(.minutes(1)))
  func uncertain() async throws {
    let fixture = try fixture()
    try await fixture.run {
      let station = try await fixture.connect()
      station.answers("SetChargingProfile") { _ in .disconnect }
      #expect(try await fixture.request("POST", profiles, body()).status == 503)
      #expect(try await operation(fixture, "SetChargingProfile")?.state == .uncertain)
      #expect(try await fixture.store.chargingProfiles(of: #require(StationID("CP-1"))) == [])
    }
  }

  @Test("a profile that breaks the rules is refused with all that is wrong, and not sent", .timeLimit(.minutes(1)))
  func refused() async throws {
    let fixture = try fixture()
    try await fixture.run {
      let station = try await fixture.connect()
      let answer = try await fixture.request(
        "POST", profiles, body(connector: 1, level: -1, purpose: "ChargePointMaxProfile"))
      #expect(answer.status == 400)
      #expect(
        answer.data["violations"]?.elements.compactMap { $0["pointer"]?.string } == [
          "/connectorId", "/csChargingProfiles/stackLevel",
        ])
      let noTransaction = try await fixture.request("POST", profiles, body(connector: 1, purpose: "TxProfile"))
      #expect(noTransaction.status == 400)
      #expect(noTransaction.message.contains("no transaction goes on at connector 1"))
      #expect(station.commands.isEmpty)
      #expect(try await operation(fixture, "SetChargingProfile") == nil)
    }
  }

  @Test("what the station said of its capabilities counts", .timeLimit(.minutes(1)))
  func capabilities() async throws {
    let fixture = try fixture()
    try await fixture.run {
      let station = try await fixture.connect()
      station.answers("SetChargingProfile") { _ in .result(#"{"status":"Accepted"}"#) }
      station.answers("GetConfiguration") { _ in
        .result(#"{"configurationKey":[{"key":"ChargeProfileMaxStackLevel","readonly":true,"value":"2"}]}"#)
      }
      #expect(try await fixture.request("POST", profiles, body(level: 3)).status == 200)
      _ = try await fixture.gateway.commands.send(OCPP16.GetConfigurationRequest(), to: #require(StationID("CP-1")))
      #expect(try await fixture.request("POST", profiles, body(level: 3)).status == 400)
    }
  }

  @Test("a TxProfile names its transaction and ends with it", .timeLimit(.minutes(1)))
  func transactionProfile() async throws {
    let fixture = try fixture()
    try await fixture.run {
      let station = try await fixture.connect()
      station.answers("SetChargingProfile") { _ in .result(#"{"status":"Accepted"}"#) }
      let transaction = try await start(station)
      #expect(try await fixture.request("POST", profiles, body(connector: 1, purpose: "TxProfile")).status == 200)
      let sent = try await station.command("SetChargingProfile").payload
      #expect(sent["csChargingProfiles"]?["transactionId"]?.integer == transaction)
      #expect(try await fixture.request("POST", profiles, body(connector: 0, id: 2)).status == 200)
      let before = try await fixture.request(
        "GET", "/api/v1/chargepoints/CP-1/composite-schedule?connectorId=1&duration=60")
      #expect(before.data["calculated"]?["periods"]?.elements.first?["limit"]?.integer == 16)
      try await stop(station, transaction)
      try await eventually("the TxProfile is gone") {
        try await fixture.store.chargingProfiles(of: #require(StationID("CP-1"))).map(\.id) == [2]
      }
    }
  }

  @Test("the profile of a remote start is for the transaction that follows", .timeLimit(.minutes(1)))
  func remoteStart() async throws {
    let fixture = try fixture()
    try await fixture.run {
      let station = try await fixture.connect()
      let id = try #require(StationID("CP-1"))
      station.answers("RemoteStartTransaction") { _ in .result(#"{"status":"Accepted"}"#) }
      var request = OCPP16.RemoteStartTransactionRequest(
        idTag: "TAG-1", chargingProfile: try ChargingSamples.profile(.txDefaultProfile, [(0, "6", nil)]))
      await #expect(throws: CommandFailure.self) { try await fixture.gateway.commands.send(request, to: id) }
      #expect(station.commands.isEmpty)
      request.chargingProfile = try ChargingSamples.profile(.txProfile, kind: .relative, start: nil, [(0, "6", nil)])
      _ = try await fixture.gateway.commands.send(request, to: id)
      #expect(try await fixture.store.chargingProfiles(of: id).map(\.idTag) == ["TAG-1"])
      let transaction = try await start(station, connector: 2, idTag: "tag-1")
      try await eventually("the transaction has the profile") {
        let found = try await fixture.store.chargingProfiles(of: id).first
        return found?.transaction == transaction && found?.connector == 2 && found?.origin == .remoteStart
      }
    }
  }

  @Test(
    "clearing forgets what the station cleared, by the same filters", .timeLimit(.minutes(1)),
    arguments: [
      ("Accepted", "?chargingProfileId=1", [2, 3]), ("Accepted", "?purpose=TxDefaultProfile&connectorId=1", [1, 3]),
      ("Accepted", "?stackLevel=1", [1, 2]), ("Accepted", "", []), ("Unknown", "?chargingProfileId=3", [1, 2]),
    ])
  func clear(_ status: String, _ query: String, _ left: [Int]) async throws {
    let fixture = try fixture()
    try await fixture.run {
      let station = try await fixture.connect()
      station.answers("SetChargingProfile") { _ in .result(#"{"status":"Accepted"}"#) }
      station.answers("ClearChargingProfile") { _ in .result(#"{"status":"\#(status)"}"#) }
      for (id, connector, level) in [(1, 0, 0), (2, 1, 0), (3, 0, 1)] {
        #expect(
          try await fixture.request("POST", profiles, body(connector: connector, id: id, level: level)).status == 200)
      }
      #expect(try await fixture.request("DELETE", profiles + query).status == 200)
      let ids = try await fixture.store.chargingProfiles(of: #require(StationID("CP-1"))).map(\.id).sorted()
      #expect(ids == left)
      #expect(
        try await operation(fixture, "ClearChargingProfile")?.state == (status == "Accepted" ? .succeeded : .rejected))
    }
  }

  // MARK: Schedules

  @Test("a station's own schedule is compared with the calculated one", .timeLimit(.minutes(1)))
  func comparison() async throws {
    let fixture = try fixture()
    try await fixture.run {
      let station = try await fixture.connect()
      station.answers("SetChargingProfile") { _ in .result(#"{"status":"Accepted"}"#) }
      _ = try await fixture.request("POST", profiles, body(connector: 0, limit: "16"))
      let path = "/api/v1/chargepoints/CP-1/composite-schedule?connectorId=1&duration=600&station=true"
      for (limit, excesses) in [("16", 0), ("10", 0), ("16.1", 0), ("20", 1)] {
        station.answers("GetCompositeSchedule") { _ in
          .result(
            """
            {"status":"Accepted","connectorId":1,"scheduleStart":"2026-01-01T00:00:00Z","chargingSchedule":{"duration":600,
            "chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":\(limit)}]}}
            """)
        }
        let answer = try await fixture.request("GET", path)
        #expect(answer.data["excesses"]?.elements.count == excesses)
        #expect(answer.data["calculated"]?["periods"]?.elements.first?["limit"]?.integer == 16)
      }
      #expect(try await station.command("GetCompositeSchedule").payload["duration"]?.integer == 600)
      station.answers("GetCompositeSchedule") { _ in .result(#"{"status":"Rejected"}"#) }
      #expect(try await fixture.request("GET", path).status == 409)
      #expect(try await fixture.request("GET", "/api/v1/chargepoints/CP-1/composite-schedule?duration=0").status == 400)
    }
  }

  // MARK: Templates

  @Test(
    "templates are put, used with adjustments and deleted; those of the configuration stay", .timeLimit(.minutes(1)))
  func templates() async throws {
    var configuration = SmartChargingConfiguration()
    configuration.templates["night"] = ChargingTemplate(
      profile: try ChargingSamples.profile(id: 0, .txDefaultProfile, level: 1, [(0, "8", nil)]))
    let fixture = try fixture(configuration)
    try await fixture.run {
      let station = try await fixture.connect()
      station.answers("SetChargingProfile") { _ in .result(#"{"status":"Accepted"}"#) }
      let templates = "/api/v1/charging-profile-templates"
      let wrong =
        #"{"profile":{"chargingProfileId":0,"stackLevel":0,"chargingProfilePurpose":"TxProfile","chargingProfileKind":"Recurring","chargingSchedule":{"chargingRateUnit":"A","chargingSchedulePeriod":[]}}}"#
      let refusal = try await fixture.request("PUT", "\(templates)/day", wrong)
      #expect(refusal.status == 400)
      #expect(
        refusal.data["violations"]?.elements.compactMap { $0["pointer"]?.string } == [
          "/profile/recurrencyKind", "/profile/chargingSchedule/startSchedule",
          "/profile/chargingSchedule/chargingSchedulePeriod",
        ])
      #expect(try await fixture.request("PUT", "\(templates)/day", #"{"profile":{"stackLevel":true}}"#).status == 400)
      let right = body().replacing("\"connectorId\":0,", with: "", maxReplacements: 1)
      #expect(try await fixture.request("PUT", "\(templates)/day", right).status == 200)
      #expect(try await fixture.request("PUT", "\(templates)/night", right).status == 409)
      #expect(try await fixture.request("DELETE", "\(templates)/night").status == 409)
      #expect(
        try await fixture.request("GET", templates).data["items"]?.elements.map { $0["name"]?.string } == [
          "night", "day",
        ])

      let used = try await fixture.request(
        "POST", profiles, #"{"connectorId":1,"template":"night","validTo":"2027-01-01T00:00:00Z","stackLevel":3}"#)
      #expect(used.status == 200)
      let sent = try await station.command("SetChargingProfile").payload["csChargingProfiles"]
      #expect(sent?["chargingProfileId"]?.integer == 1)
      #expect(sent?["stackLevel"]?.integer == 3)
      #expect(sent?["validTo"]?.string == "2027-01-01T00:00:00Z")
      #expect(try await fixture.request("POST", profiles, #"{"connectorId":1,"template":"none"}"#).status == 404)
      #expect(try await fixture.request("POST", profiles, #"{"connectorId":1}"#).status == 400)

      #expect(try await fixture.request("DELETE", "\(templates)/day").status == 200)
      #expect(try await fixture.request("GET", "\(templates)/day").status == 404)
    }
  }
}
