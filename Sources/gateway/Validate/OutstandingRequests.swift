import OCPPCodec

/// The actions of the requests that were not answered yet, by message id; the oldest are forgotten when there are many.
struct OutstandingRequests {
  private struct Entry {
    var action: ActionDescriptor
    var sequence: Int
  }

  private let capacity: Int
  private var entries: [[UInt8]: Entry] = [:]
  /// The ids in the order they came, over and over: where a new one goes, the oldest stands.
  private var ring: [[UInt8]] = []
  private var sequence = 0

  /// - Parameter capacity: how many are kept.
  init(capacity: Int = 65536) {
    self.capacity = capacity
  }

  /// Keeps a request; an earlier one with the id is replaced.
  mutating func insert(_ action: ActionDescriptor, id: String) {
    let key = Array(id.utf8)
    let slot = sequence % capacity
    if slot < ring.count {
      // It may have been answered, or come again since.
      if entries[ring[slot]]?.sequence == sequence - capacity { entries[ring[slot]] = nil }
      ring[slot] = key
    } else {
      ring.append(key)
    }
    entries[key] = Entry(action: action, sequence: sequence)
    sequence += 1
  }

  /// Takes the request with an id out.
  mutating func remove(id: String) -> ActionDescriptor? { entries.removeValue(forKey: Array(id.utf8))?.action }
}
