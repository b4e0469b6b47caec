/// How long answers took, in classes that grow with the time: a percentile is right to 4 %.
package struct LatencyHistogram: Sendable, Equatable {
  /// Each power of two has so many classes.
  private static let classes = 16

  private var counts: [Int] = []
  package private(set) var count = 0
  /// In milliseconds.
  package private(set) var maximum: Int64 = 0

  package init() {}

  /// - Parameter milliseconds: a negative time, of clocks that were set, counts as none.
  package mutating func add(_ milliseconds: Int64) {
    let value = max(milliseconds, 0)
    let index = Self.index(value)
    if counts.count <= index { counts += Array(repeating: 0, count: index + 1 - counts.count) }
    counts[index] += 1
    count += 1
    maximum = max(maximum, value)
  }

  package mutating func merge(_ other: LatencyHistogram) {
    if counts.count < other.counts.count { counts += Array(repeating: 0, count: other.counts.count - counts.count) }
    for (index, more) in other.counts.enumerated() { counts[index] += more }
    count += other.count
    maximum = max(maximum, other.maximum)
  }

  /// The time that a share of the answers took at most, in milliseconds; nil when there are none.
  ///
  /// - Parameter share: from 0 to 1.
  package func percentile(_ share: Double) -> Int64? {
    guard count > 0 else { return nil }
    var left = max(Int((share * Double(count)).rounded(.up)), 1)
    for (index, number) in counts.enumerated() {
      left -= number
      if left <= 0 { return min(Self.upperBound(index), maximum) }
    }
    return maximum
  }

  private static func index(_ value: Int64) -> Int {
    if value < classes { return Int(value) }
    let exponent = 63 - value.leadingZeroBitCount
    let mantissa = Int(value >> (exponent - 4)) & (classes - 1)
    return (exponent - 3) * classes + mantissa
  }

  private static func upperBound(_ index: Int) -> Int64 {
    if index < classes { return Int64(index) }
    let exponent = index / classes + 3
    guard exponent < 62 else { return .max }
    let mantissa = Int64(index % classes)
    return (1 << exponent) + ((mantissa + 1) << (exponent - 4)) - 1
  }
}
