/// What is counted in a simulation.
package struct SimulationStatistics: Sendable, Equatable {
  /// Stations that have a connection.
  package var connected = 0
  /// Connections that came about.
  package var connections = 0
  /// Connections that didn't.
  package var refusedConnections = 0
  /// The last reason for that.
  package var lastRefusal: String?
  /// CALLs sent.
  package var calls = 0
  /// By how they ended.
  package var outcomes: [StationRecord.Outcome: Int] = [:]
  /// CALLERRORs by their code.
  package var errorCodes: [String: Int] = [:]
  /// Commands of the gateway.
  package var commands = 0
  /// Transactions that are over and known to the gateway.
  package var transactions = 0
  /// Transactions of which the gateway took something only with a CALLERROR.
  package var refusedTransactions = 0
  /// Transactions of which something could not be delivered.
  package var undelivered = 0
  /// Energy of the ended transactions, in Wh.
  package var energy = 0
  /// Times the gateway contradicted itself or the protocol.
  package var contradictions = 0
  /// The first of them.
  package var firstContradictions: [String] = []

  var latencies: [String: LatencyHistogram] = [:]

  private static let keptContradictions = 10

  package init() {}

  mutating func add(_ record: StationRecord, of station: String) {
    switch record {
    case .answered(_, _, let outcome, let detail):
      outcomes[outcome, default: 0] += 1
      if outcome == .error, let detail { errorCodes[detail, default: 0] += 1 }
    case .command: commands += 1
    case .contradiction(let text):
      contradictions += 1
      if firstContradictions.count < Self.keptContradictions { firstContradictions.append("\(station): \(text)") }
    case .transaction(let entry):
      guard entry.isSettled else { return undelivered += 1 }
      if entry.start == .confirmed, entry.stop == .confirmed { transactions += 1 } else { refusedTransactions += 1 }
      energy += (entry.meterStop ?? entry.meterStart) - entry.meterStart
    }
  }

  mutating func add(_ other: SimulationStatistics) {
    connected += other.connected
    connections += other.connections
    refusedConnections += other.refusedConnections
    lastRefusal = other.lastRefusal ?? lastRefusal
    calls += other.calls
    outcomes.merge(other.outcomes) { $0 + $1 }
    errorCodes.merge(other.errorCodes) { $0 + $1 }
    commands += other.commands
    transactions += other.transactions
    refusedTransactions += other.refusedTransactions
    undelivered += other.undelivered
    energy += other.energy
    contradictions += other.contradictions
    firstContradictions = Array((firstContradictions + other.firstContradictions).prefix(Self.keptContradictions))
    for (action, histogram) in other.latencies { latencies[action, default: LatencyHistogram()].add(histogram) }
  }

  /// Answers of all kinds.
  package var answers: Int {
    outcomes[.result, default: 0] + outcomes[.error, default: 0] + outcomes[.invalid, default: 0]
  }

  /// Whether everything was as it should be: nobody was turned away for good, nothing contradicted, all delivered.
  package var isFlawless: Bool {
    contradictions == 0 && undelivered == 0 && refusedTransactions == 0 && connections > 0
  }

  /// How long answers took, all actions together, by percentiles; nil when there were none.
  package var latencyPercentiles: [(name: String, microseconds: UInt64)]? {
    var all = LatencyHistogram()
    for histogram in latencies.values { all.add(histogram) }
    guard all.count > 0 else { return nil }
    let parts = [("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("p99.9", 0.999)]
    return parts.compactMap { name, part in all.percentile(part).map { (name, $0) } } + [("max", all.maximum)]
  }
}
