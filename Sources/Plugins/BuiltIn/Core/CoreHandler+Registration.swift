import GatewayCore
import Logging
import OCPPCodec

extension CoreHandler {
  /// Records a BootNotification and lets the session know what it is answered.
  ///
  /// - Returns: seconds: between Heartbeats for an accepted station, else until it boots again (OCPP 1.6 §4.2, OCPP
  ///   2.0.1 B01 to B03).
  func register(_ boot: StationBoot, _ context: CallContext) async throws -> Int {
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
    return registration == .accepted ? heartbeatInterval : bootRetryInterval
  }

  /// The gateway's time, with milliseconds.
  func currentTime(_ context: CallContext) -> DateTime {
    DateTime(millisecondsSinceEpoch: context.clock.milliseconds)
  }
}
