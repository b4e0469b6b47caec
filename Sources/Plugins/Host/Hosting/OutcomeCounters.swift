import CoreMetrics
import Synchronization

/// `ocpp_plugin_calls_total{plugin,outcome}` and `ocpp_plugin_duration_seconds{plugin}` of one plugin.
final class OutcomeCounters: Sendable {
  /// One outcome.
  private final class Count: Sendable {
    let number = Atomic(0)
    let counter: Counter

    init(_ counter: Counter) {
      self.counter = counter
    }
  }

  private static let names = ["result", "call_error", "pass"] + PluginFailure.Reason.allCases.map(\.rawValue)

  private let counts: [String: Count]
  private let result: Count
  private let pass: Count
  private let duration: Recorder

  init(plugin: String, factory: any MetricsFactory) {
    let counts = Self.names.map { name in
      let labels = [("plugin", plugin), ("outcome", name)]
      return (name, Count(Counter(label: "ocpp_plugin_calls_total", dimensions: labels, factory: factory)))
    }
    self.counts = Dictionary(uniqueKeysWithValues: counts)
    result = counts[0].1
    pass = counts[2].1
    duration = Recorder(
      label: "ocpp_plugin_duration_seconds", dimensions: [("plugin", plugin)], factory: factory)
  }

  /// - Parameter nanoseconds: the plugin's own time.
  func count(_ outcome: HostedCall.Outcome, _ nanoseconds: Int64) {
    let count: Count? =
      switch outcome {
      case .result: result
      case .pass: pass
      case .error: counts["call_error"]
      case .failed(let failure): counts[failure.reason.rawValue]
      }
    count?.number.wrappingAdd(1, ordering: .relaxed)
    count?.counter.increment()
    duration.record(Double(nanoseconds) / 1e9)
  }

  /// Calls by what became of them; those that never happened are left out.
  var totals: [(outcome: String, count: Int)] {
    Self.names.compactMap { name in
      guard let count = counts[name]?.number.load(ordering: .relaxed), count > 0 else { return nil }
      return (name, count)
    }
  }
}
