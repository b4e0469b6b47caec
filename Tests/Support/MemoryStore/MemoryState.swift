import GatewayCore
import OCPPCodec

/// What a ``MemoryStore`` holds.
struct MemoryState: Sendable {
  struct ConnectorKey: Hashable, Comparable {
    var evse: Int
    var connector: Int

    static func < (left: Self, right: Self) -> Bool {
      (left.evse, left.connector) < (right.evse, right.connector)
    }
  }

  struct VariableKey: Hashable, Comparable {
    var component: String
    var variable: String
    var attribute: String

    static func < (left: Self, right: Self) -> Bool {
      (left.component, left.variable, left.attribute) < (right.component, right.variable, right.attribute)
    }
  }

  struct Event {
    var event: TransactionEventRecord
    var decision: AuthorizationDecision?
  }

  struct Meter {
    var record: MeterValuesRecord
    var sequenceNumber: Int?
    /// Whether they came by themselves, not with a stop or an event.
    var isMessage: Bool
  }

  var stations: [StationID: StationRecord] = [:]
  var connectors: [StationID: [ConnectorKey: ConnectorRecord]] = [:]
  var variables: [StationID: [VariableKey: VariableRecord]] = [:]
  var securityEvents: [SecurityEventRecord] = []
  var tokens: [String: IdTokenRecord] = [:]
  /// In the order in which they were first heard of.
  var transactions: [TransactionRecord] = []
  var starts: [(start: TransactionStart, transaction: Int)] = []
  var events: [Event] = []
  var meterValues: [Meter] = []

  var failuresLeft = 0
  var operations: [String] = []

  mutating func change(_ station: StationID, _ version: OCPPVersion, _ body: (inout StationRecord) -> Void) {
    var record = stations[station] ?? StationRecord(id: station, version: version)
    record.version = version
    body(&record)
    stations[station] = record
  }

  /// Judges a token by the policy.
  ///
  /// - Parameter own: the place of the transaction that doesn't count as one that the token is in.
  func decide(_ request: AuthorizationRequest, except own: Int? = nil) -> AuthorizationDecision {
    let key = IdTokenRecord.key(request.token)
    let token = tokens[key]
    let parent = token?.parent.flatMap { tokens[IdTokenRecord.key($0)] }
    let isInTransaction = transactions.enumerated().contains { index, transaction in
      index != own && transaction.state == .active && transaction.authorization == .accepted
        && transaction.idToken.map(IdTokenRecord.key) == key
    }
    let status = request.policy.status(
      of: token, parent: parent, type: request.type,
      isInTransaction: request.startsTransaction && isInTransaction, at: request.moment)
    return AuthorizationDecision(status: status, token: token)
  }

  func place(of transaction: String, _ station: StationID) -> Int? {
    transactions.firstIndex { $0.station == station && $0.id == transaction && $0.state != .orphaned }
  }
}
