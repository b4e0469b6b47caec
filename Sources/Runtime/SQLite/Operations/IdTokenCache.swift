internal import GatewayCore
internal import Synchronization

/// Committed id tokens, for deciding without asking the database. Readable by all; the writer alone changes it.
final class IdTokenCache: Sendable {
  /// What is known of a token.
  enum Entry: Sendable {
    case known(IdTokenRecord)
    /// The database has none.
    case absent
  }

  private let entries = Mutex<[ByteKey: Entry]>([:])
  private let capacity: Int

  /// - Parameter capacity: how many entries are kept; the cache starts anew when it is full.
  init(capacity: Int) {
    self.capacity = capacity
  }

  /// Nil when the database must be asked.
  subscript(key: ByteKey) -> Entry? { entries.withLock { $0[key] } }

  func merge(_ changes: [ByteKey: Entry]) {
    entries.withLock { entries in
      if entries.count + changes.count > capacity { entries.removeAll() }
      guard changes.count <= capacity else { return }
      entries.merge(changes) { _, new in new }
    }
  }

  /// Decides what needs nothing but tokens; nil when one of them isn't here.
  func decision(on request: AuthorizationRequest) -> AuthorizationDecision? {
    guard !request.startsTransaction || request.policy.allowsConcurrentTransactions,
      let token = record(IdTokenRecord.key(request.token))
    else { return nil }
    var parent: IdTokenRecord?
    if let id = token?.parent {
      guard let record = record(IdTokenRecord.key(id)) else { return nil }
      parent = record
    }
    let status = request.policy.status(
      of: token, parent: parent, type: request.type, isInTransaction: false, at: request.moment)
    return AuthorizationDecision(status: status, token: token)
  }

  /// The inner nil: there is no such token.
  private func record(_ key: String) -> IdTokenRecord?? {
    switch self[ByteKey(key)] {
    case .known(let record): .some(.some(record))
    case .absent: .some(.none)
    case nil: .none
    }
  }
}
