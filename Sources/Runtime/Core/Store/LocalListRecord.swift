/// An entry of a station's Local Authorization List (OCPP 1.6 §3.5.3).
package struct LocalListEntry: Sendable, Hashable, Codable {
  /// Case doesn't matter (`CiString`).
  package var idTag: String
  package var status: AuthorizationStatus
  /// RFC 3339
  package var expiryDate: String?
  package var parentIdTag: String?

  package init(
    idTag: String, status: AuthorizationStatus = .accepted, expiryDate: String? = nil, parentIdTag: String? = nil
  ) {
    self.idTag = idTag
    self.status = status
    self.expiryDate = expiryDate
    self.parentIdTag = parentIdTag
  }

  /// The form in which entries are told apart.
  package var key: String { IdTokenRecord.key(idTag) }

  /// Whether a station that has the other one needs nothing new.
  package func isSame(as other: LocalListEntry) -> Bool {
    key == other.key && status == other.status && expiryDate == other.expiryDate && parentIdTag == other.parentIdTag
  }
}

/// What is known of a station's list. Moments are milliseconds since the epoch.
package struct LocalListRecord: Sendable, Equatable, Codable {
  /// How sure it is what the station has.
  package enum State: String, Sendable, Hashable, CaseIterable, Codable {
    /// The recorded entries are what the station has.
    case known
    /// They may not be.
    case unknown
    /// The station has no such list.
    case unsupported
  }

  package var station: StationID
  package var state: State
  /// The version of the recorded entries; nil when they are of no version.
  package var version: Int?
  /// How many entries are recorded.
  package var entryCount = 0
  /// The name of the list that the station was last brought to; nil: none.
  package var list: String?
  /// The ``LocalListStore/idTokenRevision()`` that this was made from.
  package var revision: Int64?
  /// How many tokens of the list the station has no room for.
  package var leftOut = 0
  /// What the station says of itself.
  package var limits: LocalListLimits?
  /// When the station last took an update.
  package var updatedAt: Int64?
  /// When it last told its version.
  package var checkedAt: Int64?
  /// Why the station couldn't be brought up to date; nil when the latest attempt went well.
  package var failure: String?
  package var failedAt: Int64?

  package init(station: StationID, state: State) {
    self.station = station
    self.state = state
  }
}

/// A station's configuration that limits its list (OCPP 1.6 §9.3); nil: it doesn't say.
package struct LocalListLimits: Sendable, Equatable, Codable {
  /// `SendLocalListMaxLength`: entries in one message.
  package var perMessage: Int?
  /// `LocalAuthListMaxLength`: entries in the list.
  package var entries: Int?
  /// `LocalAuthListEnabled`
  package var isEnabled: Bool?

  package init(perMessage: Int? = nil, entries: Int? = nil, isEnabled: Bool? = nil) {
    self.perMessage = perMessage
    self.entries = entries
    self.isEnabled = isEnabled
  }
}

/// A SendLocalList that a station accepted.
package struct LocalListUpdate: Sendable, Equatable {
  package var station: StationID
  /// The version that the list has now.
  package var version: Int
  /// Whether it replaced the whole list.
  package var isFull: Bool
  /// Entries that were added or replaced.
  package var changed: [LocalListEntry]
  /// Id tags that were removed.
  package var removed: [String]

  package init(station: StationID, version: Int, isFull: Bool, changed: [LocalListEntry], removed: [String]) {
    self.station = station
    self.version = version
    self.isFull = isFull
    self.changed = changed
    self.removed = removed
  }
}

/// Why a station's list isn't what it was meant to be.
package enum LocalListProblem: Sendable, Equatable {
  /// The station refused an update: only a full one puts it right (OCPP 1.6 §5.15).
  case refused(String)
  /// There is no answer to an update; the station's version will tell whether it has it.
  case unanswered(String)
  /// The station has no list.
  case unsupported(String)
  /// Something else went wrong; the station has what it had.
  case failed(String)
}
