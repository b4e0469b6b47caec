import GatewayCore
import OCPPCodec

extension TransactionStart {
  func isRepeated(by other: TransactionStart) -> Bool {
    station == other.station && connector == other.connector && timestamp == other.timestamp
      && meterStart == other.meterStart && IdTokenRecord.key(idTag) == IdTokenRecord.key(other.idTag)
  }
}

extension TransactionRecord {
  init(_ start: TransactionStart, number: Int, _ decision: AuthorizationDecision) {
    self.init(
      station: start.station, id: String(number), version: .v16, state: .active, receivedAt: start.receivedAt,
      updatedAt: start.receivedAt)
    evse = 0
    connector = start.connector
    idToken = start.idTag
    authorization = decision.status
    reservation = start.reservation
    startTimestamp = start.timestamp
    startedAt = start.startedAt
    meterStart = DecimalNumber(start.meterStart)
  }

  init(orphanOf stop: TransactionStop) {
    self.init(
      station: stop.station, id: String(stop.transaction), version: .v16, state: .orphaned,
      receivedAt: stop.receivedAt, updatedAt: stop.receivedAt)
    evse = 0
    end(by: stop)
  }

  /// The transaction that events make, whatever order they came in; nil without any.
  init?(of events: [MemoryState.Event]) {
    guard let earliest = events.map(\.event).min(by: { $0.receivedAt < $1.receivedAt }) else { return nil }
    self.init(
      station: earliest.station, id: earliest.transaction, version: .v201, state: .active,
      receivedAt: earliest.receivedAt, updatedAt: events.map(\.event.receivedAt).max() ?? earliest.receivedAt)
    let sorted = events.sorted { $0.event.sequenceNumber < $1.event.sequenceNumber }
    lastSequenceNumber = sorted.last?.event.sequenceNumber
    chargingState = sorted.last { $0.event.chargingState != nil }?.event.chargingState
    if let start = sorted.first(where: { $0.event.kind == .started })?.event {
      startTimestamp = start.timestamp
      startedAt = start.occurredAt
      meterStart = start.energyRegister
    }
    evse = sorted.lazy.compactMap(\.event.evse).first
    connector = sorted.lazy.compactMap(\.event.connector).first
    reservation = sorted.lazy.compactMap(\.event.reservation).first
    if let first = sorted.first(where: { $0.event.idToken != nil && $0.event.kind != .ended }) {
      idToken = first.event.idToken
      idTokenType = first.event.idTokenType
      authorization = first.decision?.status
    }
    if let end = sorted.last(where: { $0.event.kind == .ended })?.event {
      state = .ended
      stopTimestamp = end.timestamp
      stoppedAt = end.occurredAt
      meterStop = end.energyRegister
      stopReason = end.stoppedReason
      stopIdToken = end.idToken
    }
  }

  mutating func end(by stop: TransactionStop) {
    stopTimestamp = stop.timestamp
    stoppedAt = stop.stoppedAt
    meterStop = DecimalNumber(stop.meterStop)
    stopReason = stop.reason
    stopIdToken = stop.idTag
    updatedAt = stop.receivedAt
  }

  func isOrphan(of stop: TransactionStop) -> Bool {
    state == .orphaned && station == stop.station && id == String(stop.transaction)
      && stopTimestamp == stop.timestamp && meterStop == DecimalNumber(stop.meterStop)
  }
}
