/// The latest meter values of transactions, by their hashes: tells without asking the database what doesn't come again.
///
/// It holds also what an operation noted that was rolled back. So what it knows is asked for; only what it doesn't know
/// is new.
struct RecentMeterValues {
  private var hashes: [Int64: SIMD4<Int>] = [:]
  private let capacity: Int

  /// - Parameter capacity: of how many transactions; it starts anew when it is full.
  init(capacity: Int) {
    self.capacity = capacity
  }

  /// Notes meter values of the transaction with a key, and tells whether the transaction may have them: they are among
  /// its latest four, or nothing is known of it.
  mutating func mayHave(_ values: String, transaction key: Int64) -> Bool {
    var hasher = Hasher()
    hasher.combine(values)
    let hash = hasher.finalize()
    guard let latest = hashes[key] else {
      if hashes.count >= capacity { hashes.removeAll() }
      hashes[key] = SIMD4(repeating: hash)
      return true
    }
    if any(latest .== hash) { return true }
    hashes[key] = SIMD4(hash, latest[0], latest[1], latest[2])
    return false
  }
}
