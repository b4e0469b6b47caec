import GatewayCore
import OCPP16
import OCPPCodec
import Testing

@testable import GatewayHandlers

@Suite("Composite schedule")
struct CompositeScheduleTests {
  private let now = ChargingSamples.now

  private func limits(_ schedule: CompositeSchedule) -> [String] {
    schedule.periods.map { period in
      "\(period.start): " + (period.limit.map { "\($0 / 10).\($0 % 10)" } ?? "none")
        + (period.phases.map { "/\($0)" } ?? "")
    }
  }

  private func scheduler(
    _ profiles: [(Int, OCPP16.ChargingProfile)], transactions: [CompositeScheduler.Transaction] = [],
    supply: ElectricalSupply = ElectricalSupply()
  ) throws -> CompositeScheduler {
    CompositeScheduler(
      profiles: try profiles.map { try ChargingSamples.scheduled($0.1, connector: $0.0, supply: supply) },
      transactions: transactions, supply: supply)
  }

  @Test("no profile, no limit")
  func empty() throws {
    let schedule = try scheduler([]).schedule(connector: 1, from: now, duration: 60, unit: .watt)
    #expect(limits(schedule) == ["0: none"])
  }

  @Test("the highest stack level counts while it says something, then the next (§3.13.2, §5.16.5)")
  func stackLevels() throws {
    let schedule = try scheduler([
      (1, ChargingSamples.profile(id: 1, .txDefaultProfile, level: 0, [(0, "16", nil)])),
      (
        1,
        ChargingSamples.profile(id: 2, .txDefaultProfile, level: 2, start: now + 100, duration: 50, [(0, "8.5", nil)])
      ),
      (
        1,
        ChargingSamples.profile(id: 3, .txDefaultProfile, level: 1, validTo: now + 200, start: now + 60, [(0, "10", 1)])
      ),
    ]).schedule(connector: 1, from: now, duration: 300, unit: .ampere)
    #expect(limits(schedule) == ["0: 16.0/3", "60: 10.0/1", "100: 8.5/3", "150: 10.0/1", "200: 16.0/3"])
  }

