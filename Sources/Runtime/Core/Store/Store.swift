/// Where the business state lives: stations, id tokens, transactions.
///
/// Methods are domain operations, idempotent, and scoped by station: no station can touch another's transactions. A
/// method that changes something returns once the change survives a loss of power. Each may throw ``StoreError``.
package protocol Store: Sendable {
  // MARK: Stations

  /// Records a BootNotification (OCPP 1.6 §4.2, OCPP 2.0.1 B01).
  func recordBoot(_ boot: StationBoot) async throws

  /// Records that a station connected; creates it when it is new.
  func recordConnection(_ connection: StationConnectionRecord) async throws

  /// Records when stations were last heard of; for many stations at once, since it isn't done at each message.
  ///
  /// - Parameter moments: milliseconds since the epoch, by station. Stations that the store doesn't know are left out.
  func recordLastSeen(_ moments: [StationID: Int64]) async throws

  /// A station; nil if it never connected and was not created otherwise.
  func station(_ id: StationID) async throws -> StationRecord?

  /// Stations in the order of their ids.
  func stations(_ query: StationQuery) async throws -> [StationRecord]

  /// Records a StatusNotification, unless one with a later timestamp is there.
  func recordStatus(_ status: ConnectorRecord) async throws

  /// A station's connectors, in the order of EVSE and connector.
  func connectors(of station: StationID) async throws -> [ConnectorRecord]

  /// Adds report data of a 2.0.1 NotifyReport (OCPP 2.0.1 B07): one row for a component, a variable and an attribute.
  func recordVariables(_ variables: [VariableRecord], of station: StationID) async throws

  /// A station's reported variables, in the order of component, variable and attribute.
  func variables(of station: StationID) async throws -> [VariableRecord]

  /// Records a SecurityEventNotification.
  func recordSecurityEvent(_ event: SecurityEventRecord) async throws

  /// A station's newest security events, the newest first.
  ///
  /// - Parameter limit: at most this many, 1 to 1000.
  func securityEvents(of station: StationID, limit: Int) async throws -> [SecurityEventRecord]

  // MARK: Id tokens

  /// An id token; letters' case doesn't matter (`CiString`, OCPP 1.6 §7.28).
  func idToken(_ id: String) async throws -> IdTokenRecord?

  /// Id tokens in the order of their lower-case ids.
  func idTokens(after: String?, limit: Int) async throws -> [IdTokenRecord]

  /// Creates or replaces id tokens.
  func putIdTokens(_ tokens: [IdTokenRecord]) async throws

  /// Deletes an id token.
  ///
  /// - Returns: whether there was one.
  func deleteIdToken(_ id: String) async throws -> Bool

  /// Answers whether a token may charge, by the policy, with the token's own and its parent's record and whether it is
  /// in an active transaction.
  func authorize(_ request: AuthorizationRequest) async throws -> AuthorizationDecision

  // MARK: Transactions

  /// Records a 1.6 StartTransaction and gives it an id: positive, of 31 bits, never given before, not guessable.
  ///
  /// The same start again (station, connector, idTag, timestamp and meterStart) gives the same id again.
  func startTransaction(_ start: TransactionStart) async throws -> TransactionStarted

  /// Records a 1.6 StopTransaction. The same stop again changes nothing. One for an id that the station doesn't have is
  /// kept as an orphan.
  func stopTransaction(_ stop: TransactionStop) async throws -> TransactionStopped

  /// Records meter values, in a transaction or outside one.
  func recordMeterValues(_ values: MeterValuesRecord) async throws

  /// Records a 2.0.1 TransactionEvent: any order, gaps allowed, the same sequence number again changes nothing.
  func recordTransactionEvent(_ event: TransactionEventRecord) async throws -> TransactionEventRecorded

  /// A station's transaction.
  func transaction(_ id: String, of station: StationID) async throws -> TransactionRecord?

  /// Transactions, the newest first.
  func transactions(_ query: TransactionQuery) async throws -> [TransactionRecord]

  /// A transaction's meter values, in the order they came.
  ///
  /// - Parameter limit: at most this many.
  func meterValues(ofTransaction id: String, of station: StationID, limit: Int) async throws -> [StoredMeterValues]

  // MARK: The store itself

  /// Whether the store can be written to; throws the reason when not.
  func checkHealth() async throws

  /// Finishes what is under way and closes. Nothing may be called afterwards.
  func close() async
}
