import CoreMetrics
import Synchronization

/// How values are distributed: one count for each bucket, and their sum. Recording is two atomic additions.
final class PrometheusHistogram: RecorderHandler, TimerHandler, PrometheusMetric {
  /// The buckets' upper bounds: seconds, from a message that touches nothing to one whose store stalls.
  static let bounds: [Double] = [
    0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
  ]
  private static let boundTexts = bounds.map { "le=\"\(PrometheusText.number($0))\"" } + ["le=\"+Inf\""]

  /// One for each bound and one for what lies above them all.
  private let counts: InlineArray<19, Atomic<Int64>>
  /// In billionths, so that adding is one operation.
  private let sum = Atomic<Int64>(0)

  init() {
    counts = InlineArray { _ in Atomic(0) }
  }

  func record(_ value: Int64) { record(Double(value)) }

  func record(_ value: Double) {
    // Neither NaN nor what the sum can't hold.
    guard abs(value) < 1e9 else { return }
    var bucket = 0
    while bucket < Self.bounds.count, value > Self.bounds[bucket] { bucket += 1 }
    counts[bucket].wrappingAdd(1, ordering: .relaxed)
    sum.wrappingAdd(Int64((value * 1e9).rounded()), ordering: .relaxed)
  }

  func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }

  /// How many values each bucket has, and the sum of all.
  var distribution: (counts: [Int64], sum: Double) {
    (counts.indices.map { counts[$0].load(ordering: .relaxed) }, Double(sum.load(ordering: .relaxed)) / 1e9)
  }

  var isTouched: Bool { counts.indices.contains { counts[$0].load(ordering: .relaxed) != 0 } }

  func write(_ name: String, _ labels: String, to text: inout PrometheusText) {
    var count: Int64 = 0
    for bucket in counts.indices {
      count += counts[bucket].load(ordering: .relaxed)
      text.sample(name + "_bucket", labels, bound: Self.boundTexts[bucket], String(count))
    }
    text.sample(name + "_sum", labels, PrometheusText.number(Double(sum.load(ordering: .relaxed)) / 1e9))
    // The same as the last bucket's, though others may have counted meanwhile.
    text.sample(name + "_count", labels, String(count))
  }
}
