import GatewayCore

/// What the transactions of a site should get. Currents are tenths of an ampere, moments milliseconds since the epoch.
///
/// Pure: what is there in, what to do out.
struct SitePlan: Sendable, Equatable {
  /// A transaction that goes on.
  struct Transaction: Sendable, Equatable {
    var station: StationID
    var connector: Int
    var id: Int
    var startedAt: Int64
    /// The most it may take by the profiles that others gave it; nil: no limit.
    var ceiling: Int?
    /// What its station took last, and until when that holds.
    var grant: Grant?
    /// Whether its station refused a share, so that it can't be told anything.
    var isUncontrolled = false
  }

  /// A share that a station has.
  struct Grant: Sendable, Equatable {
    var current: Int
    /// From then on the station's fail-safe default holds.
    var until: Int64
    /// Whether the station answered. If not, it may go by this one or by what it had before.
    var isConfirmed = true
  }

  /// A station of the site.
  struct Station: Sendable, Equatable {
    var id: StationID
    var isOnline: Bool
    /// How many connectors it has; at least 1 is reckoned with.
    var connectors: Int
  }

  /// A share to be told to a station.
  struct Change: Sendable, Equatable {
    var station: StationID
    var connector: Int
    var transaction: Int
    var current: Int
    /// Whether it gives back: to be done, and confirmed, before others get more.
    var isDecrease: Bool
  }

  private(set) var changes: [Change] = []
  /// What is left for those who can be told, after what others may take meanwhile.
  private(set) var available = 0

  /// - Parameters:
  ///   - now: milliseconds since the epoch.
  ///   - renewsBefore: shares that end before are given again, though they stay the same.
  init(_ site: SiteLimit, stations: [Station], transactions: [Transaction], now: Int64, renewsBefore: Int64) {
    let online = Set(stations.filter(\.isOnline).map(\.id))
    let ordered = transactions.sorted { ($0.startedAt, $0.station, $0.id) < ($1.startedAt, $1.station, $1.id) }
    let told = ordered.filter { online.contains($0.station) && !$0.isUncontrolled }
    available = site.limit
    for transaction in ordered where online.contains(transaction.station) && transaction.isUncontrolled {
      available -= transaction.ceiling.map { min($0, site.maximum) } ?? site.maximum
    }
    for station in stations where !station.isOnline {
      available -= Self.reserve(for: station, ordered.filter { $0.station == station.id }, site, now)
    }
    let shares = PowerSharing(available: available, minimum: site.minimum).shares(
      told.map { PowerSharing.Demand(maximum: min($0.ceiling ?? site.maximum, site.maximum)) })
    for (transaction, share) in zip(told, shares) {
      let held = Self.held(transaction, site, now)
      if let grant = transaction.grant, grant.isConfirmed, grant.current == share, grant.until > renewsBefore {
        continue
      }
      changes.append(
        Change(
          station: transaction.station, connector: transaction.connector, transaction: transaction.id, current: share,
          isDecrease: share <= held))
    }
  }

  /// How long after its end, in milliseconds, a share may still hold at a station whose clock is behind.
  private static let clockDifference: Int64 = 60_000

  /// The most that a transaction may be taking now.
  static func held(_ transaction: Transaction, _ site: SiteLimit, _ now: Int64) -> Int {
    guard let grant = transaction.grant, grant.until + clockDifference > now else { return site.failSafe }
    return grant.isConfirmed ? grant.current : max(grant.current, site.failSafe)
  }

  /// What a station may take that can't be told anything: its shares until they end, then its default at each connector.
  private static func reserve(
    for station: Station, _ transactions: [Transaction], _ site: SiteLimit, _ now: Int64
  ) -> Int {
    let running = transactions.map { transaction in
      transaction.isUncontrolled ? site.maximum : max(held(transaction, site, now), site.failSafe)
    }
    let idle = max(max(station.connectors, 1) - running.count, 0)
    return running.reduce(0, +) + idle * site.failSafe
  }
}
