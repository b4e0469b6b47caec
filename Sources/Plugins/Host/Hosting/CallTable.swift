import Synchronization

/// The CALLs that a plugin has, by number; in several parts, so that threads seldom meet.
final class CallTable: Sendable {
  private final class Part: Sendable {
    let calls = Mutex<[UInt64: HostedCall]>([:])
  }

  private let parts = (0..<8).map { _ in Part() }
  private let number = Atomic(0)
  private let capacity: Int

  /// - Parameter capacity: how many there may be.
  init(capacity: Int) {
    self.capacity = capacity
  }

  var count: Int { number.load(ordering: .relaxed) }

  /// - Returns: false when there are too many.
  func insert(_ call: HostedCall) -> Bool {
    guard number.wrappingAdd(1, ordering: .relaxed).newValue <= capacity else {
      number.wrappingSubtract(1, ordering: .relaxed)
      return false
    }
    part(call.number).calls.withLock { $0[call.number] = call }
    return true
  }

  func remove(_ call: HostedCall) {
    part(call.number).calls.withLock { _ = $0.removeValue(forKey: call.number) }
    number.wrappingSubtract(1, ordering: .relaxed)
  }

  subscript(number: UInt64) -> HostedCall? { part(number).calls.withLock { $0[number] } }

  /// All, in no order.
  var all: [HostedCall] {
    guard count > 0 else { return [] }
    return parts.flatMap { part in part.calls.withLock { Array($0.values) } }
  }

  private func part(_ number: UInt64) -> Part { parts[Int(truncatingIfNeeded: number) & 7] }
}
