/// Who may charge: pure rules, for a store to apply to what it finds.
package struct AuthorizationPolicy: Sendable, Equatable {
  /// Whether a token that the store doesn't know is accepted.
  package var acceptsUnknownTokens: Bool
  /// Whether a token may be in several active transactions.
  package var allowsConcurrentTransactions: Bool

  package init(acceptsUnknownTokens: Bool = false, allowsConcurrentTransactions: Bool = false) {
    self.acceptsUnknownTokens = acceptsUnknownTokens
    self.allowsConcurrentTransactions = allowsConcurrentTransactions
  }

  /// - Parameters:
  ///   - token: the token's record; nil if there is none.
  ///   - parent: its parent's record; nil if it has none or there is none.
  ///   - type: the type that the station named (2.0.1).
  ///   - isInTransaction: whether the token is in another active transaction.
  ///   - moment: milliseconds since the epoch.
  package func status(
    of token: IdTokenRecord?,
    parent: IdTokenRecord?,
    type: String?,
    isInTransaction: Bool,
    at moment: Int64
  ) -> AuthorizationStatus {
    guard let token else {
      guard acceptsUnknownTokens else { return .invalid }
      return isInTransaction && !allowsConcurrentTransactions ? .concurrentTransaction : .accepted
    }
    if let expected = token.type, let type, expected != type { return .invalid }
    // A parent's block is a block of all its children.
    for record in [token, parent].compactMap(\.self) {
      switch record.status {
      case .blocked: return .blocked
      case .expired: return .expired
      case .invalid: return .invalid
      case .accepted: if let expiresAt = record.expiresAt, expiresAt <= moment { return .expired }
      }
    }
    return isInTransaction && !allowsConcurrentTransactions ? .concurrentTransaction : .accepted
  }
}

/// The outcome, in the words of 1.6 (OCPP 1.6 §7.2).
package enum AuthorizationStatus: String, Sendable, Hashable, CaseIterable, Codable {
  case accepted = "Accepted"
  case blocked = "Blocked"
  case expired = "Expired"
  case invalid = "Invalid"
  case concurrentTransaction = "ConcurrentTx"
}

/// A question whether a token may charge.
package struct AuthorizationRequest: Sendable, Equatable {
  package var token: String
  /// The 2.0.1 type; nil in 1.6.
  package var type: String?
  package var policy: AuthorizationPolicy
  /// Whether being in an active transaction counts against it: true for a start, false for a mere Authorize.
  package var startsTransaction: Bool
  /// Milliseconds since the epoch.
  package var moment: Int64

  package init(token: String, type: String?, policy: AuthorizationPolicy, startsTransaction: Bool, moment: Int64) {
    self.token = token
    self.type = type
    self.policy = policy
    self.startsTransaction = startsTransaction
    self.moment = moment
  }
}

/// The answer.
package struct AuthorizationDecision: Sendable, Equatable {
  package var status: AuthorizationStatus
  /// The token's record, for its expiry date and parent.
  package var token: IdTokenRecord?

  package init(status: AuthorizationStatus, token: IdTokenRecord?) {
    self.status = status
    self.token = token
  }
}
