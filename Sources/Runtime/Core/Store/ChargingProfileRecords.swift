package import OCPPCodec

/// What a charging profile is for (OCPP 1.6 §7.10).
package enum ChargingProfilePurpose: String, Sendable, Hashable, CaseIterable, Codable {
  /// Limits the whole station.
  case chargePointMaximum = "ChargePointMaxProfile"
  /// Limits transactions that have no profile of their own.
  case transactionDefault = "TxDefaultProfile"
  /// Limits one transaction.
  case transaction = "TxProfile"
}

/// A charging profile that a station accepted.
package struct ChargingProfileRecord: Sendable, Equatable, Codable {
  /// How the station came to have it.
  package enum Origin: String, Sendable, Hashable, CaseIterable, Codable {
    /// A SetChargingProfile.
    case command
    /// A RemoteStartTransaction that brought it.
    case remoteStart = "remote_start"
    /// A site's limit, which the gateway shares among transactions.
    case site
  }

  package var station: StationID
  /// 0 is the station as a whole; nil until the transaction of a remote start tells.
  package var connector: Int?
  /// The `chargingProfileId`.
  package var id: Int
  package var purpose: ChargingProfilePurpose
  package var stackLevel: Int
  /// The transaction that a TxProfile is for; nil while its transaction hasn't begun.
  package var transaction: Int?
  /// The token by which the transaction of a remote start will be known.
  package var idTag: String?
  /// The whole profile, as JSON.
  package var profile: RawJSON
  package var origin: Origin
  /// Milliseconds since the epoch.
  package var acceptedAt: Int64

  package init(
    station: StationID, connector: Int?, id: Int, purpose: ChargingProfilePurpose, stackLevel: Int,
    transaction: Int? = nil, idTag: String? = nil, profile: RawJSON, origin: Origin = .command, acceptedAt: Int64
  ) {
    self.station = station
    self.connector = connector
    self.id = id
    self.purpose = purpose
    self.stackLevel = stackLevel
    self.transaction = transaction
    self.idTag = idTag
    self.profile = profile
    self.origin = origin
    self.acceptedAt = acceptedAt
  }
}

/// Which of a station's charging profiles are meant: those that match all that is given (OCPP 1.6 §6.13).
package struct ChargingProfileFilter: Sendable, Equatable {
  package var id: Int?
  package var connector: Int?
  package var purpose: ChargingProfilePurpose?
  package var stackLevel: Int?
  /// Not in ClearChargingProfile, but what ends with a transaction.
  package var transaction: Int?

  package init(
    id: Int? = nil, connector: Int? = nil, purpose: ChargingProfilePurpose? = nil, stackLevel: Int? = nil,
    transaction: Int? = nil
  ) {
    self.id = id
    self.connector = connector
    self.purpose = purpose
    self.stackLevel = stackLevel
    self.transaction = transaction
  }
}

/// A charging profile that operators use again and again, known by a name.
package struct ChargingProfileTemplate: Sendable, Equatable, Codable {
  /// 1 to 50 characters.
  package var name: String
  /// The profile, as JSON: what SetChargingProfile has in `csChargingProfiles`.
  package var profile: RawJSON
  /// Milliseconds since the epoch.
  package var changedAt: Int64

  package init(name: String, profile: RawJSON, changedAt: Int64) {
    self.name = name
    self.profile = profile
    self.changedAt = changedAt
  }
}
