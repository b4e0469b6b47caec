import OCPP16
import Testing

@testable import GatewayHandlers

@Suite("Options of smart-charging")
struct SmartChargingConfigurationTests {
  private func read(_ yaml: String) -> (options: SmartChargingConfiguration, problems: [String]) {
    HandlerSectionFixture.read(yaml) { SmartChargingConfiguration(reading: $0) }
  }

  @Test("sites and templates are read")
  func all() throws {
    let (options, problems) = read(
      """
      voltage: 277
      phases: 1
      site_interval: 2s
      sites:
        - { name: depot, stations: ["D-*", X], limit: 62.5, minimum_current: 8, fail_safe_current: 0 }
      templates:
        - name: night
          purpose: TxDefaultProfile
          kind: Recurring
          recurrency: Daily
          stack_level: 2
          start: 2026-01-01T22:00:00Z
          duration: 8h
          unit: W
          periods: [{ limit: 3680, phases: 1 }, { start: 4h, limit: 11000.5 }]
      """)
    #expect(problems == [])
    #expect(options.supply == ElectricalSupply(voltage: 277, phases: 1))
    #expect(options.siteInterval == .seconds(2))
    let site = try #require(options.sites.first)
    #expect((site.limit, site.minimum, site.maximum, site.failSafe) == (625, 80, 320, 0))
    #expect(site.includes("D-1") && site.includes("X") && !site.includes("Y"))
    let profile = try #require(options.templates["night"]?.profile)
    #expect(profile.recurrencyKind == .daily)
    #expect(profile.chargingSchedule.duration == 28_800)
    #expect(profile.chargingSchedule.chargingSchedulePeriod.map(\.limit.tenths) == [36_800, 110_005])
    #expect(profile.chargingSchedule.chargingSchedulePeriod.map(\.startPeriod) == [0, 14_400])
    #expect(ChargingTemplate.problems(profile) == [])
  }

  @Test("what is wrong is told at its line")
  func wrong() {
    let problems = read(
      """
      sites:
        - { name: a, stations: [A], limit: 6.55 }
        - { name: a, stations: [B], limit: 6, minimum_current: 40 }
        - { limit: 6 }
      templates:
        - name: night
          purpose: TxDefaultProfile
          kind: Recurring
          periods: [{ start: 1s, limit: 6 }]
        - { name: night, purpose: TxProfile, periods: [{ limit: 6 }] }
      """
    ).problems
    #expect(problems.contains { $0.hasPrefix("4: ") && $0.contains("at most one digit after the point") })
    #expect(problems.contains("5: there are two sites of the name 'a'"))
    #expect(problems.contains { $0.hasPrefix("5: ") && $0.contains("minimum_current above its maximum_current") })
    #expect(problems.contains { $0.hasPrefix("6: ") && $0.contains("name' is required") })
    #expect(problems.contains { $0.hasPrefix("8: ") && $0.contains("'/recurrencyKind' must be given") })
    #expect(problems.contains { $0.hasPrefix("8: ") && $0.contains("'/chargingSchedule/startSchedule' must be given") })
    #expect(problems.contains { $0.hasPrefix("8: ") && $0.contains("must be 0 in the first period") })
    #expect(problems.contains("12: there are two templates of the name 'night'"))
  }
}
