import CoreMetrics

/// A number that goes up and down.
final class PrometheusGauge: MeterHandler, RecorderHandler, PrometheusMetric {
  /// Not a number until it is set.
  private let value = AtomicDouble(.nan)

  func set(_ value: Int64) { self.value.set(Double(value)) }
  func set(_ value: Double) { self.value.set(value) }
  func increment(by amount: Double) { value.add(amount) }
  func decrement(by amount: Double) { value.add(-amount) }
  func record(_ value: Int64) { self.value.set(Double(value)) }
  func record(_ value: Double) { self.value.set(value) }

  var isTouched: Bool { !value.value.isNaN }

  func write(_ name: String, _ labels: String, to text: inout PrometheusText) {
    text.sample(name, labels, PrometheusText.number(value.value))
  }
}
