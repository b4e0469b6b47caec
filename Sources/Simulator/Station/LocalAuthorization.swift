/// What a station knows of tokens by itself: its local list and its cache (OCPP 1.6 §3.5).
struct LocalAuthorization: Sendable {
  struct Entry: Sendable, Equatable {
    let isAccepted: Bool
    /// Milliseconds since the epoch; nil: never.
    let expiresAt: Int64?
    let parent: String?

    func isValid(at moment: Int64) -> Bool { isAccepted && expiresAt.map { $0 > moment } ?? true }
  }

  /// 0: there is no list.
  private(set) var version = 0
  private(set) var list: [String: Entry] = [:]
  private var cache: [String: Entry] = [:]

  /// The list goes before the cache.
  private func entry(_ idTag: String) -> Entry? { list[idTag] ?? cache[idTag] }

  func knows(_ idTag: String, at moment: Int64) -> Bool { entry(idTag)?.isValid(at: moment) ?? false }

  func refuses(_ idTag: String, at moment: Int64) -> Bool { entry(idTag).map { !$0.isValid(at: moment) } ?? false }

  func parent(of idTag: String) -> String? { entry(idTag)?.parent }

  mutating func remember(_ idTag: String, _ entry: Entry) { cache[idTag] = entry }

  mutating func clearCache() { cache = [:] }

  /// How an update of the list came out.
  enum UpdateOutcome: Sendable {
    case accepted
    case failed
    case versionMismatch
  }

  /// Updates the list (OCPP 1.6 §5.15, 2.0.1 D01).
  ///
  /// - Parameters:
  ///   - entries: nil in place of an entry takes one off the list.
  ///   - limit: the longest list.
  mutating func update(
    version: Int, isFull: Bool, entries: [(idTag: String, entry: Entry?)], limit: Int
  ) -> UpdateOutcome {
    guard version > 0 else { return .failed }
    guard isFull || version > self.version else { return .versionMismatch }
    guard Set(entries.map(\.idTag)).count == entries.count else { return .failed }
    var updated = isFull ? [:] : list
    for (idTag, entry) in entries {
      guard !isFull || entry != nil else { return .failed }
      updated[idTag] = entry
    }
    guard updated.count <= limit else { return .failed }
    list = updated
    self.version = version
    return .accepted
  }
}
