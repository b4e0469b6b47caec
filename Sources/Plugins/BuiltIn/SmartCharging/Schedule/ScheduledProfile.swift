import GatewayCore
import OCPP16
import OCPPCodec

/// A charging profile as the calculation needs it. Moments are seconds since the epoch.
struct ScheduledProfile: Sendable, Equatable {
  /// From when its periods are counted (OCPP 1.6 §7.9).
  enum Timing: Sendable, Equatable {
    case fixed(Int64)
    /// Begins at the first moment and again each time after so many seconds.
    case recurring(Int64, every: Int64)
    /// From the start of the transaction.
    case relative
  }

  /// A limit from a moment of the schedule on, until the next one or the end.
  struct Period: Sendable, Equatable {
    /// Seconds.
    var start: Int64
    var limit: ChargingLimit
  }

  var purpose: ChargingProfilePurpose
  var connector: Int
  var stackLevel: Int
  var transaction: Int?
  var validFrom: Int64?
  /// The first moment when it is valid no more.
  var validTo: Int64?
  var timing: Timing
  /// Seconds.
  var duration: Int64?
  /// In the order of their starts, the first at 0.
  var periods: [Period]
  var origin: ChargingProfileRecord.Origin

  /// The limit at a moment; nil when the profile says nothing then.
  ///
  /// - Parameter chargingStart: when the transaction began.
  func limit(at moment: Int64, chargingStart: Int64) -> ChargingLimit? {
    if let validFrom, moment < validFrom { return nil }
    if let validTo, moment >= validTo { return nil }
    let elapsed: Int64
    switch timing {
    case .fixed(let start): elapsed = moment - start
    case .recurring(let start, let interval): elapsed = moment < start ? -1 : (moment - start) % interval
    case .relative: elapsed = moment - chargingStart
    }
    guard elapsed >= 0, duration.map({ elapsed < $0 }) ?? true else { return nil }
    return period(at: elapsed)?.limit
  }

  /// The last period that has begun.
  private func period(at elapsed: Int64) -> Period? {
    var low = 0
    var high = periods.count
    while low < high {
      let middle = (low + high) / 2
      if periods[middle].start <= elapsed { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? periods[low - 1] : nil
  }

  /// Adds all moments within a window at which ``limit(at:chargingStart:)`` may change.
  func addChanges(to moments: inout Set<Int64>, in window: Range<Int64>, chargingStart: Int64) {
    func add(_ moment: Int64) { if window.contains(moment) { moments.insert(moment) } }
    if let validFrom { add(validFrom) }
    if let validTo { add(validTo) }
    func addOccurrence(_ start: Int64) {
      add(start)
      for period in periods { add(start + period.start) }
      if let duration { add(start + duration) }
    }
    switch timing {
    case .fixed(let start): addOccurrence(start)
    case .relative: addOccurrence(chargingStart)
    case .recurring(let first, let interval):
      // The occurrence that the window begins in, unless the first one comes later.
      let passed = max(window.lowerBound - first, 0) / interval
      var start = first + passed * interval
      while start < window.upperBound {
        addOccurrence(start)
        start += interval
      }
    }
  }
}

extension ScheduledProfile {
  /// Why a recorded profile can't be calculated with.
  struct Unusable: Error, CustomStringConvertible {
    let description: String
  }

  /// - Parameters:
  ///   - profile: as the station accepted it.
  ///   - connector: what it is for.
  ///   - transaction: what a TxProfile is for, if its record knows more than the profile itself.
  ///   - acceptedAt: from when a schedule counts that has no start and no transaction; seconds since the epoch.
  ///   - supply: how many phases there are.
  init(
    _ profile: OCPP16.ChargingProfile, connector: Int, transaction: Int?, acceptedAt: Int64,
    origin: ChargingProfileRecord.Origin = .command, supply: ElectricalSupply
  ) throws(Unusable) {
    guard let purpose = ChargingProfilePurpose(rawValue: profile.chargingProfilePurpose.text),
      let unit = ChargingUnit(profile.chargingSchedule.chargingRateUnit)
    else { throw Unusable(description: "purpose or unit is unknown") }
    self.purpose = purpose
    self.connector = connector
    stackLevel = profile.stackLevel
    self.transaction = purpose == .transaction ? transaction ?? profile.transactionId : nil
    self.origin = origin
    validFrom = profile.validFrom?.seconds
    validTo = profile.validTo?.seconds
    duration = profile.chargingSchedule.duration.map { Int64($0) }
    timing = try Self.timing(profile, purpose, acceptedAt: acceptedAt)
    periods = []
    for period in profile.chargingSchedule.chargingSchedulePeriod {
      guard let tenths = period.limit.tenths, period.startPeriod >= 0, period.startPeriod <= Int(Int32.max),
        period.startPeriod > periods.last.map({ Int($0.start) }) ?? -1
      else { throw Unusable(description: "its periods are out of order or out of range") }
      let phases = min(max(period.numberPhases ?? 3, 1), supply.phases)
      periods.append(
        Period(start: Int64(period.startPeriod), limit: ChargingLimit(tenths, unit: unit, phases: phases)))
    }
  }

  private static func timing(
    _ profile: OCPP16.ChargingProfile, _ purpose: ChargingProfilePurpose, acceptedAt: Int64
  ) throws(Unusable) -> Timing {
    let start = profile.chargingSchedule.startSchedule?.seconds
    switch profile.chargingProfileKind {
    case .recurring:
      guard let start, let interval = profile.recurrencyKind?.seconds else {
        throw Unusable(description: "it recurs, but has no start or interval")
      }
      return .recurring(start, every: interval)
    case .absolute:
      if let start { return .fixed(start) }
      fallthrough
    default:
      // Without a start it counts from the start of charging (OCPP 1.6 §7.13); for a whole station there is none.
      return purpose == .chargePointMaximum ? .fixed(acceptedAt) : .relative
    }
  }
}

extension OCPP16.RecurrencyKindType {
  /// Nil for what the specification doesn't have.
  var seconds: Int64? {
    switch self {
    case .daily: 86_400
    case .weekly: 7 * 86_400
    case .unrecognized: nil
    }
  }
}

extension DateTime {
  /// Whole seconds since the epoch, rounded down; nil when it can't be read.
  var seconds: Int64? {
    millisecondsSinceEpoch.map { $0 >= 0 ? $0 / 1000 : ($0 - 999) / 1000 }
  }
}
