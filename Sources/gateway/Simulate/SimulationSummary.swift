import GatewaySimulator

/// What is told at the end of a simulation.
struct SimulationSummary {
  let text: String

  init(_ progress: SimulationProgress, _ options: SimulationOptions) {
    let statistics = progress.statistics
    var lines = [
      "time          \(Self.clock(progress.elapsed)) in \(Self.clock(progress.realElapsed)), seed \(options.seed)",
      "stations      \(progress.stations), \(statistics.connections) connections, "
        + "\(statistics.refusedConnections) failed",
      "messages      \(statistics.calls) sent, \(statistics.outcomes[.result, default: 0]) answered, "
        + "\(statistics.outcomes[.error, default: 0]) CALLERRORs, \(statistics.outcomes[.timeout, default: 0]) timed out, "
        + "\(statistics.outcomes[.lost, default: 0]) cut off",
      "commands      \(statistics.commands)",
      "transactions  \(statistics.transactions) complete, \(statistics.refusedTransactions) refused, "
        + "\(statistics.undelivered) undelivered, \(Self.kilowattHours(statistics.energy)) kWh",
    ]
    if let latencies = statistics.latencyPercentiles {
      lines.append(
        "latency       " + latencies.map { "\($0.name) \(Self.milliseconds($0.microseconds))" }.joined(separator: ", "))
    }
    if !statistics.errorCodes.isEmpty {
      let codes = statistics.errorCodes.sorted { $0.value > $1.value }.map { "\($0.key) \($0.value)" }
      lines.append("CALLERRORs    " + codes.joined(separator: ", "))
    }
    if statistics.connections == 0, let refusal = statistics.lastRefusal { lines.append("no connection: \(refusal)") }
    if statistics.contradictions > 0 {
      lines.append("contradictions: \(statistics.contradictions)")
      lines += statistics.firstContradictions.map { "  \($0)" }
    }
    text = lines.joined(separator: "\n")
  }

  /// A duration as a clock shows it: `1d 02:03:04`.
  static func clock(_ duration: Duration) -> String {
    let seconds = duration.components.seconds
    func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let time = "\(two(seconds / 3600 % 24)):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
    return seconds < 86_400 ? time : "\(seconds / 86_400)d \(time)"
  }

  private static func milliseconds(_ microseconds: UInt64) -> String {
    "\(Double(microseconds / 10) / 100) ms"
  }

  private static func kilowattHours(_ wattHours: Int) -> String {
    "\(wattHours / 1000).\(wattHours % 1000 / 100)"
  }
}
