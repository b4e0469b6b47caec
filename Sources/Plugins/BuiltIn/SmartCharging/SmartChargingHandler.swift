package import GatewayCore
import Logging
import OCPP16
import OCPPCodec

/// The handler `smart-charging`: charging profiles are checked before they are sent, recorded once a station accepted
/// them, and forgotten with their transaction; a site's limit is shared among its transactions (OCPP 1.6 §3.13).
package struct SmartChargingHandler: Sendable {
  /// What the configuration calls it.
  package static let name = "smart-charging"

  let configuration: SmartChargingConfiguration
  /// How the sites stand.
  let sites: SiteControllerState

  private init(_ configuration: SmartChargingConfiguration) {
    self.configuration = configuration
    sites = SiteControllerState(configuration.sites)
  }

  /// Makes the handler.
  package static func make(configuration: SmartChargingConfiguration) -> RoutedHandler {
    let charging = SmartChargingHandler(configuration)
    var handler = RoutedHandler(name: name)
    handler.onCommand(OCPP16.SetChargingProfileRequest.self) { try await charging.setProfile($0, $1, $2) }
    handler.onCommand(OCPP16.ClearChargingProfileRequest.self) { try await charging.clearProfiles($0, $1, $2) }
    handler.onCommand(OCPP16.GetCompositeScheduleRequest.self) { try await charging.getSchedule($0, $1, $2) }
    handler.onCommand(OCPP16.RemoteStartTransactionRequest.self) { try await charging.startRemotely($0, $1, $2) }
    handler.onEvents([.transactionStarted, .transactionEnded]) { await charging.follow($0, $1) }
    handler.addService { gateway in UncertainProfiles(gateway, retryInterval: configuration.retryInterval).service }
    handler.addEndpoints { gateway in SmartChargingEndpoints(charging, gateway).endpoints }
    if !configuration.sites.isEmpty {
      handler.addService { gateway in SiteController(charging, gateway) }
      handler.addEndpoints { _ in SiteEndpoints(charging).endpoints }
    }
    return handler
  }

  /// Gives a transaction the profile of its remote start, and lets a TxProfile end with its transaction.
  private func follow(_ events: [GatewayEvent], _ gateway: GatewayServices) async {
    do {
      // Most stations have no such profiles.
      let stations = try await gateway.store.stationsWithTransactionProfiles(among: Set(events.compactMap(\.station)))
      for event in events {
        if let station = event.station, stations.contains(station) { await follow(event, of: station, gateway) }
      }
    } catch {
      gateway.logger.warning(
        "charging profiles not updated", metadata: ["events": "\(events.count)", "error": "\(error)"])
    }
  }

  private func follow(_ event: GatewayEvent, of station: StationID, _ gateway: GatewayServices) async {
    do {
      switch event.kind {
      case .transactionStarted:
        guard let id = event.transactionNumber, let connector = event.details["connectorId"]?.integer,
          let idTag = event.details["idTag"]?.text
        else { return }
        _ = try await gateway.store.adoptChargingProfiles(
          of: station, idTag: idTag, connector: connector, transaction: id)
      case .transactionEnded:
        guard let id = event.transactionNumber else { return }
        _ = try await gateway.store.clearChargingProfiles(ChargingProfileFilter(transaction: id), of: station)
      default: break
      }
    } catch {
      // Calculations look at active transactions only, so that what stays behind does no harm.
      gateway.logger.warning(
        "charging profiles not updated", metadata: ["station": "\(station)", "error": "\(error)"])
    }
  }
}

extension GatewayEvent {
  /// The id of a 1.6 transaction.
  var transactionNumber: Int? {
    details["transactionId"].flatMap { $0.integer ?? $0.text.flatMap { Int($0) } }
  }
}
