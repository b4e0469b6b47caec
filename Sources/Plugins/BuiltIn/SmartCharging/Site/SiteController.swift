import GatewayCore
import Logging
import OCPP16
import OCPPCodec
import ServiceLifecycle
import Synchronization

/// Keeps the sites' limits: shares them anew when a transaction begins or ends and when a station comes or goes, and
/// renews the shares before they end. Of processes that share a store one does it.
final class SiteController: Service {
  let charging: SmartChargingHandler
  let gateway: GatewayServices
  private let subscription: GatewayEventSubscription
  private let lease: WorkLease
  /// Between two rounds of which no event tells: other processes have theirs.
  private static let lookInterval = Duration.seconds(30)

  init(_ charging: SmartChargingHandler, _ gateway: GatewayServices) {
    self.charging = charging
    self.gateway = gateway
    lease = WorkLease("sites", every: charging.configuration.siteInterval, gateway)
    // At once, so that nothing is missed before the service runs.
    subscription = gateway.events.subscribe(
      GatewayEventFilter(kinds: [.connected, .disconnected, .booted, .transactionStarted, .transactionEnded]))
  }

  var configuration: SmartChargingConfiguration { charging.configuration }
  var state: SiteControllerState { charging.sites }

  func run() async throws {
    await cancelWhenGracefulShutdown {
      await self.findStations()
      await withDiscardingTaskGroup { group in
        group.addTask { await self.tick() }
        group.addTask { await self.look() }
        for await delivery in self.subscription {
          self.note(delivery)
          await self.runDueRounds()
        }
        group.cancelAll()
      }
    }
    await lease.giveBack()
  }

  /// What is due goes on even when nothing happens.
  private func tick() async {
    while (try? await gateway.clock.sleep(for: configuration.siteInterval)) != nil { subscription.nudge() }
  }

  /// What other processes have seen is found in the store.
  private func look() async {
    while (try? await gateway.clock.sleep(for: Self.lookInterval)) != nil { await findStations() }
  }

  private func note(_ delivery: GatewayEventDelivery) {
    switch delivery {
    case .event(let event):
      if let station = event.station { state.note(event.kind, of: station, transaction: event.transactionNumber) }
    case .lost: state.noteAll()
    case .nothing: break
    }
  }

  /// The stations that are known from before.
  private func findStations() async {
    var query = StationQuery(limit: 1000)
    do {
      while true {
        let page = try await gateway.store.stations(query)
        guard let last = page.last else { break }
        for record in page { state.add(record.id) }
        query.after = last.id
      }
    } catch {
      gateway.logger.warning("stations of sites not found in the store", metadata: ["error": "\(error)"])
    }
    for session in gateway.sessions.all { state.add(session.station) }
    state.noteAll()
  }

  private func runDueRounds() async {
    do {
      guard try await lease.isOurs() else { return state.forgetGrants() }
    } catch {
      return gateway.logger.warning("sites' limits were not looked at", metadata: ["error": "\(error)"])
    }
    let due = state.takeDue(at: gateway.clock.milliseconds, interval: configuration.siteInterval.milliseconds)
    guard !due.isEmpty else { return }
    await withDiscardingTaskGroup { group in
      for site in due {
        group.addTask {
          do {
            try await SiteRound(self, site: self.configuration.sites[site], index: site).run()
          } catch {
            self.state.noteSite(site)
            self.gateway.logger.warning(
              "a site's limit was not shared anew",
              metadata: ["site": "\(self.configuration.sites[site].name.escapedForPeople)", "error": "\(error)"])
          }
        }
      }
    }
  }
}
