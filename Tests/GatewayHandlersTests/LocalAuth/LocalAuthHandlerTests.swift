import GatewayConfig
import GatewayCore
import GatewayHandlers
import GatewayTestSupport
import OCPPCodec
import Synchronization
import Testing

@Suite("Handler local-auth")
struct LocalAuthHandlerTests {
  private static let path = "/api/v1/chargepoints/CP-1/local-list"

  /// A station's own list, as OCPP 1.6 §5.15 says.
  private final class LocalList: Sendable {
    private struct State {
      var version = 0
      var tags: Set<String> = []
    }

    private let state = Mutex(State())

    var version: Int { state.withLock { $0.version } }
    var tags: Set<String> { state.withLock { $0.tags } }

    func setVersion(_ version: Int) { state.withLock { $0.version = version } }

    func take(_ payload: JSONValue) {
      state.withLock { state in
        if payload["updateType"]?.string == "Full" { state.tags = [] }
        for entry in payload["localAuthorizationList"]?.elements ?? [] {
          guard let tag = entry["idTag"]?.string else { continue }
          if entry["idTagInfo"] == nil { state.tags.remove(tag) } else { state.tags.insert(tag) }
        }
        state.version = payload["listVersion"]?.integer ?? 0
      }
    }
  }

  private func fixture(_ configuration: LocalAuthConfiguration = LocalAuthConfiguration()) async throws
    -> HandlerFixture
  {
    let fixture = try HandlerFixture(handlers: [
      CoreHandler.make(options: StationOptions(CoreConfiguration()), heartbeatInterval: .seconds(300)),
      LocalAuthHandler.make(configuration: configuration),
    ])
    try await fixture.store.putIdTokens(["A", "B", "C"].map { IdTokenRecord(id: $0) })
    return fixture
  }

