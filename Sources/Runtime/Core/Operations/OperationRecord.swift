package import OCPPCodec

/// Something asked of a station that takes time: a command and what becomes of it. Moments are milliseconds since the
/// epoch.
package struct OperationRecord: Sendable, Equatable, Codable {
  /// A point in its life.
  package struct Step: Sendable, Equatable, Codable {
    package var state: OperationState
    package var moment: Int64
    /// For people.
    package var reason: String?

    package init(state: OperationState, moment: Int64, reason: String?) {
      self.state = state
      self.moment = moment
      self.reason = reason
    }
  }

  package var id: String
  /// Such as `ChangeAvailability` or `UpdateFirmware`; an open set.
  package var kind: String
  package var station: StationID
  package var state: OperationState
  /// The operation that this one is a part of, such as a campaign; nil: of none.
  package var parent: String?
  /// What was asked, and what was learnt: an object.
  package var details: RawJSON
  package var createdAt: Int64
  package var updatedAt: Int64
  /// The steps, the oldest first; of very many the oldest are dropped. Empty in lists.
  package var history: [Step]
  /// Its place in lists, for asking on; opaque, made by the store.
  package var cursor = ""

  package init(
    id: String, kind: String, station: StationID, state: OperationState, parent: String? = nil, details: RawJSON,
    createdAt: Int64, updatedAt: Int64, history: [Step] = []
  ) {
    self.id = id
    self.kind = kind
    self.station = station
    self.state = state
    self.parent = parent
    self.details = details
    self.createdAt = createdAt
    self.updatedAt = updatedAt
    self.history = history
  }
}

/// How an operation goes on.
package struct OperationChange: Sendable, Equatable {
  package var id: String
  package var state: OperationState
  /// Nil: as they are.
  package var details: RawJSON?
  /// For people.
  package var reason: String?
  /// Milliseconds since the epoch.
  package var moment: Int64
  /// The states that it can follow; in another one only the details are taken. Nil: any.
  package var from: Set<OperationState>?

  package init(
    id: String, state: OperationState, details: RawJSON? = nil, reason: String? = nil, moment: Int64,
    from: Set<OperationState>? = nil
  ) {
    self.id = id
    self.state = state
    self.details = details
    self.reason = reason
    self.moment = moment
    self.from = from
  }

  /// The state and the reason of an operation when this has come.
  ///
  /// - Parameter reason: the latest step's.
  package func outcome(after state: OperationState, reason: String?) -> (state: OperationState, reason: String?) {
    from.map { $0.contains(state) } ?? true ? (self.state, self.reason) : (state, reason)
  }
}

/// Which operations are asked for.
package struct OperationQuery: Sendable, Equatable {
  /// Only this station's.
  package var station: StationID?
  /// Only those of this kind.
  package var kind: String?
  /// Only those in one of these states; empty: in any.
  package var states: [OperationState]
  /// Only the parts of this one.
  package var parent: String?
  /// At most this many, 1 to 1000.
  package var limit: Int
  /// Only those that come after this one in the list: the ``OperationRecord/cursor`` of the last one that was seen.
  package var after: String?

  package init(
    station: StationID? = nil, kind: String? = nil, states: [OperationState] = [], parent: String? = nil,
    limit: Int = 100, after: String? = nil
  ) {
    self.station = station
    self.kind = kind
    self.states = states
    self.parent = parent
    self.limit = limit
    self.after = after
  }
}
