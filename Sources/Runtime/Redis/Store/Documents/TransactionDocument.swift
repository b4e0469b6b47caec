import GatewayCore

/// A transaction as it is stored.
struct TransactionDocument: Codable, Sendable {
  var record: TransactionRecord
  /// 2.0.1: the number of the event that the end is taken from.
  var stopSequence: Int?
  /// 2.0.1: the number of the event that the charging state is taken from.
  var chargingSequence: Int?
  /// By which its token is in use.
  var claim: String?

  init(_ record: TransactionRecord) {
    self.record = record
  }

  /// What a transaction is named in its station's hash; 1.6 numbers and 2.0.1 ids may look alike.
  static func name(number: Int) -> String { "n\(number)" }
  static func name(event id: String) -> String { "e\(id)" }
  static func name(orphan id: String, meterStop: Int, timestamp: String) -> String {
    "o\(id)|\(meterStop)|\(timestamp)"
  }

  /// Takes in an event, which may come in any order.
  ///
  /// - Parameter decision: about the event's token.
  mutating func apply(_ event: TransactionEventRecord, decision: AuthorizationDecision?) {
    // What the start says stands; until it comes, what any event says.
    let isStart = event.kind == .started && record.startTimestamp == nil
    if isStart {
      record.startTimestamp = event.timestamp
      record.startedAt = event.occurredAt
      record.meterStart = event.energyRegister
    }
    if let value = event.evse, isStart || record.evse == nil { record.evse = value }
    if let value = event.connector, isStart || record.connector == nil { record.connector = value }
    if let value = event.reservation, isStart || record.reservation == nil { record.reservation = value }
    if event.kind == .ended {
      end(event)
    } else if let value = event.idToken, isStart || record.idToken == nil {
      record.idToken = value
      record.idTokenType = event.idTokenType
      record.authorization = decision?.status
    }
    if let state = event.chargingState, chargingSequence.map({ $0 < event.sequenceNumber }) ?? true {
      record.chargingState = state
      chargingSequence = event.sequenceNumber
    }
    record.lastSequenceNumber = max(record.lastSequenceNumber ?? event.sequenceNumber, event.sequenceNumber)
    record.updatedAt = event.receivedAt
  }

  private mutating func end(_ event: TransactionEventRecord) {
    record.state = .ended
    guard stopSequence.map({ $0 < event.sequenceNumber }) ?? true else { return }
    stopSequence = event.sequenceNumber
    record.stopTimestamp = event.timestamp
    record.stoppedAt = event.occurredAt
    record.meterStop = event.energyRegister
    record.stopReason = event.stoppedReason
    record.stopIdToken = event.idToken
  }
}

/// What is kept of a TransactionEvent; its meter values are with those of the transaction.
struct EventDocument: Codable, Sendable {
  var kind: String
  var trigger: String
  var timestamp: String
  var receivedAt: Int64
  var chargingState: String?
  var stoppedReason: String?
  var isOffline: Bool?
  var occurredAt: Int64?
  var idToken: String?
  var idTokenType: String?
  var evse: Int?
  var connector: Int?

  init(_ event: TransactionEventRecord) {
    kind = event.kind.rawValue
    trigger = event.triggerReason
    timestamp = event.timestamp
    receivedAt = event.receivedAt
    chargingState = event.chargingState
    stoppedReason = event.stoppedReason
    isOffline = event.isOffline
    occurredAt = event.occurredAt
    idToken = event.idToken
    idTokenType = event.idTokenType
    evse = event.evse
    connector = event.connector
  }
}
