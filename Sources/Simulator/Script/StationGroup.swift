package import OCPPCodec

/// Stations that behave alike.
package struct StationGroup: Sendable, Equatable {
  /// How many stations.
  package var count = 1
  /// How they are named.
  package var id = StationIDPattern(text: "SIM-####")
  /// The version they speak.
  package var version = OCPPVersion.v16
  /// What they say of themselves when they boot.
  package var vendor = "Example"
  package var model = "Simulated"
  package var firmware = "1.0.0"
  /// Connectors (1.6) or EVSEs with one connector each (2.0.1).
  package var connectors = 1
  /// With which they authenticate (HTTP Basic), if they do.
  package var password: String?
  /// Whom their drivers present, one drawn for each session.
  package var idTags = ["TAG-1"]
  /// Settings that differ from the factory's: 1.6 configuration keys.
  package var settings: [String: String] = [:]
  /// How drivers behave.
  package var sessions = SessionBehaviour()
  /// When they aren't connected.
  package var outages = OutageBehaviour()
  /// What is wrong with them.
  package var quirks = StationQuirks()

  package init() {}

  /// The ids of all its stations.
  package var stationIDs: [String] { (1...max(count, 1)).map { id.id($0) } }
}
