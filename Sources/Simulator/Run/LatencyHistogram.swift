/// How long answers took: counts in buckets that are each about three percent wide, so that any number of them needs the
/// same memory.
struct LatencyHistogram: Sendable, Equatable {
  private static let subdivisions = 32
  private static let subdivisionBits = 5

  private var counts = [UInt64](repeating: 0, count: 60 * subdivisions)
  private(set) var count: UInt64 = 0
  /// In microseconds.
  private(set) var maximum: UInt64 = 0

  mutating func add(microseconds: UInt64) {
    counts[Self.bucket(microseconds)] += 1
    count += 1
    maximum = max(maximum, microseconds)
  }

  mutating func add(_ other: LatencyHistogram) {
    for index in counts.indices { counts[index] += other.counts[index] }
    count += other.count
    maximum = max(maximum, other.maximum)
  }

  /// The latency that a part of all did not exceed, in microseconds; nil when there are none.
  ///
  /// - Parameter part: 0 to 1.
  func percentile(_ part: Double) -> UInt64? {
    guard count > 0 else { return nil }
    let wanted = max(UInt64((Double(count) * part).rounded(.up)), 1)
    var seen: UInt64 = 0
    for (index, number) in counts.enumerated() {
      seen += number
      if seen >= wanted { return min(Self.upperBound(index), maximum) }
    }
    return maximum
  }

  private static func bucket(_ value: UInt64) -> Int {
    guard value >= UInt64(subdivisions) else { return Int(value) }
    let shift = 63 - value.leadingZeroBitCount - subdivisionBits
    let index = (shift + 1) * subdivisions + Int(value >> UInt64(shift)) - subdivisions
    return min(index, 60 * subdivisions - 1)
  }

  private static func upperBound(_ bucket: Int) -> UInt64 {
    guard bucket >= subdivisions else { return UInt64(bucket) }
    let shift = UInt64(bucket / subdivisions - 1)
    let mantissa = UInt64(bucket % subdivisions + subdivisions)
    // The last one ends where the numbers do.
    return ((mantissa + 1) << shift) &- 1
  }
}
