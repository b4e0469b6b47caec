import CoreMetrics

/// A sum of fractions that only grows.
final class PrometheusFloatingPointCounter: FloatingPointCounterHandler, PrometheusMetric {
  private let value = AtomicDouble(0)

  func increment(by amount: Double) {
    // Not so for NaN either.
    if amount > 0 { value.add(amount) }
  }

  func reset() { value.set(0) }

  var isTouched: Bool { value.value != 0 }

  func write(_ name: String, _ labels: String, to text: inout PrometheusText) {
    text.sample(name, labels, PrometheusText.number(value.value))
  }
}
