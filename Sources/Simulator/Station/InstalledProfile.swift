/// A charging profile that the station has accepted, in W (OCPP 1.6 §3.13). Moments are milliseconds since the epoch.
struct InstalledProfile: Sendable, Equatable {
  enum Purpose: String, Sendable {
    case stationMaximum = "ChargePointMaxProfile"
    case transactionDefault = "TxDefaultProfile"
    case transaction = "TxProfile"
  }

  enum Kind: Sendable, Equatable {
    case absolute
    case relative
    /// - Parameter period: in milliseconds.
    case recurring(period: Int64)
  }

  struct Period: Sendable, Equatable {
    /// Milliseconds from the schedule's beginning.
    let start: Int64
    let watts: Int
  }

  /// What a profile says of a moment.
  struct Limit: Sendable, Equatable {
    /// Nil: nothing.
    var watts: Int?
    /// When that changes at the earliest; nil: never.
    var changesAt: Int64?
  }

  let id: Int
  /// 0: the station.
  let connector: Int
  let purpose: Purpose
  let stackLevel: Int
  let kind: Kind
  let validFrom: Int64?
  let validTo: Int64?
  /// The station's number of the transaction that it is for.
  let transaction: Int?
  let scheduleStart: Int64?
  /// In milliseconds.
  let duration: Int64?
  /// Ordered, at least one.
  let periods: [Period]

  /// What it says of a moment.
  ///
  /// - Parameter begin: of the transaction, from which relative schedules count.
  func limit(at moment: Int64, transactionBegan begin: Int64) -> Limit {
    if let validFrom, moment < validFrom { return Limit(changesAt: validFrom) }
    if let validTo, moment >= validTo { return Limit() }
    var limit = scheduled(at: moment, begin: begin)
    if let validTo { limit.changesAt = min(limit.changesAt ?? validTo, validTo) }
    return limit
  }

  private func scheduled(at moment: Int64, begin: Int64) -> Limit {
    var start = scheduleStart ?? begin
    var end = duration.map { start + $0 }
    var next: Int64?
    switch kind {
    case .relative:
      start = begin
      end = duration.map { start + $0 }
    case .absolute: break
    case .recurring(let period):
      guard moment >= start else { return Limit(changesAt: start) }
      start += (moment - start) / period * period
      next = start + period
      end = min(duration.map { start + $0 } ?? start + period, start + period)
    }
    guard moment >= start else { return Limit(changesAt: start) }
    if let end, moment >= end { return Limit(changesAt: next) }
    let elapsed = moment - start
    guard let current = periods.last(where: { $0.start <= elapsed }) else {
      return Limit(changesAt: periods.first.map { start + $0.start })
    }
    let following = periods.first { $0.start > elapsed }.map { start + $0.start }
    return Limit(watts: current.watts, changesAt: [following, end].compactMap { $0 }.min())
  }
}
