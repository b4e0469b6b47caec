import Synchronization

/// A floating-point number that many may change at once.
final class AtomicDouble: Sendable {
  private let bits: Atomic<UInt64>

  init(_ value: Double) { bits = Atomic(value.bitPattern) }

  var value: Double { Double(bitPattern: bits.load(ordering: .relaxed)) }

  func set(_ value: Double) { bits.store(value.bitPattern, ordering: .relaxed) }

  /// Adds; NaN counts as zero.
  func add(_ amount: Double) {
    var current = bits.load(ordering: .relaxed)
    while true {
      let value = Double(bitPattern: current)
      let sum = (value.isNaN ? 0 : value) + amount
      let (exchanged, original) = bits.weakCompareExchange(
        expected: current, desired: sum.bitPattern, ordering: .relaxed)
      if exchanged { return }
      current = original
    }
  }
}
