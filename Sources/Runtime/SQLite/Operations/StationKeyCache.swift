internal import GatewayCore

/// The keys of stations. Those that an open transaction gave are apart, since it may be rolled back.
struct StationKeyCache {
  private var committed: [StationID: Int64] = [:]
  private(set) var uncommitted: [StationID: Int64] = [:]
  /// How many are kept; the cache starts anew when it is full.
  let capacity: Int

  init(capacity: Int) {
    self.capacity = capacity
  }

  subscript(station: StationID) -> Int64? {
    if let key = committed[station] { return key }
    return uncommitted.isEmpty ? nil : uncommitted[station]
  }

  mutating func add(_ key: Int64, for station: StationID) { uncommitted[station] = key }

  mutating func commit() {
    guard !uncommitted.isEmpty else { return }
    if committed.count + uncommitted.count > capacity { committed.removeAll() }
    committed.merge(uncommitted) { _, new in new }
    uncommitted.removeAll()
  }

  mutating func rollBack(to earlier: [StationID: Int64] = [:]) { uncommitted = earlier }
}
