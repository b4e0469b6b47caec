/// Counts failed passwords, so that nobody can try many: by station and host, and by host for those who try many stations.
struct FailedAttempts: Sendable {
  private struct Key: Hashable {
    var station: StationID?
    var host: String
  }

  private struct Count {
    var failures: Int
    /// Milliseconds since the epoch of the first.
    var since: Int64
  }

  /// Milliseconds after which a count begins anew.
  private static let window: Int64 = 60_000
  private static let limit = (station: 5, host: 100)
  private static let capacity = 20_000

  private var counts: [Key: Count] = [:]

  /// Whether a password is verified at all.
  func allows(_ station: StationID, from host: String, at moment: Int64) -> Bool {
    failures(Key(station: station, host: host), moment) < Self.limit.station
      && failures(Key(station: nil, host: host), moment) < Self.limit.host
  }

  mutating func failed(_ station: StationID, from host: String, at moment: Int64) {
    if counts.count >= Self.capacity {
      counts = counts.filter { moment - $0.value.since < Self.window }
      // All of the last minute: an attack, against which forgetting all is no worse than refusing all.
      if counts.count >= Self.capacity { counts.removeAll() }
    }
    for key in [Key(station: station, host: host), Key(station: nil, host: host)] {
      let failures = failures(key, moment)
      counts[key] = Count(failures: failures + 1, since: failures == 0 ? moment : counts[key]?.since ?? moment)
    }
  }

  private func failures(_ key: Key, _ moment: Int64) -> Int {
    guard let count = counts[key], moment - count.since < Self.window else { return 0 }
    return count.failures
  }
}
