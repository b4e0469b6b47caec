import GatewaySimulator
import Glibc
import Synchronization

/// Tells on standard error where a simulation is: one line that changes on a terminal, a line now and then elsewhere.
final class SimulationOutput: Sendable {
  private static let interval = Duration.seconds(10)

  private let isTerminal: Bool
  private let toldAt = Mutex(Duration.zero)

  init(isTerminal: Bool) {
    self.isTerminal = isTerminal
  }

  func begin(_ options: SimulationOptions) {
    let count = options.script.groups.reduce(0) { $0 + $1.count }
    complain("\(count) \(count == 1 ? "station" : "stations") for \(options.url.text), seed \(options.seed)")
  }

  func progress(_ progress: SimulationProgress) {
    let line = Self.line(progress)
    if isTerminal {
      // Back to the beginning of the line, and whatever is left of the last one erased.
      write("\r\(line)\u{1B}[K")
      return
    }
    let isDue = toldAt.withLock { toldAt in
      guard progress.realElapsed - toldAt >= Self.interval else { return false }
      toldAt = progress.realElapsed
      return true
    }
    if isDue { complain(line) }
  }

  func end() {
    if isTerminal { write("\r\u{1B}[K") }
  }

  private static func line(_ progress: SimulationProgress) -> String {
    let statistics = progress.statistics
    let seconds = max(Double(progress.realElapsed.components.seconds), 1)
    var parts = [
      SimulationSummary.clock(progress.elapsed),
      "\(statistics.connected)/\(progress.stations) connected",
      "\(statistics.calls) messages (\(Int(Double(statistics.calls) / seconds))/s)",
      "\(statistics.transactions) transactions",
    ]
    if statistics.commands > 0 { parts.append("\(statistics.commands) commands") }
    let errors = statistics.outcomes[.error, default: 0] + statistics.contradictions
    if errors > 0 { parts.append("\(errors) errors") }
    if statistics.connected == 0, let refusal = statistics.lastRefusal { parts.append(refusal) }
    if progress.isWindingDown { parts.append("coming to an end") }
    return parts.joined(separator: " · ")
  }

  private func write(_ text: String) {
    let bytes = Array(text.utf8)
    _ = Glibc.write(STDERR_FILENO, bytes, bytes.count)
  }
}