  private func serve(_ list: LocalList, by station: ScriptedStation, limits: String = "") {
    station.answers("GetLocalListVersion") { _ in .result(#"{"listVersion":\#(list.version)}"#) }
    station.answers("GetConfiguration") { _ in .result(#"{"configurationKey":[\#(limits)]}"#) }
    station.answers("SendLocalList") { payload in
      list.take(payload)
      return .result(#"{"status":"Accepted"}"#)
    }
  }

  @Test("first a full list, then what changed, then nothing")
  func synchronise() async throws {
    let fixture = try await fixture()
    try await fixture.run {
      let station = try await fixture.connect()
      let list = LocalList()
      serve(list, by: station)
      let first = try await fixture.request("POST", "\(Self.path)/sync")
      #expect(first.status == 200, "\(first.text)")
      let full = try await station.command("SendLocalList").payload
      #expect(full["updateType"]?.string == "Full")
      #expect(full["localAuthorizationList"]?.elements.allSatisfy { $0["idTagInfo"] != nil } == true)
      #expect(list.tags == ["A", "B", "C"])

      try await fixture.store.putIdTokens([IdTokenRecord(id: "D"), IdTokenRecord(id: "A", status: .blocked)])
      let second = try await fixture.request("POST", "\(Self.path)/sync", "{}")
      #expect(second.data["listVersion"]?.integer == 2)
      let change = try await station.command("SendLocalList").payload
      #expect(change["updateType"]?.string == "Differential")
      #expect(change["localAuthorizationList"]?.elements.compactMap { $0["idTag"]?.string } == ["A", "D"])
      #expect(list.tags == ["B", "C", "D"])

      let third = try await fixture.request("POST", "\(Self.path)/sync")
      #expect(third.data["listVersion"]?.integer == 2)
      #expect(station.commands.contains { $0.action == "SendLocalList" } == false)
      let entries = try await fixture.request("GET", "\(Self.path)/entries")
      #expect(entries.data["items"]?.elements.compactMap { $0["idTag"]?.string } == ["B", "C", "D"])
      let known = try await fixture.request("GET", Self.path)
      #expect(known.data["state"]?.string == "known")
      #expect(known.data["list"]?.string == "default")
    }
  }

  @Test("a full update when the operator wants one")
  func full() async throws {
    let fixture = try await fixture()
    try await fixture.run {
      let station = try await fixture.connect()
      let list = LocalList()
      serve(list, by: station)
      for version in 1...2 {
        _ = try await fixture.request("POST", "\(Self.path)/sync", #"{"updateType":"Full"}"#)
        let sent = try await station.command("SendLocalList").payload
        #expect(sent["updateType"]?.string == "Full")
        #expect(sent["listVersion"]?.integer == version)
      }
      #expect(try await fixture.request("POST", "\(Self.path)/sync", #"{"updateType":"Half"}"#).status == 400)
    }
  }

  @Test("split by the station's limits; what it has no room for is left out")
  func limits() async throws {
    let fixture = try await fixture()
    try await fixture.run {
      let station = try await fixture.connect()
      let list = LocalList()
      serve(
        list, by: station,
        limits: #"""
          {"key":"SendLocalListMaxLength","readonly":true,"value":"1"},
          {"key":"LocalAuthListMaxLength","readonly":true,"value":"2"}
          """#)
      let answer = try await fixture.request("POST", "\(Self.path)/sync")
      #expect(answer.data["leftOut"]?.integer == 1)
      #expect(answer.data["sendLocalListMaxLength"]?.integer == 1)
      let types = station.commands.filter { $0.action == "SendLocalList" }.map { $0.payload["updateType"]?.string }
      #expect(types == ["Full", "Differential"])
      #expect(list.tags == ["A", "B"])
      #expect(list.version == 2)
    }
  }

  @Test("VersionMismatch and Failed are put right by a full update", arguments: ["VersionMismatch", "Failed"])
  func recovered(_ status: String) async throws {
    let fixture = try await fixture()
    try await fixture.run {
      let station = try await fixture.connect()
      let list = LocalList()
      serve(list, by: station)
      _ = try await fixture.request("POST", "\(Self.path)/sync")
      try await station.command("SendLocalList")
      try await fixture.store.putIdTokens([IdTokenRecord(id: "D")])
      station.answers("SendLocalList") { payload in
        guard payload["updateType"]?.string == "Full" else { return .result(#"{"status":"\#(status)"}"#) }
        list.take(payload)
        return .result(#"{"status":"Accepted"}"#)
      }
      let answer = try await fixture.request("POST", "\(Self.path)/sync")
      #expect(answer.status == 200, "\(answer.text)")
      let types = station.commands.filter { $0.action == "SendLocalList" }.map { $0.payload["updateType"]?.string }
      #expect(types == ["Differential", "Full"])
      #expect(list.tags == ["A", "B", "C", "D"])
      #expect(list.version > 2)
    }
  }

  @Test("a station that refuses the full update too: 409, and it is remembered")
  func refused() async throws {
    let fixture = try await fixture()
    try await fixture.run {
      let station = try await fixture.connect()
      serve(LocalList(), by: station)
      station.answers("SendLocalList") { _ in .result(#"{"status":"Failed"}"#) }
      let answer = try await fixture.request("POST", "\(Self.path)/sync")
      #expect(answer.status == 409)
      #expect(answer.data["state"]?.string == "unknown")
      #expect(answer.data["failure"]?.string?.contains("Failed") == true)
      #expect(station.commands.filter { $0.action == "SendLocalList" }.count == 2)
    }
  }

  @Test(
    "a station without a list", arguments: [#"-1"#, "NotSupported"])
  func unsupported(_ how: String) async throws {
    let fixture = try await fixture()
    try await fixture.run {
      let station = try await fixture.connect()
      serve(LocalList(), by: station)
      station.answers("GetLocalListVersion") { _ in
        how == "-1" ? .result(#"{"listVersion":-1}"#) : .error("NotSupported")
      }
      let answer = try await fixture.request("POST", "\(Self.path)/sync")
      #expect(answer.status == 409)
      #expect(answer.data["state"]?.string == "unsupported")
      #expect(station.commands.contains { $0.action == "SendLocalList" } == false)
    }
  }

  @Test("a list that somebody else changed, or that was emptied")
  func reconciled() async throws {
    let fixture = try await fixture()
    try await fixture.run {
      let station = try await fixture.connect()
      let list = LocalList()
      serve(list, by: station)
      _ = try await fixture.request("POST", "\(Self.path)/sync")
      try await station.command("SendLocalList")
      list.setVersion(17)
      let check = try await fixture.request("POST", "\(Self.path)/check")
      #expect(check.data["state"]?.string == "unknown")
      _ = try await fixture.request("POST", "\(Self.path)/sync")
      let full = try await station.command("SendLocalList").payload
      #expect(full["updateType"]?.string == "Full")
      #expect(full["listVersion"]?.integer == 18)
      list.setVersion(0)
      let empty = try await fixture.request("POST", "\(Self.path)/check")
      #expect(empty.data["entries"]?.integer == 0)
      _ = try await fixture.request("POST", "\(Self.path)/sync")
      #expect(list.tags == ["A", "B", "C"])
    }
  }

  @Test("an update without an answer: the version tells whether the station has it")
  func unanswered() async throws {
    let fixture = try await fixture()
    try await fixture.run {
      let station = try await fixture.connect()
      let list = LocalList()
      serve(list, by: station)
      _ = try await fixture.request("POST", "\(Self.path)/sync")
      try await fixture.store.putIdTokens([IdTokenRecord(id: "D")])
      // The station never got it.
      station.answers("SendLocalList") { _ in .disconnect }
      #expect(try await fixture.request("POST", "\(Self.path)/sync").status == 503)
      #expect(try await fixture.request("GET", Self.path).data["state"]?.string == "unknown")
      let back = try await fixture.connect()
      serve(list, by: back)
      _ = try await fixture.request("POST", "\(Self.path)/sync")
      #expect(try await back.command("SendLocalList").payload["updateType"]?.string == "Differential")
      #expect(list.tags == ["A", "B", "C", "D"])
    }
  }

  @Test("a list sent by hand is recorded, and a wrong one isn't sent")
  func byHand() async throws {
    let fixture = try await fixture()
    try await fixture.run {
      let station = try await fixture.connect()
      serve(LocalList(), by: station)
      let id = try #require(StationID("CP-1"))
      func send(_ payload: String) async throws {
        _ = try await fixture.gateway.commands.send(
          "SendLocalList", payload: try #require(RawJSON(text: payload)), to: id)
      }
      try await send(
        #"""
        {"listVersion":5,"updateType":"Full","localAuthorizationList":[
          {"idTag":"X","idTagInfo":{"status":"Blocked","parentIdTag":"P","expiryDate":"2030-01-01T00:00:00Z"}}]}
        """#)
      let entry = try await fixture.store.localListEntries(of: id, after: nil, limit: 9).first
      #expect(
        entry
          == LocalListEntry(idTag: "X", status: .blocked, expiryDate: "2030-01-01T00:00:00Z", parentIdTag: "P"))
      try await send(#"{"listVersion":6,"updateType":"Differential","localAuthorizationList":[{"idTag":"x"}]}"#)
      #expect(try await fixture.store.localListEntries(of: id, after: nil, limit: 9) == [])
      for wrong in [
        #"{"listVersion":0,"updateType":"Full"}"#, #"{"listVersion":-1,"updateType":"Differential"}"#,
        #"{"listVersion":7,"updateType":"Full","localAuthorizationList":[{"idTag":"X"}]}"#,
        #"{"listVersion":7,"updateType":"Differential","localAuthorizationList":[{"idTag":"X"},{"idTag":"x"}]}"#,
      ] {
        await #expect(throws: CommandFailure.self) { try await send(wrong) }
      }
      #expect(station.commands.filter { $0.action == "SendLocalList" }.count == 2)
    }
  }

  @Test("each station gets the list that is meant for it, or none")
  func lists() async throws {
    let fixture = try await fixture(
      LocalAuthConfiguration(lists: [
        LocalListRule(name: "one", match: .init(id: GlobPattern("CP-1")), idTags: [GlobPattern("A")]),
        LocalListRule(name: "two", match: .init(id: GlobPattern("CP-2")), idTags: [GlobPattern("B")]),
      ]))
    try await fixture.run {
      for (id, tag) in [("CP-1", "A"), ("CP-2", "B")] {
        let station = try await fixture.connect(id)
        let list = LocalList()
        serve(list, by: station)
        #expect(try await fixture.request("POST", "/api/v1/chargepoints/\(id)/local-list/sync").status == 200)
        #expect(list.tags == [tag])
      }
      _ = try await fixture.connect("CP-3")
      #expect(try await fixture.request("POST", "/api/v1/chargepoints/CP-3/local-list/sync").status == 409)
      #expect(try await fixture.request("GET", "/api/v1/local-lists").data["items"]?.elements.count == 2)
    }
  }

  @Test("all stations at an operator's wish, or those that match")
  func wish() async throws {
    let fixture = try await fixture()
    try await fixture.run {
      let lists = [LocalList(), LocalList()]
      for (number, list) in lists.enumerated() {
        serve(list, by: try await fixture.connect("CP-\(number)"))
      }
      let some = try await fixture.request("POST", "/api/v1/local-lists/sync?stations=*-1")
      #expect(some.status == 202)
      #expect(some.data["stations"]?.integer == 1)
      try await eventually("one list") {
        fixture.clock.advance(by: .seconds(11))
        return lists[1].tags == ["A", "B", "C"]
      }
      #expect(lists[0].tags == [])
      #expect(try await fixture.request("POST", "/api/v1/local-lists/sync").data["stations"]?.integer == 2)
      try await eventually("both lists") {
        fixture.clock.advance(by: .seconds(11))
        return lists[0].tags == ["A", "B", "C"]
      }
    }
  }

  @Test("by itself after a boot, with the limits read anew")
  func afterBoot() async throws {
    let fixture = try await fixture(LocalAuthConfiguration(synchronisesAfterBoot: true))
    try await fixture.run {
      let station = try await fixture.connect(registration: nil)
      let list = LocalList()
      serve(list, by: station)
      try await station.result("BootNotification", #"{"chargePointVendor":"ACME","chargePointModel":"One"}"#)
      try await eventually("a list") {
        fixture.clock.advance(by: .seconds(11))
        return list.tags == ["A", "B", "C"]
      }
      #expect(station.commands.contains { $0.action == "GetConfiguration" })
    }
  }

  @Test("by itself when id tokens change and when a station comes back; a failure is tried again")
  func onChange() async throws {
    let fixture = try await fixture(
      LocalAuthConfiguration(synchronisesOnChange: true, changeDelay: .seconds(10), retryInterval: .seconds(60)))
    try await fixture.run {
      let station = try await fixture.connect()
      let list = LocalList()
      serve(list, by: station)
      try await eventually("the first list") {
        fixture.clock.advance(by: .seconds(11))
        return list.tags == ["A", "B", "C"]
      }
      let sent = station.commands.filter { $0.action == "SendLocalList" }.count
      #expect(sent == 1)
      station.answers("SendLocalList") { _ in .error("InternalError") }
      _ = try await fixture.store.deleteIdToken("A")
      try await eventually("an attempt") {
        fixture.clock.advance(by: .seconds(11))
        return station.commands.filter { $0.action == "SendLocalList" }.count > sent
      }
      serve(list, by: station)
      try await eventually("the list") {
        fixture.clock.advance(by: .seconds(11))
        return list.tags == ["B", "C"]
      }
      station.disconnect()
      try await fixture.store.putIdTokens([IdTokenRecord(id: "Z")])
      let back = try await fixture.connect()
      serve(list, by: back)
      try await eventually("the list of one that came back") {
        fixture.clock.advance(by: .seconds(11))
        return list.tags == ["B", "C", "Z"]
      }
    }
  }

  @Test("Authorize: the others decide; alone, the station's list does")
  func authorize() async throws {
    let alone = try HandlerFixture(handlers: [LocalAuthHandler.make(configuration: LocalAuthConfiguration())])
    try await alone.store.putIdTokens([IdTokenRecord(id: "A", parent: "P"), IdTokenRecord(id: "B", status: .blocked)])
    let station = try await alone.connect()
    let known = try await station.result("Authorize", #"{"idTag":"a"}"#)
    #expect(known["idTagInfo"]?["status"]?.string == "Accepted")
    #expect(known["idTagInfo"]?["parentIdTag"]?.string == "P")
    for (tag, status) in [("B", "Blocked"), ("nobody", "Invalid")] {
      let answer = try await station.result("Authorize", #"{"idTag":"\#(tag)"}"#)
      #expect(answer["idTagInfo"]?["status"]?.string == status)
    }
    let first = try HandlerFixture(handlers: [
      LocalAuthHandler.make(configuration: LocalAuthConfiguration()),
      CoreHandler.make(options: StationOptions(CoreConfiguration()), heartbeatInterval: .seconds(300)),
    ])
    try await first.store.putIdTokens([IdTokenRecord(id: "B", status: .blocked)])
    let other = try await first.connect()
    #expect(
      try await other.result("Authorize", #"{"idTag":"B"}"#)["idTagInfo"]?["status"]?.string == "Blocked")
  }
}
