package import GatewayConfig
package import OCPPCodec

/// What is simulated: groups of stations, each with its behaviour.
package struct SimulationScript: Sendable, Equatable {
  /// Drawn from it is all that is left to chance; without one it is drawn itself.
  package var seed: UInt64?
  /// How many times faster than the real one the stations' time goes; nil: once.
  package var speed: Double?
  /// How long it lasts, in the stations' time; nil: until told to stop.
  package var duration: Duration?
  /// The groups, at least one.
  package var groups: [StationGroup]

  /// The behaviour of stations for which no script is given: busy, so that there is something to see.
  ///
  /// - Parameters:
  ///   - count: how many stations.
  ///   - version: what they speak.
  ///   - idTags: what their drivers present; at least one.
  package static func builtIn(count: Int, version: OCPPVersion, idTags: [String]) -> SimulationScript {
    var group = StationGroup()
    group.count = count
    group.version = version
    group.idTags = idTags
    group.sessions.perDay = 2_880
    group.sessions.duration = .seconds(30)...(.seconds(180))
    group.sessions.departure = .seconds(5)...(.seconds(20))
    group.settings = ["MeterValueSampleInterval": "10"]
    return SimulationScript(groups: [group])
  }

  /// Reads a script.
  ///
  /// - Parameter file: the path of a YAML file.
  /// - Throws: `ConfigurationError` with all that is wrong, each at its line and column.
  package static func read(file: String) throws(ConfigurationError) -> SimulationScript {
    try ConfigurationFile.read(file, decode: SimulationScript.init(reading:))
  }

  /// Reads a script from text that is at hand.
  package static func read(_ source: SourceText) throws(ConfigurationError) -> SimulationScript {
    try ConfigurationFile.read(source, decode: SimulationScript.init(reading:))
  }

  /// The reference documentation of all that can be written into a script.
  package static var reference: ConfigurationReference {
    ConfigurationReference(hasVariables: false) { _ = SimulationScript(reading: $0) }
  }

  init(
    seed: UInt64? = nil, speed: Double? = nil, duration: Duration? = nil, groups: [StationGroup]
  ) {
    self.seed = seed
    self.speed = speed
    self.duration = duration
    self.groups = groups
  }

  init(reading root: ConfigurationReader) {
    seed = root.optionalInteger(
      "seed", in: 0...Int.max, defaultText: "a different one each time",
      help: "What is left to chance is the same in every run with the same seed."
    ).map { UInt64($0) }
    speed = root.factor(
      "speed", in: SimulationScript.speeds, help: "How many times faster than the real one the stations' time goes.")
    duration = root.optionalDuration(
      "duration", in: .seconds(1)...(.seconds(366 * 86_400)),
      help: "How long the simulation lasts, in the stations' time. Without it: until told to stop.")
    let readers = root.sections("groups", help: "The stations, in groups that behave alike.")
    groups = readers.map { StationGroup(reading: $0) }
    if groups.isEmpty { root.report("'groups' must have at least one group of stations", at: "groups") }
    var names: Set<String> = []
    for (group, reader) in zip(groups, readers) {
      if let twice = group.stationIDs.first(where: { !names.insert($0).inserted }) {
        reader.report("the station id '\(twice)' belongs to another group already", at: "id")
      }
    }
    root.finish()
  }

  /// How many times faster the stations' time may go.
  package static let speeds: ClosedRange<Double> = 0.01...1_000_000
}
