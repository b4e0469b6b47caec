import GatewayCore

/// Combines charging profiles to the schedule that a station should follow (OCPP 1.6 §3.13.3, §3.13.4, §5.7): within a
/// purpose the highest stack level that says something counts, a TxProfile before a TxDefaultProfile, and the least of
/// that and the ChargePointMaxProfile is the limit.
///
/// It looks only at the moments at which something changes.
struct CompositeScheduler: Sendable {
  /// A transaction that goes on.
  struct Transaction: Sendable, Equatable {
    var connector: Int
    var id: Int
    /// Seconds since the epoch.
    var startedAt: Int64
  }

  /// The longest schedule, in seconds: a month.
  static let maximumDuration = 31 * 86_400

  let profiles: [ScheduledProfile]
  /// At most one for a connector counts.
  let transactions: [Transaction]
  let supply: ElectricalSupply

  /// - Parameters:
  ///   - connector: 0 for the station as a whole.
  ///   - connectors: those that the station has, for its whole.
  ///   - start: seconds since the epoch.
  ///   - duration: seconds, 1 to ``maximumDuration``.
  func schedule(
    connector: Int, connectors: [Int] = [], from start: Int64, duration: Int, unit: ChargingUnit
  ) -> CompositeSchedule {
    let duration = Int64(min(max(duration, 1), Self.maximumDuration))
    let window = start..<(start + duration)
    var schedule = CompositeSchedule(start: start, duration: duration, unit: unit, periods: [])
    for moment in changes(in: window, connectors: connector == 0 ? connectors : [connector]) {
      schedule.append(
        connector == 0
          ? total(connectors, at: moment, in: window, offset: moment - start, unit: unit)
          : single(connector, at: moment, in: window, offset: moment - start, unit: unit))
    }
    return schedule
  }

  /// The limit of a connector at a moment, with that of the whole station; nil when there is none.
  func limit(connector: Int, at moment: Int64, windowStart: Int64) -> ChargingLimit? {
    let maximum = prevailing(.chargePointMaximum, connector: 0, at: moment, windowStart: windowStart)
    guard let own = transactionLimit(connector, at: moment, windowStart: windowStart) else { return maximum }
    return own.combined(with: maximum)
  }

  private func single(
    _ connector: Int, at moment: Int64, in window: Range<Int64>, offset: Int64, unit: ChargingUnit
  ) -> CompositeSchedule.Period {
    let limit = limit(connector: connector, at: moment, windowStart: window.lowerBound)
    return CompositeSchedule.Period(
      start: offset, limit: limit?.tenths(unit, supply), phases: limit?.phases)
  }

  /// The station as a whole: what its connectors may take together, and not more than its own limit.
  private func total(
    _ connectors: [Int], at moment: Int64, in window: Range<Int64>, offset: Int64, unit: ChargingUnit
  ) -> CompositeSchedule.Period {
    var sum: Int? = connectors.isEmpty ? nil : 0
    for connector in connectors {
      let limit = transactionLimit(connector, at: moment, windowStart: window.lowerBound)
      guard let current = sum, let limit else {
        sum = nil
        break
      }
      sum = current + limit.tenths(unit, supply)
    }
    let maximum = prevailing(.chargePointMaximum, connector: 0, at: moment, windowStart: window.lowerBound)?
      .tenths(unit, supply)
    let limit = [sum, maximum].compactMap(\.self).min()
    return CompositeSchedule.Period(start: offset, limit: limit, phases: nil)
  }

  /// A TxProfile's limit or, when none says anything, a TxDefaultProfile's.
  private func transactionLimit(_ connector: Int, at moment: Int64, windowStart: Int64) -> ChargingLimit? {
    prevailing(.transaction, connector: connector, at: moment, windowStart: windowStart)
      ?? prevailing(.transactionDefault, connector: connector, at: moment, windowStart: windowStart)
  }

  /// The limit of the profile with the highest stack level that says something at a moment.
  private func prevailing(
    _ purpose: ChargingProfilePurpose, connector: Int, at moment: Int64, windowStart: Int64
  ) -> ChargingLimit? {
    let transaction = transactions.first { $0.connector == connector }
    let chargingStart = transaction?.startedAt ?? windowStart
    var best: (rank: (Int, Int), limit: ChargingLimit)?
    for profile in profiles where profile.purpose == purpose && applies(profile, to: connector, transaction) {
      // One for the connector replaces the one for all connectors on the same level (OCPP 1.6 §3.13.1).
      let rank = (profile.stackLevel, profile.connector)
      if let best, best.rank >= rank { continue }
      guard let limit = profile.limit(at: moment, chargingStart: chargingStart) else { continue }
      best = (rank, limit)
    }
    return best?.limit
  }

  private func applies(_ profile: ScheduledProfile, to connector: Int, _ transaction: Transaction?) -> Bool {
    switch profile.purpose {
    case .chargePointMaximum: true
    case .transactionDefault: profile.connector == 0 || profile.connector == connector
    case .transaction:
      profile.connector == connector && transaction != nil
        && (profile.transaction == nil || profile.transaction == transaction?.id)
    }
  }

  private func changes(in window: Range<Int64>, connectors: [Int]) -> [Int64] {
    var moments: Set<Int64> = [window.lowerBound]
    var starts = Set(connectors.compactMap { connector in transactions.first { $0.connector == connector }?.startedAt })
    starts.insert(window.lowerBound)
    for profile in profiles {
      switch profile.timing {
      case .relative:
        for start in starts { profile.addChanges(to: &moments, in: window, chargingStart: start) }
      default: profile.addChanges(to: &moments, in: window, chargingStart: window.lowerBound)
      }
    }
    return moments.sorted()
  }
}
