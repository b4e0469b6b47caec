package import GatewayConfig

/// The options of the handler `remote-trigger`.
package struct RemoteTriggerConfiguration: Sendable, Equatable {
  /// How long after connecting a connector may have said nothing of its state before it is asked; nil: it isn't.
  package var statusAfter: Duration?
  /// How long a transaction may have had no meter values before they are asked for; nil: they aren't.
  package var meterSilence: Duration?
  /// Between two automatic triggers to a station.
  package var minimumInterval: Duration
  /// How many stations are asked at a time.
  package var stationsAtOnce: Int

  package init(
    statusAfter: Duration? = .seconds(30),
    meterSilence: Duration? = .seconds(900),
    minimumInterval: Duration = .seconds(30),
    stationsAtOnce: Int = 50
  ) {
    self.statusAfter = statusAfter
    self.meterSilence = meterSilence
    self.minimumInterval = minimumInterval
    self.stationsAtOnce = stationsAtOnce
  }

  /// Decodes the section `handlers.remote-trigger`.
  package init(reading reader: ConfigurationReader) {
    self.init()
    let day = Duration.seconds(86_400)
    if reader.boolean(
      "trigger_status", default: true,
      help: "Whether a station is asked for the state of connectors that said nothing since it connected.")
    {
      statusAfter = reader.duration(
        "status_after", default: .seconds(30), in: .seconds(1)...day,
        help: "How long connectors have to say their state by themselves after the station connected.")
    } else {
      statusAfter = nil
    }
    if reader.boolean(
      "trigger_meter_values", default: true,
      help: "Whether a station is asked for meter values when a transaction has had none for `meter_silence`.")
    {
      meterSilence = reader.duration(
        "meter_silence", default: .seconds(900), in: .seconds(10)...day,
        help: "How long a transaction may be silent before its meter values are asked for.")
    } else {
      meterSilence = nil
    }
    minimumInterval = reader.duration(
      "minimum_interval", default: minimumInterval, in: .seconds(1)...day,
      help: "The least time between two automatic triggers to a station.")
    stationsAtOnce = reader.integer(
      "stations_at_once", default: stationsAtOnce, in: 1...10_000,
      help: "How many stations are asked at a time, so that a fleet that comes back isn't asked all at once.")
  }
}
