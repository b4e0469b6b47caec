import GatewayConfig
import GatewayCore
import GatewayTestSupport
import OCPPCodec
import Synchronization
import Testing

@testable import GatewayHandlers

@Suite("A site's limit")
struct SiteControllerTests {
  /// What stations were told, in order: `D-1 16` for a share, `D-1 =6` for the default.
  private final class Told: Sendable {
    private let lines = Mutex<[String]>([])

    func add(_ line: String) { lines.withLock { $0.append(line) } }

    var all: [String] { lines.withLock { $0 } }
  }

  private func fixture() throws -> HandlerFixture {
    var core = CoreConfiguration()
    core.authorization = AuthorizationPolicy(acceptsUnknownTokens: true, allowsConcurrentTransactions: true)
    var configuration = SmartChargingConfiguration()
    configuration.sites = [
      SiteLimit(name: "depot", stations: [GlobPattern("D-*")], limit: 320, minimum: 60, maximum: 320, failSafe: 60)
    ]
    return try HandlerFixture(handlers: [
      CoreHandler.make(options: StationOptions(core), heartbeatInterval: .seconds(300)),
      SmartChargingHandler.make(configuration: configuration),
    ])
  }

  private func connect(
    _ id: String, _ fixture: HandlerFixture, _ told: Told,
    share: @escaping @Sendable (Int) -> ScriptedStation.Reply = { _ in .result(#"{"status":"Accepted"}"#) }
  ) async throws -> ScriptedStation {
    let station = try await fixture.connect(id)
    station.answers("SetChargingProfile") { payload in
      let profile = payload["csChargingProfiles"]
      let period = profile?["chargingSchedule"]?["chargingSchedulePeriod"]?.elements.first
      let limit = period?["limit"]?.integer ?? -1
      let isDefault = profile?["chargingProfilePurpose"]?.string == "TxDefaultProfile"
      told.add("\(id) \(isDefault ? "=" : "")\(limit)")
      return isDefault ? .result(#"{"status":"Accepted"}"#) : share(limit)
    }
    return station
  }

  private func start(_ station: ScriptedStation) async throws -> Int {
    let answer = try await station.result(
      "StartTransaction", #"{"connectorId":1,"idTag":"A","meterStart":0,"timestamp":"2026-01-01T00:00:00Z"}"#)
    return try #require(answer["transactionId"]?.integer)
  }

  /// Lets time pass until the stations were told so much.
  private func expect(_ expected: [String], _ told: Told, _ fixture: HandlerFixture) async throws {
    for _ in 0..<400 where told.all != expected {
      fixture.clock.advance(by: .seconds(1))
      try await Task.sleep(for: .milliseconds(10))
    }
    #expect(told.all == expected)
  }

  @Test("is shared when a transaction begins and ends, and who gives back is told first", .timeLimit(.minutes(1)))
  func shares() async throws {
    let fixture = try fixture()
    try await fixture.run {
      let told = Told()
      let first = try await connect("D-1", fixture, told)
      try await expect(["D-1 =6"], told, fixture)
      let second = try await connect("D-2", fixture, told)
      _ = try await connect("X-1", fixture, told)
      try await expect(["D-1 =6", "D-2 =6"], told, fixture)
      _ = try await start(first)
      try await expect(["D-1 =6", "D-2 =6", "D-1 32"], told, fixture)
      let transaction = try await start(second)
      try await expect(["D-1 =6", "D-2 =6", "D-1 32", "D-1 16", "D-2 16"], told, fixture)
      try await eventually("the shares are shown") {
        let site = try await fixture.request("GET", "/api/v1/charging-sites/depot").data
        return site["transactions"]?.elements.map { $0["share"]?.integer } == [16, 16]
      }
      try await second.result(
        "StopTransaction", #"{"transactionId":\#(transaction),"meterStop":1,"timestamp":"2026-01-01T00:00:00Z"}"#)
      try await expect(["D-1 =6", "D-2 =6", "D-1 32", "D-1 16", "D-2 16", "D-1 32"], told, fixture)
      let firstID = try #require(StationID("D-1"))
      try await eventually("both profiles are recorded as the site's") {
        try await fixture.store.chargingProfiles(of: firstID).map(\.origin) == [.site, .site]
      }
      #expect(try await fixture.store.operations(OperationQuery()).isEmpty)
    }
  }

  @Test("of several processes one shares; another takes over when that is gone", .timeLimit(.minutes(1)))
  func leased() async throws {
    let fixture = try fixture()
    let now = fixture.clock.milliseconds
    #expect(try await fixture.store.takeLease("sites", for: "another", until: now + 3_600_000, at: now))
    try await fixture.run {
      let told = Told()
      let first = try await connect("D-1", fixture, told)
      _ = try await start(first)
      for _ in 0..<20 {
        fixture.clock.advance(by: .seconds(6))
        try await Task.sleep(for: .milliseconds(5))
      }
      #expect(told.all.isEmpty)
      try await fixture.store.giveBackLease("sites", of: "another")
      try await expect(["D-1 =6", "D-1 32"], told, fixture)
    }
  }

  @Test("nobody gets more while somebody hasn't given back", .timeLimit(.minutes(1)))
  func refusal() async throws {
    let fixture = try fixture()
    try await fixture.run {
      let told = Told()
      let first = try await connect("D-1", fixture, told) { limit in
        .result(limit == 32 ? #"{"status":"Accepted"}"# : #"{"status":"Rejected"}"#)
      }
      try await expect(["D-1 =6"], told, fixture)
      _ = try await start(first)
      try await expect(["D-1 =6", "D-1 32"], told, fixture)
      let second = try await connect("D-2", fixture, told)
      try await expect(["D-1 =6", "D-1 32", "D-2 =6"], told, fixture)
      _ = try await start(second)
      // It keeps what it has and more can't be told to it: for the other one nothing is left.
      try await expect(["D-1 =6", "D-1 32", "D-2 =6", "D-1 16", "D-2 0"], told, fixture)
    }
  }

  @Test("an offline station is reckoned with, first by its share and then by its default", .timeLimit(.minutes(1)))
  func offline() async throws {
    let fixture = try fixture()
    try await fixture.run {
      let told = Told()
      let first = try await connect("D-1", fixture, told)
      let second = try await connect("D-2", fixture, told)
      _ = try await start(first)
      _ = try await start(second)
      for _ in 0..<400 where !told.all.contains("D-2 16") {
        fixture.clock.advance(by: .seconds(1))
        try await Task.sleep(for: .milliseconds(10))
      }
      first.disconnect()
      // Its 16 A are out of reach until they end after 15 minutes; then its default of 6 A holds.
      for _ in 0..<400 where !told.all.contains("D-2 26") {
        fixture.clock.advance(by: .seconds(5))
        try await Task.sleep(for: .milliseconds(5))
      }
      #expect(told.all.contains("D-2 26"))
      let again = try await connect("D-1", fixture, told)
      for _ in 0..<400 where told.all.last != "D-1 16" {
        fixture.clock.advance(by: .seconds(1))
        try await Task.sleep(for: .milliseconds(10))
      }
      #expect(told.all.suffix(2) == ["D-2 16", "D-1 16"])
      _ = again
    }
  }
}
