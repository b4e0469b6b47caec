import GatewayConfig
import GatewayCore
import Testing

@testable import GatewayHandlers

@Suite("Site plan")
struct SitePlanTests {
  private let now: Int64 = 1_773_478_800_000
  private let site = SiteLimit(
    name: "depot", stations: [GlobPattern("D-*")], limit: 630, minimum: 60, maximum: 320, failSafe: 60)

  private func station(_ id: String, online: Bool = true, connectors: Int = 1) throws -> SitePlan.Station {
    SitePlan.Station(id: try #require(StationID(id)), isOnline: online, connectors: connectors)
  }

  private func transaction(
    _ station: String, _ id: Int, grant: SitePlan.Grant? = nil, ceiling: Int? = nil, isUncontrolled: Bool = false
  ) throws -> SitePlan.Transaction {
    SitePlan.Transaction(
      station: try #require(StationID(station)), connector: 1, id: id, startedAt: Int64(id), ceiling: ceiling,
      grant: grant, isUncontrolled: isUncontrolled)
  }

  private func plan(_ stations: [SitePlan.Station], _ transactions: [SitePlan.Transaction]) -> SitePlan {
    SitePlan(site, stations: stations, transactions: transactions, now: now, renewsBefore: now + 1000)
  }

  private func summary(_ plan: SitePlan) -> [String] {
    plan.changes.map { "\($0.transaction)\($0.isDecrease ? "-" : "+")\($0.current)" }
  }

  @Test("a new transaction gets its share, and others give it up first")
  func share() throws {
    let stations = [try station("D-1"), try station("D-2"), try station("D-3")]
    let first = try transaction("D-1", 1, grant: SitePlan.Grant(current: 315, until: now + 10_000))
    let second = try transaction("D-2", 2, grant: SitePlan.Grant(current: 315, until: now + 10_000))
    #expect(summary(plan(stations, [first, second])) == [])
    #expect(summary(plan(stations, [first, second, try transaction("D-3", 3)])) == ["1-210", "2-210", "3+210"])
  }

  @Test("a share that ends soon is renewed, one that wasn't confirmed is told again")
  func renewal() throws {
    let ending = SitePlan.Grant(current: 320, until: now + 500)
    let unconfirmed = SitePlan.Grant(current: 320, until: now + 10_000, isConfirmed: false)
    for grant in [ending, unconfirmed] {
      #expect(summary(plan([try station("D-1")], [try transaction("D-1", 1, grant: grant)])) == ["1-320"])
    }
  }

  @Test("an offline station keeps what it may take: its shares until they end, its default at other connectors")
  func offline() throws {
    let online = try transaction("D-1", 1)
    let running = try transaction("D-2", 2, grant: SitePlan.Grant(current: 200, until: now + 10_000))
    let ending = try transaction("D-2", 2, grant: SitePlan.Grant(current: 200, until: now - 1))
    let ended = try transaction("D-2", 2, grant: SitePlan.Grant(current: 200, until: now - 60_000))
    let stations = [try station("D-1"), try station("D-2", online: false, connectors: 3)]
    #expect(plan(stations, [online, running]).available == 630 - 200 - 60 - 60)
    #expect(summary(plan(stations, [online, running])) == ["1+310"])
    // Its clock may be behind.
    #expect(plan(stations, [online, ending]).available == 630 - 200 - 60 - 60)
    #expect(plan(stations, [online, ended]).available == 630 - 60 - 60 - 60)
    #expect(plan([try station("D-2", online: false, connectors: 0)], []).available == 570)
  }

  @Test("who refuses shares is reckoned with at full power; a profile of others bounds a share")
  func uncontrolled() throws {
    let stations = [try station("D-1"), try station("D-2"), try station("D-3")]
    let transactions = [
      try transaction("D-1", 1, isUncontrolled: true), try transaction("D-2", 2, ceiling: 100),
      try transaction("D-3", 3),
    ]
    let plan = plan(stations, transactions)
    #expect(plan.available == 310)
    #expect(summary(plan) == ["2+100", "3+210"])
  }

  @Test("when there isn't enough for all, the last one waits")
  func waiting() throws {
    var site = site
    site.limit = 130
    let plan = SitePlan(
      site, stations: [try station("D-1"), try station("D-2"), try station("D-3")],
      transactions: [try transaction("D-3", 3), try transaction("D-1", 1), try transaction("D-2", 2)], now: now,
      renewsBefore: now)
    #expect(summary(plan) == ["1+65", "2+65", "3-0"])
  }
}
