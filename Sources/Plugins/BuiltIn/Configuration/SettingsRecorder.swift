import GatewayCore
import Logging
import OCPP16
import OCPPCodec

/// Records what stations say of their configuration when they are asked or told.
struct SettingsRecorder {
  private let context: CallContext

  init(_ context: CallContext) {
    self.context = context
  }

  /// Changes a key and records the station's answer (OCPP 1.6 §5.3).
  func record(
    _ request: OCPP16.ChangeConfigurationRequest,
    _ next: TypedNext<OCPP16.ChangeConfigurationRequest>
  ) async throws -> OCPP16.ChangeConfigurationResponse {
    let response = try await next(request)
    let now = context.clock.milliseconds
    let value = StandardSetting.isSecret(request.key) ? nil : request.value
    let change = SettingChange(key: request.key, value: value, outcome: response.status.text, moment: now)
    await keep { try await context.store.recordSettingChange(change, of: context.station) }
    context.publish(
      .configuration, at: now,
      ["key": .text(request.key), "value": .optional(value), "outcome": .text(response.status.text)])
    return response
  }

  /// Asks for keys and records the station's answer (OCPP 1.6 §5.8).
  func record(
    _ request: OCPP16.GetConfigurationRequest,
    _ next: TypedNext<OCPP16.GetConfigurationRequest>
  ) async throws -> OCPP16.GetConfigurationResponse {
    let response = try await next(request)
    let now = context.clock.milliseconds
    let settings = (response.configurationKey ?? []).map { setting in
      StationSetting(
        key: setting.key, value: StandardSetting.isSecret(setting.key) ? nil : setting.value,
        isReadOnly: setting.readonly, receivedAt: now)
    }
    let isComplete = request.key?.isEmpty ?? true
    // One that says nothing at all has not lost its keys.
    guard !settings.isEmpty else { return response }
    await keep { try await context.store.recordSettings(settings, isComplete: isComplete, of: context.station) }
    return response
  }

  /// The station has answered: whatever happens here, that is what whoever asked is told.
  private func keep(_ body: () async throws -> Void) async {
    do {
      try await body()
    } catch {
      context.services.logger.error(
        "configuration not recorded", metadata: ["station": "\(context.station)", "error": "\(error)"])
    }
  }
}
