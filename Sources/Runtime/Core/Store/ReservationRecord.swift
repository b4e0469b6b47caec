/// A reservation: one attempt to have a station reserve a connector (OCPP 1.6 §5.13). Moments are milliseconds since the
/// epoch.
package struct ReservationRecord: Sendable, Equatable, Codable {
  /// Where it is in its life.
  package enum State: String, Sendable, Hashable, CaseIterable, Codable {
    /// Sent, or about to be; the station hasn't answered yet.
    case requested
    /// The station holds it.
    case active
    /// The connection broke before the answer: perhaps the station holds it.
    case uncertain
    /// The station held it, and the connection broke before it answered a cancellation.
    case cancelUncertain = "cancel-uncertain"
    /// A transaction was started with it.
    case used
    case cancelled
    case expired
    /// Another one with the same id took its place.
    case replaced
    /// The station didn't take it, or it was never sent; ``ReservationRecord/outcome`` says which.
    case refused
    /// The station gave it up: connector faulted or unavailable, or it says that it doesn't know it.
    case lost

    /// Those in which the station holds it, or may.
    package static let live: Set<State> = [.requested, .active, .uncertain, .cancelUncertain]
  }

  package var station: StationID
  /// What the station knows it by; unique among a station's live ones only.
  package var id: Int
  /// 0: any connector of the station.
  package var connector: Int
  package var idTag: String
  package var parentIdTag: String?
  /// As sent.
  package var expiryDate: String
  package var expiresAt: Int64
  package var state: State
  /// What the station answered, or why there is no answer.
  package var outcome: String?
  /// The transaction that used it.
  package var transaction: String?
  package var createdAt: Int64
  package var updatedAt: Int64
  /// Names this attempt, and is its place in lists; opaque, made by the store.
  package var attempt = ""

  package init(
    station: StationID, id: Int, connector: Int, idTag: String, parentIdTag: String?, expiryDate: String,
    expiresAt: Int64, state: State, createdAt: Int64, updatedAt: Int64
  ) {
    self.station = station
    self.id = id
    self.connector = connector
    self.idTag = idTag
    self.parentIdTag = parentIdTag
    self.expiryDate = expiryDate
    self.expiresAt = expiresAt
    self.state = state
    self.createdAt = createdAt
    self.updatedAt = updatedAt
  }
}

/// Which reservations are asked for.
package struct ReservationQuery: Sendable, Equatable {
  /// Only this station's.
  package var station: StationID?
  /// Only those in these states; empty: in any.
  package var states: Set<ReservationRecord.State>
  /// Only those of this id tag; case doesn't matter.
  package var idTag: String?
  /// At most this many, 1 to 1000.
  package var limit: Int
  /// Only those that come after this one in the list: the ``ReservationRecord/attempt`` of the last one that was seen.
  package var after: String?

  package init(
    station: StationID? = nil, states: Set<ReservationRecord.State> = [], idTag: String? = nil, limit: Int = 100,
    after: String? = nil
  ) {
    self.station = station
    self.states = states
    self.idTag = idTag
    self.limit = limit
    self.after = after
  }
}
