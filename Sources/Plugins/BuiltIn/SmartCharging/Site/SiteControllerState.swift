import GatewayCore
import Synchronization

/// What the controller remembers of its sites from one round to the next.
final class SiteControllerState: Sendable {
  /// A transaction, by station.
  struct Key: Sendable, Hashable {
    var station: StationID
    var transaction: Int
  }

  /// How a site stands.
  struct Report: Sendable {
    /// What was left to share; tenths of an ampere.
    var available: Int
    /// Milliseconds since the epoch.
    var moment: Int64
    var transactions: [SitePlan.Transaction]
    var stations: [SitePlan.Station]
  }

  private struct Site {
    var stations: Set<StationID> = []
    var isDirty = true
    var ranAt: Int64?
    /// When shares must be given again.
    var renewAt: Int64?
    var report: Report?
  }

  private struct State {
    var sites: [Site]
    /// The shares that stations have, as far as this process gave them.
    var grants: [Key: SitePlan.Grant] = [:]
    /// Transactions whose station refused a share.
    var refusing: Set<Key> = []
    /// Stations that have the site's default profile, or refused it, since they booted.
    var defaults: Set<StationID> = []
  }

  private let limits: [SiteLimit]
  private let state: Mutex<State>

  init(_ limits: [SiteLimit]) {
    self.limits = limits
    state = Mutex(State(sites: limits.map { _ in Site() }))
  }

  // MARK: What happens

  func add(_ station: StationID) {
    guard let index = index(of: station) else { return }
    state.withLock { _ = $0.sites[index].stations.insert(station) }
  }

  func note(_ kind: GatewayEvent.Kind, of station: StationID, transaction: Int?) {
    guard let index = index(of: station) else { return }
    state.withLock { state in
      state.sites[index].stations.insert(station)
      state.sites[index].isDirty = true
      switch kind {
      case .booted:
        // It may have lost its profiles, and have learnt to take shares.
        state.defaults.remove(station)
        state.refusing = state.refusing.filter { $0.station != station }
      case .transactionEnded:
        guard let transaction else { break }
        state.grants[Key(station: station, transaction: transaction)] = nil
        state.refusing.remove(Key(station: station, transaction: transaction))
      default: break
      }
    }
  }

  func noteAll() {
    state.withLock { state in
      for index in state.sites.indices { state.sites[index].isDirty = true }
    }
  }

  func noteSite(_ index: Int) { state.withLock { $0.sites[index].isDirty = true } }

  /// The sites whose limit is to be shared anew.
  func takeDue(at now: Int64, interval: Int64) -> [Int] {
    state.withLock { state in
      let due = state.sites.indices.filter { index in
        let site = state.sites[index]
        if let ranAt = site.ranAt, now - ranAt < interval { return false }
        return site.isDirty || site.renewAt.map { $0 <= now } ?? false
      }
      for index in due {
        state.sites[index].isDirty = false
        state.sites[index].ranAt = now
      }
      return due
    }
  }

  /// Forgets what this process gave: another one shares now. What that gives is found in the store when this one's turn
  /// comes again.
  func forgetGrants() {
    state.withLock { state in
      state.grants = [:]
      state.refusing = []
      state.defaults = []
      for index in state.sites.indices {
        state.sites[index].isDirty = true
        state.sites[index].report = nil
      }
    }
  }

  /// The first site that a station matches.
  private func index(of station: StationID) -> Int? { limits.firstIndex { $0.includes(station.text) } }

  // MARK: For a round

  func stations(of site: Int) -> [StationID] { state.withLock { $0.sites[site].stations.sorted() } }

  func grant(_ key: Key) -> SitePlan.Grant? { state.withLock { $0.grants[key] } }

  func setGrant(_ grant: SitePlan.Grant, _ key: Key) { state.withLock { $0.grants[key] = grant } }

  func isRefusing(_ key: Key) -> Bool { state.withLock { $0.refusing.contains(key) } }

  func setRefusing(_ key: Key) { state.withLock { _ = $0.refusing.insert(key) } }

  func hasDefault(_ station: StationID) -> Bool { state.withLock { $0.defaults.contains(station) } }

  func setDefault(_ station: StationID) { state.withLock { _ = $0.defaults.insert(station) } }

  /// Keeps how a site stands, and forgets transactions that are no more.
  func finish(_ site: Int, _ report: Report, renewAt: Int64?) {
    let keys = Set(report.transactions.map { Key(station: $0.station, transaction: $0.id) })
    let stations = Set(report.stations.map(\.id))
    state.withLock { state in
      state.grants = state.grants.filter { !stations.contains($0.key.station) || keys.contains($0.key) }
      state.refusing = state.refusing.filter { !stations.contains($0.station) || keys.contains($0) }
      state.sites[site].report = report
      state.sites[site].renewAt = renewAt
    }
  }

  func report(of site: Int) -> Report? { state.withLock { $0.sites[site].report } }
}
