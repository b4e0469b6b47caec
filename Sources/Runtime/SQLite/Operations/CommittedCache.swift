/// What the writer knows of the database without asking it. What an open transaction changed is apart, since it may be
/// rolled back.
struct CommittedCache<Key: Hashable, Value> {
  private var committed: [Key: Value] = [:]
  /// An inner nil: forgotten.
  private(set) var uncommitted: [Key: Value?] = [:]
  /// How many are kept; the cache starts anew when it is full.
  private let capacity: Int

  init(capacity: Int) {
    self.capacity = capacity
  }

  /// Reads nil when the database must be asked.
  subscript(key: Key) -> Value? {
    get {
      if !uncommitted.isEmpty, let changed = uncommitted[key] { return changed }
      return committed[key]
    }
    set { uncommitted[key] = .some(newValue) }
  }

  mutating func commit() {
    guard !uncommitted.isEmpty else { return }
    if committed.count + uncommitted.count > capacity { committed.removeAll() }
    for (key, value) in uncommitted { committed[key] = value }
    uncommitted.removeAll(keepingCapacity: true)
  }

  mutating func rollBack(to earlier: [Key: Value?] = [:]) { uncommitted = earlier }
}
