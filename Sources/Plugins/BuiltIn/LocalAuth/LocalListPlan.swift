import GatewayCore

/// The messages that bring a station's list from what it has to what it shall have.
struct LocalListPlan: Sendable, Equatable {
  /// One SendLocalList.
  struct Message: Sendable, Equatable {
    /// The version that the list has afterwards.
    var version: Int
    var isFull: Bool
    var changed: [LocalListEntry]
    var removed: [String]
  }

  /// In the order in which they are to be sent.
  private(set) var messages: [Message] = []
  /// Of the tokens that the list shall have, how many the station has no room for.
  private(set) var leftOut = 0

  /// - Parameters:
  ///   - wanted: what the list shall have, no id tag twice; what comes first goes first when there is no room for all.
  ///   - present: what it has; nil: nobody knows, so that it must be replaced (OCPP 1.6 §5.15).
  ///   - version: the highest version that the station may have.
  ///   - limits: how many entries fit; nil within: any number does.
  init(_ wanted: [LocalListEntry], over present: [LocalListEntry]?, version: Int, limits: LocalListLimits) {
    let room = max(limits.entries ?? .max, 0)
    leftOut = max(wanted.count - room, 0)
    let wanted = Array(wanted.prefix(room))
    let perMessage = min(max(limits.perMessage ?? Self.mostPerMessage, 1), Self.mostPerMessage)
    let fullCount = max((wanted.count + perMessage - 1) / perMessage, 1)
    if let present {
      let changes = Self.changes(from: present, to: wanted)
      if changes.isEmpty { return }
      let count = (changes.count + perMessage - 1) / perMessage
      // A full update may be the shorter one.
      if count < fullCount || (count == fullCount && changes.count <= max(wanted.count, 1)) {
        append(changes, perMessage: perMessage, after: version)
        return
      }
    }
    appendFull(wanted, perMessage: perMessage, after: version)
  }

  /// More don't fit into any message that a station can take.
  private static let mostPerMessage = 100_000

  /// A change of one entry.
  private enum Change {
    case remove(String)
    case put(LocalListEntry)
  }

  /// Removals first, so that there is room for what is added.
  private static func changes(from present: [LocalListEntry], to wanted: [LocalListEntry]) -> [Change] {
    let old = Dictionary(present.map { ($0.key, $0) }) { first, _ in first }
    let keys = Set(wanted.map(\.key))
    let removed = present.filter { !keys.contains($0.key) }.map { Change.remove($0.idTag) }
    let put = wanted.filter { entry in old[entry.key].map { !$0.isSame(as: entry) } ?? true }.map(Change.put)
    return removed + put
  }

  private mutating func append(_ changes: [Change], perMessage: Int, after version: Int) {
    var version = version
    for start in stride(from: 0, to: changes.count, by: perMessage) {
      version = Self.next(version)
      var message = Message(version: version, isFull: false, changed: [], removed: [])
      for change in changes[start..<min(start + perMessage, changes.count)] {
        switch change {
        case .remove(let idTag): message.removed.append(idTag)
        case .put(let entry): message.changed.append(entry)
        }
      }
      messages.append(message)
    }
  }

  /// Replaces the list by its first part, and adds the rest.
  private mutating func appendFull(_ wanted: [LocalListEntry], perMessage: Int, after version: Int) {
    let first = Self.next(version)
    messages.append(Message(version: first, isFull: true, changed: Array(wanted.prefix(perMessage)), removed: []))
    append(wanted.dropFirst(perMessage).map(Change.put), perMessage: perMessage, after: first)
  }

  /// Versions are positive: 0 and -1 mean something else (OCPP 1.6 §5.10).
  private static func next(_ version: Int) -> Int { version < 1 || version >= Int(Int32.max) ? 1 : version + 1 }
}
