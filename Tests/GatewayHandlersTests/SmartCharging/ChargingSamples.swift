import GatewayCore
import OCPP16
import OCPPCodec
import Testing

@testable import GatewayHandlers

/// Charging profiles for tests; a test names only what it is about.
enum ChargingSamples {
  /// 2026-03-14T09:00:00Z
  static let now: Int64 = 1_773_478_800

  static func moment(_ seconds: Int64) -> DateTime { DateTime(millisecondsSinceEpoch: seconds * 1000) }

  static func profile(
    id: Int = 1, _ purpose: OCPP16.ChargingProfilePurposeType, level: Int = 0,
    kind: OCPP16.ChargingProfileKindType = .absolute, recurrency: OCPP16.RecurrencyKindType? = nil,
    transaction: Int? = nil, validFrom: Int64? = nil, validTo: Int64? = nil, start: Int64? = now, duration: Int? = nil,
    unit: OCPP16.ChargingRateUnitType = .a, _ periods: [(start: Int, limit: String, phases: Int?)]
  ) throws -> OCPP16.ChargingProfile {
    OCPP16.ChargingProfile(
      chargingProfileId: id, transactionId: transaction, stackLevel: level, chargingProfilePurpose: purpose,
      chargingProfileKind: kind, recurrencyKind: recurrency, validFrom: validFrom.map(moment),
      validTo: validTo.map(moment),
      chargingSchedule: OCPP16.ChargingSchedule(
        duration: duration, startSchedule: start.map(moment), chargingRateUnit: unit,
        chargingSchedulePeriod: try periods.map { period in
          OCPP16.ChargingSchedulePeriod(
            startPeriod: period.start, limit: try #require(DecimalNumber(text: period.limit)),
            numberPhases: period.phases)
        }))
  }

  static func scheduled(
    _ profile: OCPP16.ChargingProfile, connector: Int, supply: ElectricalSupply = ElectricalSupply()
  ) throws -> ScheduledProfile {
    try ScheduledProfile(profile, connector: connector, transaction: nil, acceptedAt: now, supply: supply)
  }
}
