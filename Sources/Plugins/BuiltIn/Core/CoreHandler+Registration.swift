import GatewayCore
import Logging
import OCPP16
import OCPPCodec

extension CoreHandler {
  /// What a BootNotification is answered.
  struct BootAnswer {
    var registration: RegistrationState
    /// Seconds: between Heartbeats for an accepted station, else until it boots again (OCPP 1.6 §4.2, OCPP 2.0.1 B01 to B03).
    var interval: Int
  }

  /// Decides about a BootNotification, records it and lets the session know.
  ///
  /// - Parameter boot: what it is answered is filled in here: what an operator decided of the station, else what is
  ///   configured.
  func register(_ boot: StationBoot, _ context: CallContext) async throws -> BootAnswer {
    let options = options.of(context.session)
    let setting = try await context.store.registrationSetting(of: boot.station)
    let registration = setting?.state ?? options.registration
    var boot = boot
    boot.registration = registration
    try await context.store.recordBoot(boot)
    // Not before the store has it: after a restart the station would not be what the session says.
    context.session.registration = registration
    context.services.logger.info(
      "station booted",
      metadata: [
        "station": "\(boot.station)", "epoch": "\(context.session.epoch)", "version": "\(boot.version.rawValue)",
        "vendor": "\(boot.vendor.escapedForPeople)", "model": "\(boot.model.escapedForPeople)",
        "registration": "\(registration.rawValue)",
      ])
    context.publish(
      .booted, at: boot.receivedAt,
      [
        "registration": .text(registration.rawValue), "version": .text(boot.version.rawValue),
        "vendor": .text(boot.vendor), "model": .text(boot.model), "serialNumber": .optional(boot.serialNumber),
        "firmwareVersion": .optional(boot.firmwareVersion),
      ])
    if boot.version == .v16 { followUp(boot, options, context) }
    let retry = setting?.retryInterval ?? Self.seconds(options.bootRetryInterval)
    return BootAnswer(
      registration: registration, interval: registration == .accepted ? Self.seconds(heartbeatInterval) : retry)
  }

  /// Asks a station what it didn't say. One that waits to be accepted may be asked for its configuration already, not to send
  /// anything by itself (OCPP 1.6 §4.2).
  private func followUp(_ boot: StationBoot, _ options: CoreConfiguration, _ context: CallContext) {
    let getsConfiguration = options.getsConfigurationAfterBoot && boot.registration != .rejected
    let triggersStatus = options.triggersStatusAfterBoot && boot.registration == .accepted
    guard getsConfiguration || triggersStatus else { return }
    let services = context.services
    services.background.submit {
      do {
        if getsConfiguration {
          _ = try await services.commands.send(OCPP16.GetConfigurationRequest(), to: boot.station)
        }
        if triggersStatus {
          let request = OCPP16.TriggerMessageRequest(requestedMessage: .statusNotification)
          _ = try await services.commands.send(request, to: boot.station)
        }
      } catch {
        services.logger.info(
          "follow-up after boot failed", metadata: ["station": "\(boot.station)", "reason": "\(error)"])
      }
    }
  }

  /// The gateway's time, with milliseconds.
  func currentTime(_ context: CallContext) -> DateTime {
    DateTime(millisecondsSinceEpoch: context.clock.milliseconds)
  }
}
