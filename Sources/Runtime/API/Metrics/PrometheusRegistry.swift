package import CoreMetrics
import Synchronization

/// The metrics of the process, for Prometheus to fetch.
///
/// Making a metric takes a lock, using it doesn't.
package final class PrometheusRegistry: MetricsFactory {
  private struct Metric {
    let labels: String
    let handler: any PrometheusMetric
    /// How many have it: the same name and labels is the same metric.
    var owners: Int
  }

  private struct Family {
    let kind: MetricKind
    var metrics: [String: Metric] = [:]
  }

  private let families = Mutex<[String: Family]>([:])
  private let process: ProcessMetrics

  /// No metrics yet but those of the process.
  package init() {
    process = ProcessMetrics()
  }

  /// All metrics in the text format 0.0.4, in the order of their names.
  package func render() -> [UInt8] {
    let families = families.withLock { $0 }
    var text = PrometheusText()
    for (name, family) in families.sorted(by: { $0.key < $1.key }) {
      let touched = family.metrics.values.filter(\.handler.isTouched).sorted { $0.labels < $1.labels }
      if touched.isEmpty { continue }
      text.family(name, family.kind, help: KnownMetrics.help[name])
      for metric in touched { metric.handler.write(name, metric.labels, to: &text) }
    }
    process.write(to: &text)
    return text.bytes
  }

  /// The mean of a histogram over all its labels, and what so many of its values are no more than; nil without values.
  ///
  /// - Parameters:
  ///   - name: the metric's name.
  ///   - share: of the values, 0 to 1.
  func summary(of name: String, share: Double) -> (count: Int64, mean: Double, quantile: Double)? {
    let handlers = families.withLock { $0[name]?.metrics.values.map(\.handler) ?? [] }
    var counts = Array(repeating: Int64(0), count: PrometheusHistogram.bounds.count + 1)
    var sum = 0.0
    for case let histogram as PrometheusHistogram in handlers {
      let distribution = histogram.distribution
      for (bucket, count) in distribution.counts.enumerated() { counts[bucket] += count }
      sum += distribution.sum
    }
    let total = counts.reduce(0, +)
    guard total > 0 else { return nil }
    var seen: Int64 = 0
    for (bucket, count) in counts.enumerated() {
      seen += count
      if Double(seen) >= share * Double(total) {
        return (
          total, sum / Double(total),
          bucket < PrometheusHistogram.bounds.count ? PrometheusHistogram.bounds[bucket] : .infinity
        )
      }
    }
    return nil
  }

  package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
    make(label, dimensions, .counter) { PrometheusCounter() }
  }

  package func makeFloatingPointCounter(
    label: String,
    dimensions: [(String, String)]
  ) -> any FloatingPointCounterHandler {
    make(label, dimensions, .counter, suffix: "_sum") { PrometheusFloatingPointCounter() }
  }

  package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
    make(label, dimensions, .gauge) { PrometheusGauge() }
  }

  package func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
    if aggregate { return make(label, dimensions, .histogram) { PrometheusHistogram() } }
    return make(label, dimensions, .gauge) { PrometheusGauge() }
  }

  package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
    make(label, dimensions, .histogram) { PrometheusHistogram() }
  }

  package func destroyCounter(_ handler: any CounterHandler) { destroy(handler) }
  package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) { destroy(handler) }
  package func destroyMeter(_ handler: any MeterHandler) { destroy(handler) }
  package func destroyRecorder(_ handler: any RecorderHandler) { destroy(handler) }
  package func destroyTimer(_ handler: any TimerHandler) { destroy(handler) }

  /// - Parameter suffix: for the name when it stands for metrics of another type already.
  private func make<Handler: PrometheusMetric>(
    _ label: String,
    _ dimensions: [(String, String)],
    _ kind: MetricKind,
    suffix: String? = nil,
    _ create: () -> Handler
  ) -> Handler {
    let labels = PrometheusText.labels(dimensions)
    return families.withLock { families in
      var name = PrometheusText.metricName(label)
      while true {
        var family = families[name] ?? Family(kind: kind)
        if family.kind == kind {
          if var metric = family.metrics[labels] {
            if let handler = metric.handler as? Handler {
              metric.owners += 1
              family.metrics[labels] = metric
              families[name] = family
              return handler
            }
          } else {
            let handler = create()
            family.metrics[labels] = Metric(labels: labels, handler: handler, owners: 1)
            families[name] = family
            return handler
          }
        }
        // A name has one type in Prometheus, so another type needs another name.
        name += suffix ?? "_\(kind.rawValue)"
      }
    }
  }

  private func destroy(_ handler: AnyObject) {
    families.withLock { families in
      for (name, family) in families {
        guard let found = family.metrics.first(where: { $0.value.handler === handler }) else { continue }
        let isLast = found.value.owners == 1
        families[name]?.metrics[found.key]?.owners -= 1
        if isLast { families[name]?.metrics[found.key] = nil }
        if families[name]?.metrics.isEmpty == true { families[name] = nil }
        return
      }
    }
  }
}
