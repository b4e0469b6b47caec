package import OCPPCodec

/// A 1.6 StartTransaction. Moments are milliseconds since the epoch.
package struct TransactionStart: Sendable, Equatable {
  package var station: StationID
  package var connector: Int
  package var idTag: String
  /// Wh
  package var meterStart: Int
  package var reservation: Int?
  /// The station's own time, as sent.
  package var timestamp: String
  /// ``timestamp`` if it can be read, else ``receivedAt``.
  package var startedAt: Int64
  package var receivedAt: Int64
  /// By which the token is judged.
  package var policy: AuthorizationPolicy

  package init(
    station: StationID, connector: Int, idTag: String, meterStart: Int, reservation: Int?, timestamp: String,
    startedAt: Int64, receivedAt: Int64, policy: AuthorizationPolicy
  ) {
    self.station = station
    self.connector = connector
    self.idTag = idTag
    self.meterStart = meterStart
    self.reservation = reservation
    self.timestamp = timestamp
    self.startedAt = startedAt
    self.receivedAt = receivedAt
    self.policy = policy
  }
}

/// What became of a StartTransaction.
package struct TransactionStarted: Sendable, Equatable {
  /// 1 to 2^31-1
  package var transaction: Int
  package var decision: AuthorizationDecision
  /// Whether it had been recorded before.
  package var isRepeated: Bool

  package init(transaction: Int, decision: AuthorizationDecision, isRepeated: Bool) {
    self.transaction = transaction
    self.decision = decision
    self.isRepeated = isRepeated
  }
}

/// A 1.6 StopTransaction. Moments are milliseconds since the epoch.
package struct TransactionStop: Sendable, Equatable {
  package var station: StationID
  /// As sent, so perhaps -1 or 0.
  package var transaction: Int
  package var idTag: String?
  /// Wh
  package var meterStop: Int
  package var reason: String?
  /// The station's own time, as sent.
  package var timestamp: String
  /// ``timestamp`` if it can be read, else ``receivedAt``.
  package var stoppedAt: Int64
  package var receivedAt: Int64
  /// The `transactionData`, as JSON: an array of meter values.
  package var meterValues: RawJSON?
  /// By which the token is judged.
  package var policy: AuthorizationPolicy

  package init(
    station: StationID, transaction: Int, idTag: String?, meterStop: Int, reason: String?, timestamp: String,
    stoppedAt: Int64, receivedAt: Int64, meterValues: RawJSON?, policy: AuthorizationPolicy
  ) {
    self.station = station
    self.transaction = transaction
    self.idTag = idTag
    self.meterStop = meterStop
    self.reason = reason
    self.timestamp = timestamp
    self.stoppedAt = stoppedAt
    self.receivedAt = receivedAt
    self.meterValues = meterValues
    self.policy = policy
  }
}

/// What became of a StopTransaction.
package struct TransactionStopped: Sendable, Equatable {
  /// Nil when the message named no token.
  package var decision: AuthorizationDecision?
  /// Whether the station has no such transaction.
  package var isOrphan: Bool
  /// Whether it had been recorded before.
  package var isRepeated: Bool

  package init(decision: AuthorizationDecision?, isOrphan: Bool, isRepeated: Bool) {
    self.decision = decision
    self.isOrphan = isOrphan
    self.isRepeated = isRepeated
  }
}

/// MeterValues.
package struct MeterValuesRecord: Sendable, Equatable {
  package var station: StationID
  /// 0 in 1.6.
  package var evse: Int
  package var connector: Int
  /// Nil outside a transaction. One that the station doesn't have is recorded as it is.
  package var transaction: String?
  /// An array of meter values, as JSON.
  package var values: RawJSON
  /// Milliseconds since the epoch.
  package var receivedAt: Int64

  package init(
    station: StationID, evse: Int, connector: Int, transaction: String?, values: RawJSON, receivedAt: Int64
  ) {
    self.station = station
    self.evse = evse
    self.connector = connector
    self.transaction = transaction
    self.values = values
    self.receivedAt = receivedAt
  }
}

/// Meter values as they are stored.
package struct StoredMeterValues: Sendable, Equatable, Codable {
  /// An array of meter values, as JSON.
  package var values: RawJSON
  /// The sequence number of the TransactionEvent they came with; nil in 1.6.
  package var sequenceNumber: Int?
  /// Milliseconds since the epoch.
  package var receivedAt: Int64

  package init(values: RawJSON, sequenceNumber: Int?, receivedAt: Int64) {
    self.values = values
    self.sequenceNumber = sequenceNumber
    self.receivedAt = receivedAt
  }
}

/// A 2.0.1 TransactionEvent. Moments are milliseconds since the epoch.
package struct TransactionEventRecord: Sendable, Equatable {
  /// What the event is of the transaction.
  package enum Kind: String, Sendable, Hashable {
    case started = "Started"
    case updated = "Updated"
    case ended = "Ended"
  }

  package var station: StationID
  /// The station's own id for it.
  package var transaction: String
  package var kind: Kind
  package var sequenceNumber: Int
  package var triggerReason: String
  package var chargingState: String?
  package var stoppedReason: String?
  package var evse: Int?
  package var connector: Int?
  package var idToken: String?
  package var idTokenType: String?
  package var reservation: Int?
  package var isOffline: Bool
  /// An array of meter values, as JSON.
  package var meterValues: RawJSON?
  /// The energy register, in Wh, if the meter values have it.
  package var energyRegister: DecimalNumber?
  /// The station's own time, as sent.
  package var timestamp: String
  /// ``timestamp`` if it can be read, else ``receivedAt``.
  package var occurredAt: Int64
  package var receivedAt: Int64
  /// By which the token is judged.
  package var policy: AuthorizationPolicy

  package init(
    station: StationID, transaction: String, kind: Kind, sequenceNumber: Int, triggerReason: String,
    chargingState: String? = nil, stoppedReason: String? = nil, evse: Int? = nil, connector: Int? = nil,
    idToken: String? = nil, idTokenType: String? = nil, reservation: Int? = nil, isOffline: Bool = false,
    meterValues: RawJSON? = nil, energyRegister: DecimalNumber? = nil, timestamp: String, occurredAt: Int64,
    receivedAt: Int64, policy: AuthorizationPolicy
  ) {
    self.station = station
    self.transaction = transaction
    self.kind = kind
    self.sequenceNumber = sequenceNumber
    self.triggerReason = triggerReason
    self.chargingState = chargingState
    self.stoppedReason = stoppedReason
    self.evse = evse
    self.connector = connector
    self.idToken = idToken
    self.idTokenType = idTokenType
    self.reservation = reservation
    self.isOffline = isOffline
    self.meterValues = meterValues
    self.energyRegister = energyRegister
    self.timestamp = timestamp
    self.occurredAt = occurredAt
    self.receivedAt = receivedAt
    self.policy = policy
  }
}

/// What became of a TransactionEvent.
package struct TransactionEventRecorded: Sendable, Equatable {
  /// Nil when the message named no token.
  package var decision: AuthorizationDecision?
  /// Whether it had been recorded before.
  package var isRepeated: Bool

  package init(decision: AuthorizationDecision?, isRepeated: Bool) {
    self.decision = decision
    self.isRepeated = isRepeated
  }
}
