import OCPP16
import OCPPCodec

@testable import GatewayHandlers

/// The composite schedule as one would explain it: for each second, go through all profiles. Slow and obvious, to judge
/// the calculation by.
struct ReferenceSchedule {
  /// A limit per second, in tenths.
  struct Limit: Equatable {
    var amperes: Int?
    var watts: Int?
    var phases: Int
  }

  var profiles: [(connector: Int, profile: OCPP16.ChargingProfile)]
  /// By connector.
  var transactions: [Int: (id: Int, start: Int64)]
  var voltage: Int
  var phases: Int
  var windowStart: Int64
  var acceptedAt: Int64

  func tenths(connector: Int, connectors: [Int], at second: Int64, unit: ChargingUnit) -> Int? {
    let station = limit(of: .chargePointMaxProfile, connector: 0, at: second)
    if connector > 0 {
      let own = transactionLimit(connector, at: second)
      if own == nil && station == nil { return nil }
      let bounds = [own, station].compactMap { $0 }
      // As many phases as both have, as much on each as both allow, and as much in all as both allow.
      let both = Limit(
        amperes: bounds.compactMap { $0.amperes }.min(), watts: bounds.compactMap { $0.watts }.min(),
        phases: bounds.map { $0.phases }.min() ?? 0)
      return number(both, unit)
    }
    var candidates: [Int] = []
    if let station { candidates.append(number(station, unit)) }
    let all = connectors.map { transactionLimit($0, at: second) }
    let known = all.compactMap { $0 }
    if !known.isEmpty && known.count == all.count { candidates.append(known.map { number($0, unit) }.reduce(0, +)) }
    return candidates.min()
  }

  private func number(_ limit: Limit, _ unit: ChargingUnit) -> Int {
    let perAmpere = voltage * limit.phases
    // No bound is a bound that is never reached; the largest number of tenths that is within both.
    let amperes = limit.amperes ?? .max / 10_000
    let watts = limit.watts ?? .max / 10_000
    return unit == .ampere ? min(amperes, watts / perAmpere) : min(watts, amperes * perAmpere)
  }

  private func transactionLimit(_ connector: Int, at second: Int64) -> Limit? {
    limit(of: .txProfile, connector: connector, at: second)
      ?? limit(of: .txDefaultProfile, connector: connector, at: second)
  }

  private func limit(of purpose: OCPP16.ChargingProfilePurposeType, connector: Int, at second: Int64) -> Limit? {
    var best: (level: Int, connector: Int, limit: Limit)?
    for (place, profile) in profiles where profile.chargingProfilePurpose == purpose {
      switch purpose {
      case .txProfile:
        if place != connector { continue }
        guard let transaction = transactions[connector] else { continue }
        if let id = profile.transactionId, id != transaction.id { continue }
      case .txDefaultProfile:
        if place != 0 && place != connector { continue }
      default: break
      }
      guard let limit = limit(of: profile, connector: connector, at: second) else { continue }
      if let found = best {
        if profile.stackLevel < found.level { continue }
        if profile.stackLevel == found.level && place <= found.connector { continue }
      }
      best = (profile.stackLevel, place, limit)
    }
    return best?.limit
  }

  private func limit(of profile: OCPP16.ChargingProfile, connector: Int, at second: Int64) -> Limit? {
    if let from = profile.validFrom?.seconds, second < from { return nil }
    if let to = profile.validTo?.seconds, second >= to { return nil }
    let schedule = profile.chargingSchedule
    var start: Int64
    switch profile.chargingProfileKind {
    case .recurring:
      guard let first = schedule.startSchedule?.seconds else { return nil }
      start = first
      let interval: Int64 = profile.recurrencyKind == .daily ? 24 * 60 * 60 : 7 * 24 * 60 * 60
      while start + interval <= second { start += interval }
    default:
      let fixed = profile.chargingProfileKind == .absolute ? schedule.startSchedule?.seconds : nil
      let whole = profile.chargingProfilePurpose == .chargePointMaxProfile ? acceptedAt : nil
      start = fixed ?? whole ?? transactions[connector]?.start ?? windowStart
    }
    if second < start { return nil }
    if let duration = schedule.duration, second >= start + Int64(duration) { return nil }
    var limit: Limit?
    for period in schedule.chargingSchedulePeriod where start + Int64(period.startPeriod) <= second {
      let tenths = Int((period.limit.double * 10).rounded())
      let phases = min(period.numberPhases ?? 3, phases)
      limit =
        schedule.chargingRateUnit == .a
        ? Limit(amperes: tenths, watts: nil, phases: phases) : Limit(amperes: nil, watts: tenths, phases: phases)
    }
    return limit
  }
}
