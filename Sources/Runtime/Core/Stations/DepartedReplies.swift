import DequeModule

/// The recent replies of stations that are gone and may come back; of so many that a reconnecting fleet fits.
struct DepartedReplies: Sendable {
  private static let capacity = 10_000

  private var replies: [StationID: RecentReplies] = [:]
  private var order: Deque<StationID> = []

  mutating func keep(_ recent: RecentReplies, of station: StationID) {
    // A station that came back and left again stands in the order twice; then it only goes a little early.
    replies[station] = recent
    order.append(station)
    while order.count > Self.capacity, let oldest = order.popFirst() { replies[oldest] = nil }
  }

  mutating func take(_ station: StationID) -> RecentReplies? { replies.removeValue(forKey: station) }
}