  @Test("a TxProfile overrules TxDefaultProfiles for its transaction only, the station's maximum nothing (§3.13.1)")
  func purposes() throws {
    let profiles = [
      (0, try ChargingSamples.profile(id: 1, .chargePointMaxProfile, [(0, "20", nil), (100, "12", nil)])),
      (0, try ChargingSamples.profile(id: 2, .txDefaultProfile, level: 9, [(0, "6", nil)])),
      (1, try ChargingSamples.profile(id: 3, .txProfile, transaction: 7, start: nil, duration: 150, [(0, "32", nil)])),
    ]
    let own = CompositeScheduler.Transaction(connector: 1, id: 7, startedAt: now)
    let other = CompositeScheduler.Transaction(connector: 1, id: 8, startedAt: now)
    let with = try scheduler(profiles, transactions: [own])
    #expect(
      limits(with.schedule(connector: 1, from: now, duration: 200, unit: .ampere)) == [
        "0: 20.0/3", "100: 12.0/3", "150: 6.0/3",
      ])
    #expect(limits(with.schedule(connector: 2, from: now, duration: 200, unit: .ampere)) == ["0: 6.0/3"])
    for transactions in [[], [other]] {
      let without = try scheduler(profiles, transactions: transactions)
      #expect(limits(without.schedule(connector: 1, from: now, duration: 200, unit: .ampere)) == ["0: 6.0/3"])
    }
  }

  @Test("a TxDefaultProfile for a connector replaces the station's on its level (§3.13.1)")
  func defaultOfConnector() throws {
    let scheduler = try scheduler([
      (0, ChargingSamples.profile(id: 1, .txDefaultProfile, [(0, "6", nil)])),
      (1, ChargingSamples.profile(id: 2, .txDefaultProfile, [(0, "10", nil)])),
    ])
    #expect(limits(scheduler.schedule(connector: 1, from: now, duration: 60, unit: .ampere)) == ["0: 10.0/3"])
    #expect(limits(scheduler.schedule(connector: 2, from: now, duration: 60, unit: .ampere)) == ["0: 6.0/3"])
  }

  @Test("a daily schedule begins anew each day, a longer duration is cut (§5.16.5)", arguments: [nil, 200_000])
  func recurring(_ duration: Int?) throws {
    let schedule = try scheduler([
      (
        0,
        ChargingSamples.profile(
          .chargePointMaxProfile, kind: .recurring, recurrency: .daily, start: now + 3600 - 5 * 86_400,
          duration: duration,
          [(0, "10", nil), (7200, "20", nil)])
      )
    ]).schedule(connector: 0, from: now, duration: 86_400 + 3600, unit: .ampere)
    #expect(
      limits(schedule) == ["0: 20.0", "3600: 10.0", "10800: 20.0", "\(86_400 + 3600): 10.0"].prefix(3).map(\.self))
    #expect(schedule.periods.last?.start == 10_800)
  }

  @Test("units are converted exactly and rounded down")
  func units() throws {
    let scheduler = try scheduler([
      (1, ChargingSamples.profile(id: 1, .txDefaultProfile, unit: .w, [(0, "11000", nil), (60, "3680", 1)])),
      (0, ChargingSamples.profile(id: 2, .chargePointMaxProfile, [(0, "16.1", nil)])),
    ])
    // 11000 W / 690 V = 15.94 A; 16.1 A at one phase are 3703 W.
    #expect(
      limits(scheduler.schedule(connector: 1, from: now, duration: 120, unit: .ampere)) == ["0: 15.9/3", "60: 16.0/1"])
    #expect(
      limits(scheduler.schedule(connector: 1, from: now, duration: 120, unit: .watt)) == [
        "0: 11000.0/3", "60: 3680.0/1",
      ])
    #expect(
      limits(scheduler.schedule(connector: 0, connectors: [1], from: now, duration: 120, unit: .watt)) == [
        "0: 11000.0", "60: 3680.0",
      ])
    #expect(
      limits(scheduler.schedule(connector: 0, connectors: [1, 2], from: now, duration: 120, unit: .watt)) == [
        "0: 11109.0"
      ])
  }

  @Test("fewer phases don't lift the bound on each of them")
  func phases() throws {
    let schedule = try scheduler([
      (1, ChargingSamples.profile(id: 1, .txDefaultProfile, [(0, "16", 1)])),
      (0, ChargingSamples.profile(id: 2, .chargePointMaxProfile, [(0, "10", 3)])),
    ]).schedule(connector: 1, from: now, duration: 60, unit: .watt)
    #expect(limits(schedule) == ["0: 2300.0/1"])
  }

  @Test("the schedule is that of going through all profiles second by second", arguments: 0..<240)
  func reference(_ seed: Int) throws {
    var random = Reproducible(seed: UInt64(seed) << 32)
    let supply = ElectricalSupply(
      voltage: [110, 230, 277].randomElement(using: &random) ?? 230, phases: Int.random(in: 1...3, using: &random))
    let windowStart = now + Int64.random(in: -900...900, using: &random)
    let duration = Int.random(in: 1...900, using: &random)
    var transactions: [CompositeScheduler.Transaction] = []
    for connector in 1...2 where Bool.random(using: &random) {
      transactions.append(
        CompositeScheduler.Transaction(
          connector: connector, id: connector, startedAt: windowStart + Int64.random(in: -600...60, using: &random)))
    }
    var profiles: [(connector: Int, profile: OCPP16.ChargingProfile)] = []
    for id in 0..<Int.random(in: 0...8, using: &random) {
      let profile = try randomProfile(id, around: windowStart, using: &random)
      let connector =
        profile.chargingProfilePurpose == .chargePointMaxProfile
        ? 0 : Int.random(in: profile.chargingProfilePurpose == .txProfile ? 1...2 : 0...2, using: &random)
      // As in a station, one profile for connector, purpose and level.
      guard
        !profiles.contains(where: {
          $0.connector == connector && $0.profile.stackLevel == profile.stackLevel
            && $0.profile.chargingProfilePurpose == profile.chargingProfilePurpose
        })
      else { continue }
      profiles.append((connector, profile))
    }
    let scheduler = CompositeScheduler(
      profiles: try profiles.map { try ChargingSamples.scheduled($0.profile, connector: $0.connector, supply: supply) },
      transactions: transactions, supply: supply)
    let reference = ReferenceSchedule(
      profiles: profiles,
      transactions: Dictionary(
        uniqueKeysWithValues: transactions.map { ($0.connector, (id: $0.id, start: $0.startedAt)) }),
      voltage: supply.voltage, phases: supply.phases, windowStart: windowStart, acceptedAt: now)
    for connector in 0...2 {
      for unit in ChargingUnit.allCases {
        let schedule = scheduler.schedule(
          connector: connector, connectors: [1, 2], from: windowStart, duration: duration, unit: unit)
        #expect(schedule.periods.first?.start == 0)
        #expect(
          zip(schedule.periods, schedule.periods.dropFirst()).allSatisfy {
            $0.start < $1.start && ($0.limit != $1.limit || $0.phases != $1.phases)
          })
        var period = schedule.periods[...]
        var wrong: Int64?
        for second in 0..<Int64(duration) {
          while let next = period.dropFirst().first, next.start <= second { period.removeFirst() }
          let expected = reference.tenths(
            connector: connector, connectors: [1, 2], at: windowStart + second, unit: unit)
          if period.first?.limit != expected { wrong = wrong ?? second }
        }
        #expect(wrong == nil, "connector \(connector), \(unit), second \(wrong ?? 0) of \(profiles)")
      }
    }
  }

  private func randomProfile(
    _ id: Int, around moment: Int64, using random: inout Reproducible
  ) throws -> OCPP16.ChargingProfile {
    func near(_ range: ClosedRange<Int64>) -> Int64 { moment + Int64.random(in: range, using: &random) }
    func sometimes<Value>(_ value: () -> Value) -> Value? { Bool.random(using: &random) ? value() : nil }
    let purpose: OCPP16.ChargingProfilePurposeType =
      [.chargePointMaxProfile, .txDefaultProfile, .txDefaultProfile, .txProfile].randomElement(using: &random)
      ?? .txProfile
    let kind = OCPP16.ChargingProfileKindType.knownValues.randomElement(using: &random) ?? .absolute
    let recurrency: OCPP16.RecurrencyKindType = Bool.random(using: &random) ? .daily : .weekly
    let interval = recurrency == .daily ? Int64(86_400) : 7 * 86_400
    // A recurrence begins near the window, days or weeks ago or ahead.
    let start = near(-600...600) + (kind == .recurring ? interval * Int64.random(in: -3...1, using: &random) : 0)
    var periods: [(start: Int, limit: String, phases: Int?)] = []
    var next = 0
    for _ in 0..<Int.random(in: 1...5, using: &random) {
      periods.append(
        (
          next, "\(Int.random(in: 0...40, using: &random)).\(Int.random(in: 0...9, using: &random))",
          sometimes { Int.random(in: 1...3, using: &random) }
        ))
      next += Int.random(in: 1...300, using: &random)
    }
    let unit: OCPP16.ChargingRateUnitType = Bool.random(using: &random) ? .a : .w
    if unit == .w {
      periods = periods.map { period in
        (period.start, "\(Int.random(in: 0...27_000, using: &random)).\(id % 10)", period.phases)
      }
    }
    return try ChargingSamples.profile(
      id: id, purpose, level: Int.random(in: 0...3, using: &random), kind: kind,
      recurrency: kind == .recurring ? recurrency : nil,
      transaction: purpose == .txProfile ? sometimes { Int.random(in: 1...3, using: &random) } : nil,
      validFrom: sometimes { near(-300...300) }, validTo: sometimes { near(-100...900) },
      start: kind == .recurring ? start : kind == .absolute ? sometimes { start } : nil,
      duration: sometimes { Int.random(in: 1...(Bool.random(using: &random) ? 700 : 100_000), using: &random) },
      unit: unit, periods)
  }
}
