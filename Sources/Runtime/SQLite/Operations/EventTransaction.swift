internal import GatewayCore
internal import OCPPCodec

/// A 2.0.1 transaction as far as its events tell, which may come in any order.
///
/// Its charging state, its highest sequence number and when it was last heard of aren't here: they are those of its
/// messages.
struct EventTransaction: Equatable {
  /// What tells it from others.
  struct Name: Hashable {
    var station: Int64
    var id: ByteKey
  }

  /// Of its row.
  let key: Int64
  var state = TransactionRecord.State.active
  var evse: Int?
  var connector: Int?
  var idToken: String?
  var idTokenType: String?
  var authorization: AuthorizationStatus?
  var reservation: Int?
  var startTimestamp: String?
  var startedAt: Int64?
  var meterStart: DecimalNumber?
  var stopTimestamp: String?
  var stoppedAt: Int64?
  var meterStop: DecimalNumber?
  var stopReason: String?
  var stopIdToken: String?
  /// Of the event that the end is taken from.
  var stopSequence: Int?
  let receivedAt: Int64

  /// One that an event is the first to name.
  init(key: Int64, firstHeardOf moment: Int64) {
    self.key = key
    receivedAt = moment
  }

  /// Takes in an event.
  ///
  /// - Parameter decision: about the event's token.
  mutating func apply(_ event: TransactionEventRecord, decision: AuthorizationDecision?) {
    // What the start says stands; until it comes, what any event says.
    let isStart = event.kind == .started && startTimestamp == nil
    if isStart {
      startTimestamp = event.timestamp
      startedAt = event.occurredAt
      meterStart = event.energyRegister
    }
    if let value = event.evse, isStart || evse == nil { evse = value }
    if let value = event.connector, isStart || connector == nil { connector = value }
    if let value = event.reservation, isStart || reservation == nil { reservation = value }
    if event.kind == .ended {
      end(event)
    } else if let value = event.idToken, isStart || idToken == nil {
      idToken = value
      idTokenType = event.idTokenType
      authorization = decision?.status
    }
  }

  private mutating func end(_ event: TransactionEventRecord) {
    state = .ended
    guard stopSequence.map({ $0 < event.sequenceNumber }) ?? true else { return }
    stopSequence = event.sequenceNumber
    stopTimestamp = event.timestamp
    stoppedAt = event.occurredAt
    meterStop = event.energyRegister
    stopReason = event.stoppedReason
    stopIdToken = event.idToken
  }

  /// Whether an event tells nothing new of it.
  func isUnchanged(by event: TransactionEventRecord) -> Bool {
    event.kind == .updated && (event.evse == nil || evse != nil) && (event.connector == nil || connector != nil)
      && (event.reservation == nil || reservation != nil) && (event.idToken == nil || idToken != nil)
  }
}
