import GatewayCore
import OCPP16
import OCPPCodec
import Testing

@testable import GatewayHandlers

@Suite("Rules for charging profiles")
struct ChargingProfileRulesTests {
  private static let now = ChargingSamples.now
  private static let transaction = CompositeScheduler.Transaction(connector: 1, id: 7, startedAt: now)

  private static func rules(_ settings: [String: String] = [:]) -> ChargingProfileRules {
    ChargingProfileRules(
      capabilities: ChargingCapabilities { settings[$0] }, transactions: [transaction], now: now)
  }

  private static func pointers(
    _ connector: Int, _ profile: OCPP16.ChargingProfile, _ rules: ChargingProfileRules = rules()
  ) -> [String] {
    let request = OCPP16.SetChargingProfileRequest(connectorId: connector, csChargingProfiles: profile)
    return rules.problems(of: request).map { $0.pointer.replacing("/csChargingProfiles", with: "~") }
  }

  @Test("what is right passes")
  func right() throws {
    let one: [(start: Int, limit: String, phases: Int?)] = [(0, "16", nil), (60, "0", 1), (61, "8.1", 3)]
    #expect(Self.pointers(0, try ChargingSamples.profile(.chargePointMaxProfile, one)) == [])
    #expect(Self.pointers(0, try ChargingSamples.profile(.txDefaultProfile, kind: .relative, start: nil, one)) == [])
    #expect(
      Self.pointers(2, try ChargingSamples.profile(.txDefaultProfile, kind: .recurring, recurrency: .weekly, one)) == []
    )
    #expect(
      Self.pointers(
        1, try ChargingSamples.profile(.txProfile, transaction: 7, validFrom: Self.now - 5, validTo: Self.now + 5, one))
        == [])
    #expect(Self.pointers(1, try ChargingSamples.profile(.txProfile, unit: .w, one)) == [])
  }

  @Test("purpose, connector and transaction must fit (§3.13.1, §5.16)")
  func purpose() throws {
    func profile(_ purpose: OCPP16.ChargingProfilePurposeType, transaction: Int? = nil) throws -> OCPP16.ChargingProfile
    {
      try ChargingSamples.profile(purpose, transaction: transaction, [(0, "6", nil)])
    }
    #expect(Self.pointers(1, try profile(.chargePointMaxProfile)) == ["/connectorId"])
    #expect(Self.pointers(0, try profile(.txProfile)) == ["/connectorId"])
    #expect(Self.pointers(-1, try profile(.txDefaultProfile)) == ["/connectorId"])
    #expect(
      Self.pointers(3, try profile(.txDefaultProfile), Self.rules(["NumberOfConnectors": "2"])) == ["/connectorId"])
    #expect(Self.pointers(2, try profile(.txProfile)) == ["~/chargingProfilePurpose"])
    #expect(Self.pointers(2, try profile(.txProfile, transaction: 7)) == ["/connectorId"])
    #expect(Self.pointers(1, try profile(.txProfile, transaction: 8)) == ["~/transactionId"])
    #expect(Self.pointers(1, try profile(.txDefaultProfile, transaction: 7)) == ["~/transactionId"])
  }

  @Test("kind, recurrency, start and validity must fit (§7.8, §7.9)")
  func timing() throws {
    let one: [(start: Int, limit: String, phases: Int?)] = [(0, "16", nil)]
    #expect(
      Self.pointers(0, try ChargingSamples.profile(.txDefaultProfile, kind: .recurring, start: nil, one)) == [
        "~/recurrencyKind", "~/chargingSchedule/startSchedule",
      ])
    #expect(
      Self.pointers(0, try ChargingSamples.profile(.txDefaultProfile, recurrency: .daily, one)) == ["~/recurrencyKind"])
    #expect(
      Self.pointers(
        0, try ChargingSamples.profile(.txDefaultProfile, validFrom: Self.now + 9, validTo: Self.now + 9, one)) == [
          "~/validTo"
        ])
    #expect(Self.pointers(0, try ChargingSamples.profile(.txDefaultProfile, validTo: Self.now, one)) == ["~/validTo"])
    #expect(
      Self.pointers(0, try ChargingSamples.profile(.txDefaultProfile, duration: 0, one)) == [
        "~/chargingSchedule/duration"
      ])
    #expect(
      Self.pointers(0, try ChargingSamples.profile(id: -1, .txDefaultProfile, level: -1, one)) == [
        "~/chargingProfileId", "~/stackLevel",
      ])
  }

  @Test(
    "periods begin at 0 and go on (§7.14)",
    arguments: [
      ([], ["~/chargingSchedule/chargingSchedulePeriod"]),
      ([(1, "16", nil)], ["~/chargingSchedule/chargingSchedulePeriod/0/startPeriod"]),
      ([(0, "16", nil), (0, "16", nil)], ["~/chargingSchedule/chargingSchedulePeriod/1/startPeriod"]),
      ([(0, "16", nil), (9, "16", nil), (8, "16", nil)], ["~/chargingSchedule/chargingSchedulePeriod/2/startPeriod"]),
      ([(0, "-0.1", nil)], ["~/chargingSchedule/chargingSchedulePeriod/0/limit"]),
      ([(0, "16.05", nil)], ["~/chargingSchedule/chargingSchedulePeriod/0/limit"]),
      ([(0, "1e9", nil)], ["~/chargingSchedule/chargingSchedulePeriod/0/limit"]),
      ([(0, "16", 0)], ["~/chargingSchedule/chargingSchedulePeriod/0/numberPhases"]),
      ([(0, "16", 4)], ["~/chargingSchedule/chargingSchedulePeriod/0/numberPhases"]),
    ] as [([(Int, String, Int?)], [String])])
  func periods(_ periods: [(Int, String, Int?)], _ pointers: [String]) throws {
    let profile = try ChargingSamples.profile(
      .txDefaultProfile, periods.map { (start: $0.0, limit: $0.1, phases: $0.2) })
    #expect(Self.pointers(0, profile) == pointers)
  }

  @Test("what the station says it can take is kept (§9.4)")
  func capabilities() throws {
    let profile = try ChargingSamples.profile(id: 3, .txDefaultProfile, level: 4, [(0, "16", nil), (1, "8", nil)])
    #expect(Self.pointers(0, profile, Self.rules(["ChargeProfileMaxStackLevel": "3"])) == ["~/stackLevel"])
    #expect(
      Self.pointers(0, profile, Self.rules(["ChargingScheduleMaxPeriods": "1"])) == [
        "~/chargingSchedule/chargingSchedulePeriod"
      ])
    #expect(
      Self.pointers(0, profile, Self.rules(["ChargingScheduleAllowedChargingRateUnit": "Power"])) == [
        "~/chargingSchedule/chargingRateUnit"
      ])
    #expect(Self.pointers(0, profile, Self.rules(["ChargingScheduleAllowedChargingRateUnit": "Power, Current"])) == [])
    #expect(Self.pointers(0, profile, Self.rules(["ChargeProfileMaxStackLevel": "many"])) == [])
    var full = Self.rules(["MaxChargingProfilesInstalled": "1"])
    #expect(Self.pointers(0, profile, full) == [])
    for (id, level, expected) in [(3, 0, []), (1, 4, []), (1, 0, ["~"])] {
      full.installed = [
        ChargingProfileRecord(
          station: try #require(StationID("CP-1")), connector: 0, id: id, purpose: .transactionDefault,
          stackLevel: level, profile: profile.json, acceptedAt: 0)
      ]
      #expect(Self.pointers(0, profile, full) == expected)
    }
  }

  @Test("a RemoteStartTransaction brings a TxProfile without a transaction (§5.16.2)")
  func remoteStart() throws {
    func pointers(_ profile: OCPP16.ChargingProfile, connector: Int? = nil) -> [String] {
      Self.rules().problems(
        of: OCPP16.RemoteStartTransactionRequest(connectorId: connector, idTag: "A", chargingProfile: profile)
      ).map(\.pointer)
    }
    #expect(pointers(try ChargingSamples.profile(.txProfile, [(0, "6", nil)]), connector: 1) == [])
    #expect(
      pointers(try ChargingSamples.profile(.txDefaultProfile, [(0, "6", nil)])) == [
        "/chargingProfile/chargingProfilePurpose"
      ])
    #expect(
      pointers(try ChargingSamples.profile(.txProfile, transaction: 7, [(0, "6", nil)])) == [
        "/chargingProfile/transactionId"
      ])
    #expect(
      pointers(try ChargingSamples.profile(.txProfile, [])) == [
        "/chargingProfile/chargingSchedule/chargingSchedulePeriod"
      ])
  }
}
