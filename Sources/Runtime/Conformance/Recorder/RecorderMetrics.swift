package import CoreMetrics

/// What is counted of recordings.
package struct RecorderMetrics: Sendable {
  let recorded: Counter
  let dropped: Counter
  let failed: Counter

  package init(factory: any MetricsFactory) {
    func counter(_ outcome: String) -> Counter {
      Counter(label: "ocpp_recorded_total", dimensions: [("outcome", outcome)], factory: factory)
    }
    recorded = counter("recorded")
    dropped = counter("dropped")
    failed = counter("failed")
    for counter in [recorded, dropped, failed] { counter.increment(by: 0) }
  }
}
