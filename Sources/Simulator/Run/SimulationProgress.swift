/// Where a simulation is.
package struct SimulationProgress: Sendable {
  /// How many stations there are.
  package let stations: Int
  /// How many of them have been switched on.
  package let started: Int
  /// How much of the stations' time has passed.
  package let elapsed: Duration
  /// How much real time has passed.
  package let realElapsed: Duration
  /// Whether the stations are coming to an end.
  package let isWindingDown: Bool
  package let statistics: SimulationStatistics
}
