/// A metric of one set of labels.
protocol PrometheusMetric: AnyObject, Sendable {
  /// Whether it has been used: what has never been isn't shown.
  var isTouched: Bool { get }

  /// Writes its samples.
  func write(_ name: String, _ labels: String, to text: inout PrometheusText)
}
