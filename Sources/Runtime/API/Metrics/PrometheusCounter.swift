import CoreMetrics
import Synchronization

/// A count that only grows; counting is one atomic addition.
final class PrometheusCounter: CounterHandler, PrometheusMetric {
  private let value = Atomic<Int64>(0)

  func increment(by amount: Int64) { value.wrappingAdd(amount, ordering: .relaxed) }

  func reset() { value.store(0, ordering: .relaxed) }

  var isTouched: Bool { value.load(ordering: .relaxed) != 0 }

  func write(_ name: String, _ labels: String, to text: inout PrometheusText) {
    text.sample(name, labels, String(value.load(ordering: .relaxed)))
  }
}
