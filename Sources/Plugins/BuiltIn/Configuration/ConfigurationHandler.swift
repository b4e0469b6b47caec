package import GatewayCore
import Logging
import OCPP16
import OCPPCodec

/// The handler `configuration`: what OCPP 1.6 stations shall have and what they have, brought together.
package enum ConfigurationHandler {
  /// What the configuration calls it.
  package static let name = "configuration"

  /// Makes the handler.
  ///
  /// - Parameter options: its options, for all stations and by rule.
  package static func make(options: StationOptions<ConfigurationOptions>) -> RoutedHandler {
    let applier = ConfigurationApplier(options: options)
    var handler = RoutedHandler(name: name)
    handler.onCommand(OCPP16.ChangeConfigurationRequest.self) { request, context, next in
      try await SettingsRecorder(context).record(request, next)
    }
    handler.onCommand(OCPP16.GetConfigurationRequest.self) { request, context, next in
      try await SettingsRecorder(context).record(request, next)
    }
    handler.onEvent([.booted]) { event, gateway in
      await followUp(event, applier, options, gateway)
    }
    handler.addEndpoints { ConfigurationEndpoints($0, applier).endpoints }
    return handler
  }

  private static func followUp(
    _ event: GatewayEvent,
    _ applier: ConfigurationApplier,
    _ options: StationOptions<ConfigurationOptions>,
    _ gateway: GatewayServices
  ) async {
    guard let station = event.station, event.details["registration"]?.text != RegistrationState.rejected.rawValue,
      let session = gateway.sessions.session(of: station), session.version == .v16,
      options.of(session).appliesAfterBoot,
      gateway.chains.includes(name, .v16, .outbound, OCPP16.ChangeConfigurationRequest.action, rule: session.rule)
    else { return }
    do {
      _ = try await applier.begin(station, reason: "the station booted", gateway)
    } catch {
      gateway.logger.error("configuration not applied", metadata: ["station": "\(station)", "error": "\(error)"])
    }
  }
}
