package import GatewayCore
import OCPP16
import OCPP201
import OCPPCodec

/// The handler `core`: what a station needs to boot, authorize, charge and report.
///
/// Each action is a function of its own, with at most one call to the store. A function answers once the store has what
/// it recorded.
package struct CoreHandler: Sendable {
  /// What the configuration calls it.
  package static let name = "core"

  let options: StationOptions<CoreConfiguration>
  let heartbeatInterval: Duration
  /// Changes of availability that stations do later.
  let availability = ScheduledAvailability()

  // 0 would leave the interval to the station, less would mean nothing.
  static func seconds(_ duration: Duration) -> Int { max(Int(clamping: duration.components.seconds), 1) }

  /// How id tokens of a station are judged.
  func policy(_ context: CallContext) -> AuthorizationPolicy { options.of(context.session).authorization }

  /// Makes the handler.
  ///
  /// - Parameters:
  ///   - options: its options, for all stations and by rule.
  ///   - heartbeatInterval: how often stations shall send a Heartbeat; at least a second, fractions are dropped.
  package static func make(
    options: StationOptions<CoreConfiguration>,
    heartbeatInterval: Duration
  ) -> RoutedHandler {
    let core = CoreHandler(options: options, heartbeatInterval: heartbeatInterval)
    var handler = RoutedHandler(name: name)
    core.add16(to: &handler)
    core.add201(to: &handler)
    core.addCommands16(to: &handler)
    handler.addService { core.availability.service($0) }
    let resets = PendingResets(timeout: options.general.resetTimeout)
    handler.onEvent([.booted]) { await resets.noteBoot($0, $1) }
    handler.addService { resets.service($0) }
    handler.addEndpoints { RegistrationEndpoints($0, options: options).endpoints }
    return handler
  }

  private func addCommands16(to handler: inout RoutedHandler) {
    handler.onCommand(OCPP16.ChangeAvailabilityRequest.self) { try await changeAvailability($0, $1, $2) }
    handler.onCommand(OCPP16.ChangeConfigurationRequest.self) { try await changeConfiguration($0, $1, $2) }
    handler.onCommand(OCPP16.GetConfigurationRequest.self) { try await getConfiguration($0, $1, $2) }
    handler.onCommand(OCPP16.RemoteStartTransactionRequest.self) { try await remoteStart($0, $1, $2) }
    handler.onCommand(OCPP16.RemoteStopTransactionRequest.self) { try await remoteStop($0, $1, $2) }
    handler.onCommand(OCPP16.ResetRequest.self) { try await reset($0, $1, $2) }
  }

  private func add16(to handler: inout RoutedHandler) {
    handler.on(OCPP16.AuthorizeRequest.self) { try await authorize($0, $1, at: $2.call.receivedAt) }
    handler.on(OCPP16.BootNotificationRequest.self) { try await boot($0, $1, at: $2.call.receivedAt) }
    handler.on(OCPP16.DataTransferRequest.self) { request, context, _ in transferData(request, context) }
    handler.on(OCPP16.HeartbeatRequest.self) { request, context, _ in heartbeat(request, context) }
    handler.on(OCPP16.MeterValuesRequest.self) { try await recordMeterValues($0, $1, at: $2.call.receivedAt) }
    handler.on(OCPP16.SecurityEventNotificationRequest.self) {
      try await recordSecurityEvent($0, $1, at: $2.call.receivedAt)
    }
    handler.on(OCPP16.StartTransactionRequest.self) { try await start($0, $1, at: $2.call.receivedAt) }
    handler.on(OCPP16.StatusNotificationRequest.self) { try await recordStatus($0, $1, at: $2.call.receivedAt) }
    handler.on(OCPP16.StopTransactionRequest.self) { try await stop($0, $1, at: $2.call.receivedAt) }
  }

  private func add201(to handler: inout RoutedHandler) {
    handler.on(OCPP201.AuthorizeRequest.self) { try await authorize($0, $1, at: $2.call.receivedAt) }
    handler.on(OCPP201.BootNotificationRequest.self) { try await boot($0, $1, at: $2.call.receivedAt) }
    handler.on(OCPP201.DataTransferRequest.self) { request, context, _ in transferData(request, context) }
    handler.on(OCPP201.HeartbeatRequest.self) { request, context, _ in heartbeat(request, context) }
    handler.on(OCPP201.MeterValuesRequest.self) { try await recordMeterValues($0, $1, at: $2.call.receivedAt) }
    handler.on(OCPP201.NotifyReportRequest.self) { try await recordReport($0, $1, at: $2.call.receivedAt) }
    handler.on(OCPP201.SecurityEventNotificationRequest.self) {
      try await recordSecurityEvent($0, $1, at: $2.call.receivedAt)
    }
    handler.on(OCPP201.StatusNotificationRequest.self) { try await recordStatus($0, $1, at: $2.call.receivedAt) }
    handler.on(OCPP201.TransactionEventRequest.self) { try await recordEvent($0, $1, at: $2.call.receivedAt) }
  }
}
