import GatewayCore
import OCPPCodec

/// What a list shall have, made from the id tokens.
struct LocalListContent: Sendable, Equatable {
  /// Accepted tokens first, since they are what a station without a connection needs most; then by id.
  let entries: [LocalListEntry]
  /// The ``LocalListStore/idTokenRevision()`` that it was made from.
  let revision: Int64

  /// The longest id tag of 1.6 (`CiString20Type`).
  private static let maximumLength = 20

  /// - Parameters:
  ///   - tokens: all there are, in the order of their ids.
  ///   - includesRefused: whether tokens that may not charge are in it too, as such.
  ///   - moment: milliseconds since the epoch.
  init(
    _ tokens: [IdTokenRecord], for rule: LocalListRule, includesRefused: Bool, revision: Int64, at moment: Int64
  ) {
    let records = Dictionary(tokens.map { (IdTokenRecord.key($0.id), $0) }) { first, _ in first }
    var accepted: [LocalListEntry] = []
    var refused: [LocalListEntry] = []
    for token in tokens {
      let parent = token.parent.flatMap { records[IdTokenRecord.key($0)] }
      guard let entry = Self.entry(of: token, parent: parent, for: rule, at: moment) else { continue }
      if entry.status == .accepted { accepted.append(entry) } else { refused.append(entry) }
    }
    entries = includesRefused ? accepted + refused : accepted
    self.revision = revision
  }

  /// The entry of a token, whether it may charge or not; nil when it isn't in the list.
  ///
  /// - Parameters:
  ///   - parent: its parent's record; nil if it has none or there is none.
  ///   - moment: milliseconds since the epoch.
  static func entry(
    of token: IdTokenRecord, parent: IdTokenRecord?, for rule: LocalListRule, at moment: Int64
  ) -> LocalListEntry? {
    guard rule.includes(token), fits(token.id) else { return nil }
    return LocalListEntry(
      idTag: token.id,
      status: AuthorizationPolicy().status(of: token, parent: parent, type: nil, isInTransaction: false, at: moment),
      // A station counts by it, so it must be one.
      expiryDate: token.expiresAt.map { DateTime(millisecondsSinceEpoch: $0).description },
      parentIdTag: token.parent.flatMap { fits($0) ? $0 : nil })
  }

  private static func fits(_ idTag: String) -> Bool { (1...maximumLength).contains(idTag.unicodeScalars.count) }
}
