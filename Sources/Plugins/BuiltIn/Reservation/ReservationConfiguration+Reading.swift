package import GatewayConfig

extension ReservationConfiguration {
  /// Decodes the section `handlers.reservation`.
  package init(reading reader: ConfigurationReader) {
    self.init()
    conflicts = reader.enumeration(
      "conflicts", default: conflicts,
      help: "What is done with a reservation for a connector that is reserved already: `refuse` doesn't send it, `ask` "
        + "lets the station decide.")
    standardDuration = reader.duration(
      "default_duration", default: standardDuration, in: .seconds(60)...(.seconds(2_592_000)), wholeSeconds: true,
      help: "How long a reservation lasts that is asked for without an expiry date.")
    maximumDuration = reader.duration(
      "max_duration", default: maximumDuration, in: .seconds(60)...(.seconds(2_592_000)), wholeSeconds: true,
      help: "How long a reservation may last; one for longer isn't sent.")
    if standardDuration > maximumDuration {
      reader.report(
        "'\(reader.path.appending("default_duration"))' must not be longer than "
          + "'\(reader.path.appending("max_duration"))'", at: "default_duration")
    }
    checkInterval = reader.duration(
      "check_interval", default: checkInterval, in: .seconds(1)...(.seconds(3600)),
      help: "How often it is looked for reservations that have expired, and for uncertain ones.")
    retryInterval = reader.duration(
      "retry_interval", default: retryInterval, in: .seconds(1)...(.seconds(86_400)),
      help: "When ReserveNow or CancelReservation is sent again after the connection broke before the answer.")
  }
}
