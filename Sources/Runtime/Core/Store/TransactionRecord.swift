package import OCPPCodec

/// A transaction. Moments are milliseconds since the epoch.
package struct TransactionRecord: Sendable, Equatable, Codable {
  /// Where it is in its life.
  package enum State: String, Sendable, Hashable, CaseIterable, Codable {
    /// Begun, and not ended as far as is known.
    case active
    /// Ended.
    case ended
    /// A stop without a start: the id that the station named is none of its transactions.
    case orphaned
  }

  package var station: StationID
  /// The number as text in 1.6, the station's own id in 2.0.1.
  package var id: String
  package var version: OCPPVersion
  package var state: State
  /// 0 in 1.6; nil until an event names it.
  package var evse: Int?
  package var connector: Int?
  package var idToken: String?
  package var idTokenType: String?
  /// What the token was judged at the start; nil if there was none.
  package var authorization: AuthorizationStatus?
  package var reservation: Int?
  /// The station's own time, as sent; nil until the start is known.
  package var startTimestamp: String?
  package var startedAt: Int64?
  /// Wh
  package var meterStart: DecimalNumber?
  package var stopTimestamp: String?
  package var stoppedAt: Int64?
  /// Wh
  package var meterStop: DecimalNumber?
  package var stopReason: String?
  /// The token that ended it.
  package var stopIdToken: String?
  /// 2.0.1
  package var chargingState: String?
  /// 2.0.1: the highest sequence number so far.
  package var lastSequenceNumber: Int?
  /// When it was first heard of.
  package var receivedAt: Int64
  /// When it was last heard of.
  package var updatedAt: Int64
  /// Its place in lists, for asking on; opaque, made by the store.
  package var cursor = ""

  package init(
    station: StationID, id: String, version: OCPPVersion, state: State, receivedAt: Int64, updatedAt: Int64
  ) {
    self.station = station
    self.id = id
    self.version = version
    self.state = state
    self.receivedAt = receivedAt
    self.updatedAt = updatedAt
  }
}

/// Which transactions are asked for.
package struct TransactionQuery: Sendable, Equatable {
  /// Only this station's.
  package var station: StationID?
  /// Only those in this state.
  package var state: TransactionRecord.State?
  /// Only those of this token.
  package var idToken: String?
  /// At most this many, 1 to 1000.
  package var limit: Int
  /// Only those that come after this one in the list: the ``TransactionRecord/cursor`` of the last one that was seen.
  package var after: String?

  package init(
    station: StationID? = nil, state: TransactionRecord.State? = nil, idToken: String? = nil, limit: Int = 100,
    after: String? = nil
  ) {
    self.station = station
    self.state = state
    self.idToken = idToken
    self.limit = limit
    self.after = after
  }
}
