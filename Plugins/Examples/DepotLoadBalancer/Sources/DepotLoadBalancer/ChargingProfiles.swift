import GatewayPluginSDK

/// One profile for each connector: a new one takes the place of the last (OCPP 1.6 §3.13.2, OCPP 2.0.1 K01).
private func profileID(_ car: Car) -> Int { 1000 + car.connector }

extension OCPP16.ChargingProfile {
  /// A car's limit, until its transaction ends; nil when the transaction has no 1.6 id.
  init?(_ car: Car, _ site: Site) {
    guard let transaction = Int(car.transaction) else { return nil }
    self.init(
      chargingProfileId: profileID(car), transactionId: transaction, stackLevel: 0, chargingProfilePurpose: .txProfile,
      chargingProfileKind: .relative,
      chargingSchedule: OCPP16.ChargingSchedule(
        chargingRateUnit: .a,
        chargingSchedulePeriod: [
          .init(startPeriod: 0, limit: DecimalNumber(significand: Int64(car.limit), exponent: -1))
        ]))
  }
}

extension OCPP201.ChargingProfileType {
  /// A car's limit, until its transaction ends.
  init(_ car: Car, _ site: Site) {
    self.init(
      id: profileID(car), stackLevel: 0, chargingProfilePurpose: .txProfile, chargingProfileKind: .relative,
      chargingSchedule: [
        OCPP201.ChargingScheduleType(
          id: profileID(car), chargingRateUnit: .a,
          chargingSchedulePeriod: [
            .init(startPeriod: 0, limit: DecimalNumber(significand: Int64(car.limit), exponent: -1))
          ])
      ],
      transactionId: car.transaction)
  }
}
