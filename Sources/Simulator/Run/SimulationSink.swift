/// Where the stations of an event loop put what happened.
final class SimulationSink {
  var statistics = SimulationStatistics()
  private let ledger: Ledger?

  init(ledger: Ledger?) {
    self.ledger = ledger
  }

  /// - Parameter moment: milliseconds since the epoch.
  func add(_ record: StationRecord, of station: String, at moment: Int64) {
    statistics.add(record, of: station)
    ledger?.add(record, of: station, at: moment)
  }

  func refused(_ reason: String) {
    statistics.refusedConnections += 1
    statistics.lastRefusal = reason
  }
}
