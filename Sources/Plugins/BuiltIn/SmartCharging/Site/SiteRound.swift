import GatewayCore
import Logging
import OCPP16
import OCPPCodec

/// One time of sharing a site's limit: who gives back is told first, and only when all of them have confirmed it, others
/// get more.
struct SiteRound: Sendable {
  private let controller: SiteController
  private let site: SiteLimit
  private let index: Int

  init(_ controller: SiteController, site: SiteLimit, index: Int) {
    self.controller = controller
    self.site = site
    self.index = index
  }

  private var gateway: GatewayServices { controller.gateway }
  private var configuration: SmartChargingConfiguration { controller.configuration }
  private var state: SiteControllerState { controller.state }

  /// - Throws: ``StoreError``
  func run() async throws {
    var stations: [SitePlan.Station] = []
    var transactions: [SitePlan.Transaction] = []
    var units: [StationID: ChargingUnit] = [:]
    for id in state.stations(of: index) {
      let known = try await StationCharging(of: id, in: gateway.store)
      stations.append(
        SitePlan.Station(id: id, isOnline: isOnline(id), connectors: known.connectors.count))
      units[id] = known.capabilities.units.map { $0.contains(.ampere) ? .ampere : .watt }
      transactions += known.transactions.map { transaction(known, $0, id) }
    }
    await giveDefaults(stations, units)
    let now = gateway.clock.milliseconds
    let duration = configuration.siteProfileDuration.milliseconds
    let plan = SitePlan(
      site, stations: stations, transactions: transactions, now: now, renewsBefore: now + duration / 2)
    var isDone = await send(plan.changes.filter(\.isDecrease), units)
    if isDone { isDone = await send(plan.changes.filter { !$0.isDecrease }, units) }
    if !isDone { state.noteSite(index) }
    transactions = transactions.map { transaction in
      var transaction = transaction
      transaction.grant = state.grant(key(transaction.station, transaction.id)) ?? transaction.grant
      transaction.isUncontrolled = state.isRefusing(key(transaction.station, transaction.id))
      return transaction
    }
    let first = transactions.filter { !$0.isUncontrolled }.compactMap { $0.grant?.until }.min()
    state.finish(
      index,
      SiteControllerState.Report(
        available: plan.available, moment: now, transactions: transactions, stations: stations),
      renewAt: first.map { $0 - duration / 2 })
  }

  private func isOnline(_ id: StationID) -> Bool {
    gateway.sessions.session(of: id).map { $0.version == .v16 } ?? false
  }

  private func key(_ station: StationID, _ transaction: Int) -> SiteControllerState.Key {
    SiteControllerState.Key(station: station, transaction: transaction)
  }

  // MARK: What is there

  private func transaction(
    _ known: StationCharging, _ transaction: CompositeScheduler.Transaction, _ station: StationID
  ) -> SitePlan.Transaction {
    let seconds = gateway.clock.milliseconds / 1000
    let others = known.scheduler(configuration.supply) { $0.origin != .site }
    let limit = others.limit(connector: transaction.connector, at: seconds, windowStart: seconds)
    let key = key(station, transaction.id)
    return SitePlan.Transaction(
      station: station, connector: transaction.connector, id: transaction.id, startedAt: transaction.startedAt,
      ceiling: limit?.tenths(.ampere, configuration.supply),
      grant: state.grant(key) ?? recordedGrant(known, transaction), isUncontrolled: state.isRefusing(key))
  }

  /// A share that an earlier process gave.
  private func recordedGrant(
    _ known: StationCharging, _ transaction: CompositeScheduler.Transaction
  ) -> SitePlan.Grant? {
    let record = known.profiles.first { $0.origin == .site && $0.transaction == transaction.id }
    guard let record, let profile = try? ScheduledProfile(record, supply: configuration.supply),
      let period = profile.periods.first, case .fixed(let start) = profile.timing, let duration = profile.duration
    else { return nil }
    return SitePlan.Grant(
      current: period.limit.tenths(.ampere, configuration.supply), until: (start + duration) * 1000)
  }

  // MARK: What is told

  /// - Returns: whether all stations took it.
  private func send(_ changes: [SitePlan.Change], _ units: [StationID: ChargingUnit]) async -> Bool {
    await withTaskGroup(of: Bool.self) { group in
      for change in changes { group.addTask { await send(change, units[change.station] ?? .ampere) } }
      return await group.reduce(true) { $0 && $1 }
    }
  }

  private func send(_ change: SitePlan.Change, _ unit: ChargingUnit) async -> Bool {
    let key = key(change.station, change.transaction)
    let now = gateway.clock.milliseconds
    let until = now + configuration.siteProfileDuration.milliseconds
    let before = state.grant(key)
    let request = SiteProfiles(configuration).share(
      change, at: now, unit: unit)
    do {
      let response = try await gateway.commands.send(request, to: change.station)
      if response.status == .accepted {
        state.setGrant(SitePlan.Grant(current: change.current, until: until), key)
        return true
      }
      warn("a station refuses its share", change.station, response.status.text)
      state.setRefusing(key)
    } catch let failure as CommandFailure {
      warn("a station did not get its share", change.station, failure.description)
      if failure.isUncertain {
        let current = max(change.current, before?.current ?? site.failSafe)
        state.setGrant(SitePlan.Grant(current: current, until: until, isConfirmed: false), key)
      } else if failure.isRefusal {
        state.setRefusing(key)
      }
    } catch {
      warn("a station did not get its share", change.station, "\(error)")
    }
    return false
  }

  /// Tells stations that booted, or were never told, what they may take when nobody tells them.
  private func giveDefaults(_ stations: [SitePlan.Station], _ units: [StationID: ChargingUnit]) async {
    await withDiscardingTaskGroup { group in
      for station in stations where station.isOnline && !state.hasDefault(station.id) {
        group.addTask {
          let request = SiteProfiles(configuration).failSafe(site, unit: units[station.id] ?? .ampere)
          do {
            let response = try await gateway.commands.send(request, to: station.id)
            if response.status != .accepted {
              warn("a station refuses its fail-safe default", station.id, response.status.text)
            }
            state.setDefault(station.id)
          } catch let failure as CommandFailure {
            warn("a station did not get its fail-safe default", station.id, failure.description)
            // One that can't is not asked again before it boots.
            if failure.isRefusal { state.setDefault(station.id) } else { state.noteSite(index) }
          } catch {
            state.noteSite(index)
          }
        }
      }
    }
  }

  private func warn(_ message: Logger.Message, _ station: StationID, _ reason: String) {
    gateway.logger.warning(
      message,
      metadata: [
        "site": "\(site.name.escapedForPeople)", "station": "\(station)", "reason": "\(reason.escapedForPeople)",
      ])
  }
}

extension CommandFailure {
  /// Whether the same command would end the same way again.
  fileprivate var isRefusal: Bool {
    switch self {
    case .error, .refused, .invalid, .invalidAnswer, .unknownCommand: true
    case .offline, .busy, .timedOut, .disconnected: false
    }
  }
}
