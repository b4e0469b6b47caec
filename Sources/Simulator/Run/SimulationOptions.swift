/// How a simulation is run.
package struct SimulationOptions: Sendable {
  /// Where stations connect.
  package var url: GatewayURL
  package var script: SimulationScript
  /// From which all that is left to chance is drawn.
  package var seed: UInt64
  /// How many times faster than the real one the stations' time goes; more than 0.
  package var speed = 1.0
  /// How long it lasts, in the stations' time; nil: until told to stop.
  package var duration: Duration?
  /// When it begins in the stations' time, in milliseconds since the epoch.
  package var begin: Int64
  /// How many stations are switched on in a second of real time.
  package var rate = 100
  /// Threads for connections.
  package var threads = 1
  /// How long the end may take, in real time: transactions end and what is queued is delivered.
  package var windDown: Duration = .seconds(30)
  package var ledger: Ledger?
  /// Nil for a URL without TLS.
  package var tls: ClientTLS?

  /// - Parameters:
  ///   - url: where stations connect.
  ///   - script: what they do.
  ///   - seed: from which all that is left to chance is drawn.
  package init(url: GatewayURL, script: SimulationScript, seed: UInt64) {
    self.url = url
    self.script = script
    self.seed = seed
    begin = SimulationTime.realMilliseconds
  }

  /// A beginning for which the simulation ends about now: nothing then lies in the gateway's future.
  package mutating func endNow() {
    guard speed > 1, let duration else { return }
    begin = SimulationTime.realMilliseconds + Int64(Double(duration.milliseconds) / speed) - duration.milliseconds
  }
}
