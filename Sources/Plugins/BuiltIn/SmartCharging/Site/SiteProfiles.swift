import GatewayCore
import OCPP16
import OCPPCodec

/// The charging profiles by which a site's limit is kept.
struct SiteProfiles: Sendable {
  private let configuration: SmartChargingConfiguration

  init(_ configuration: SmartChargingConfiguration) { self.configuration = configuration }

  /// How far a station's clock may be behind, in seconds: a share begins so much earlier.
  private static let clockDifference: Int64 = 60

  /// A transaction's share. It ends by itself, so that a station that nobody reaches falls back to its default.
  ///
  /// - Parameter now: milliseconds since the epoch.
  func share(_ change: SitePlan.Change, at now: Int64, unit: ChargingUnit) -> OCPP16.SetChargingProfileRequest {
    let duration = configuration.siteProfileDuration.components.seconds + Self.clockDifference
    return OCPP16.SetChargingProfileRequest(
      connectorId: change.connector,
      csChargingProfiles: OCPP16.ChargingProfile(
        chargingProfileId: configuration.siteProfileID + change.connector, transactionId: change.transaction,
        stackLevel: configuration.siteStackLevel, chargingProfilePurpose: .txProfile, chargingProfileKind: .absolute,
        chargingSchedule: schedule(
          change.current, unit: unit, start: now / 1000 - Self.clockDifference, duration: duration)))
  }

  /// What connectors may take when nobody tells them otherwise.
  func failSafe(_ site: SiteLimit, unit: ChargingUnit) -> OCPP16.SetChargingProfileRequest {
    OCPP16.SetChargingProfileRequest(
      connectorId: 0,
      csChargingProfiles: OCPP16.ChargingProfile(
        chargingProfileId: configuration.siteProfileID, stackLevel: configuration.siteStackLevel,
        chargingProfilePurpose: .txDefaultProfile, chargingProfileKind: .relative,
        chargingSchedule: schedule(site.failSafe, unit: unit, start: nil, duration: nil)))
  }

  private func schedule(
    _ current: Int, unit: ChargingUnit, start: Int64?, duration: Int64?
  ) -> OCPP16.ChargingSchedule {
    let limit = ChargingLimit(current: current, phases: configuration.supply.phases)
    return OCPP16.ChargingSchedule(
      duration: duration.map { Int($0) }, startSchedule: start.map { DateTime(millisecondsSinceEpoch: $0 * 1000) },
      chargingRateUnit: unit == .ampere ? .a : .w,
      chargingSchedulePeriod: [
        OCPP16.ChargingSchedulePeriod(
          startPeriod: 0, limit: DecimalNumber(tenths: limit.tenths(unit, configuration.supply)))
      ])
  }
}
