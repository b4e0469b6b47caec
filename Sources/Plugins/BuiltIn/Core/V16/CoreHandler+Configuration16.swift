import GatewayCore
import OCPP16
import OCPPCodec

extension CoreHandler {
  /// Remembers what was changed, and what needs a reboot (OCPP 1.6 §5.3).
  func changeConfiguration(
    _ request: OCPP16.ChangeConfigurationRequest, _ context: CallContext,
    _ next: TypedNext<OCPP16.ChangeConfigurationRequest>
  ) async throws -> OCPP16.ChangeConfigurationResponse {
    if Self.isRecordedElsewhere(next.call, context) { return try await next(request) }
    return try await SettingsRecorder(context).record(request, next)
  }

  /// Remembers what the station has (OCPP 1.6 §5.8).
  func getConfiguration(
    _ request: OCPP16.GetConfigurationRequest, _ context: CallContext,
    _ next: TypedNext<OCPP16.GetConfigurationRequest>
  ) async throws -> OCPP16.GetConfigurationResponse {
    if Self.isRecordedElsewhere(next.call, context) { return try await next(request) }
    return try await SettingsRecorder(context).record(request, next)
  }

  /// Whether the handler `configuration`, which does the same, stands in the chain.
  private static func isRecordedElsewhere(_ call: Call, _ context: CallContext) -> Bool {
    context.services.chains.includes(
      ConfigurationHandler.name, .v16, .outbound, call.action.name, rule: context.session.rule)
  }
}
