/// Where an operation stands. An open set: a handler may need a finer one.
package struct OperationState: RawRepresentable, Sendable, Hashable, Codable {
  package let rawValue: String

  package init(rawValue: String) { self.rawValue = rawValue }

  private init(_ rawValue: String) { self.rawValue = rawValue }

  /// Nothing was sent yet.
  package static let pending = Self("pending")
  /// The command is on its way, and the station hasn't answered.
  package static let sent = Self("sent")
  /// The station will do it.
  package static let accepted = Self("accepted")
  /// The station says that it is at it.
  package static let inProgress = Self("inProgress")
  package static let succeeded = Self("succeeded")
  /// It can't be done, or wasn't.
  package static let failed = Self("failed")
  /// The station won't.
  package static let rejected = Self("rejected")
  package static let cancelled = Self("cancelled")
  /// The connection broke, or the gateway ended, between the command and the answer: it may have been done. What the
  /// station says later may still tell.
  package static let uncertain = Self("uncertain")

  /// Those that the gateway itself knows, in the order of an operation's life.
  package static let known: [Self] = [
    .pending, .sent, .accepted, .inProgress, .succeeded, .failed, .rejected, .cancelled, .uncertain,
  ]

  /// Whether nothing can follow.
  package var isFinal: Bool { [.succeeded, .failed, .rejected, .cancelled].contains(self) }
}
