/// The timers of a station, in the order in which they are due. Moments are milliseconds since the epoch.
struct StationTimers: Sendable {
  private struct Entry {
    let timer: StationTimer
    let due: Int64
  }

  /// Sorted, the next one last; of those due together the one set first.
  private var entries: [Entry] = []

  /// When the next one is due.
  var next: Int64? { entries.last?.due }

  /// Sets a timer; one that is set already is set anew.
  mutating func set(_ timer: StationTimer, at due: Int64) {
    cancel(timer)
    let index = entries.firstIndex { $0.due <= due } ?? entries.endIndex
    entries.insert(Entry(timer: timer, due: due), at: index)
  }

  mutating func cancel(_ timer: StationTimer) {
    entries.removeAll { $0.timer == timer }
  }

  mutating func cancel(where condition: (StationTimer) -> Bool) {
    entries.removeAll { condition($0.timer) }
  }

  func isSet(_ timer: StationTimer) -> Bool { entries.contains { $0.timer == timer } }

  /// Takes the next one that is due.
  mutating func pop(at now: Int64) -> StationTimer? {
    guard let last = entries.last, last.due <= now else { return nil }
    entries.removeLast()
    return last.timer
  }
}
