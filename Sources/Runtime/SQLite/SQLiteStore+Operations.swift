package import GatewayCore

extension SQLiteStore {
  // MARK: Stations

  package func recordBoot(_ boot: StationBoot) async throws {
    try await write { try $0.record(boot) }
  }

  package func recordConnection(_ connection: StationConnectionRecord) async throws {
    try await write { try $0.record(connection) }
  }

  package func recordLastSeen(_ moments: [StationID: Int64]) async throws {
    // In parts, so that nobody waits long for his own commit.
    let all = Array(moments)
    for start in stride(from: 0, to: all.count, by: 1000) {
      let part = all[start..<min(start + 1000, all.count)]
      try await writeMuch { try $0.recordLastSeen(part.lazy.map { ($0.key, $0.value) }) }
    }
  }

  package func station(_ id: StationID) async throws -> StationRecord? {
    try await read(isShort: true) { try $0.station(id) }
  }

  package func stations(_ query: StationQuery) async throws -> [StationRecord] {
    try await read(isShort: false) { try $0.stations(query) }
  }

  package func recordStatus(_ status: ConnectorRecord) async throws {
    try await write { try $0.record(status) }
  }

  package func connectors(of station: StationID) async throws -> [ConnectorRecord] {
    try await read(isShort: false) { try $0.connectors(of: station) }
  }

  package func recordVariables(_ variables: [VariableRecord], of station: StationID) async throws {
    // A part of a report takes some microseconds.
    if variables.count <= 32 { return try await write { try $0.record(variables, of: station) } }
    try await writeMuch { try $0.record(variables, of: station) }
  }

  package func variables(of station: StationID) async throws -> [VariableRecord] {
    try await read(isShort: false) { try $0.variables(of: station) }
  }

  package func recordSecurityEvent(_ event: SecurityEventRecord) async throws {
    try await write { try $0.record(event) }
  }

  package func securityEvents(of station: StationID, limit: Int) async throws -> [SecurityEventRecord] {
    try await read(isShort: false) { try $0.securityEvents(of: station, limit: limit) }
  }

  // MARK: Id tokens

  package func idTokens(after: String?, limit: Int) async throws -> [IdTokenRecord] {
    try await read(isShort: false) { try $0.idTokens(after: after, limit: limit) }
  }

  package func putIdTokens(_ tokens: [IdTokenRecord]) async throws {
    try await writeMuch { try $0.put(tokens) }
  }

  package func createIdToken(_ token: IdTokenRecord) async throws -> IdTokenRecord? {
    try await write { try $0.create(token) }
  }

  package func deleteIdToken(_ id: String) async throws -> Bool {
    try await write { try $0.deleteIdToken(id) }
  }

  // MARK: Transactions

  package func startTransaction(_ start: TransactionStart) async throws -> TransactionStarted {
    try await write { try $0.start(start) }
  }

  package func stopTransaction(_ stop: TransactionStop) async throws -> TransactionStopped {
    try await write { try $0.stop(stop) }
  }

  package func recordMeterValues(_ values: MeterValuesRecord) async throws {
    try await write { try $0.record(values) }
  }

  package func recordTransactionEvent(_ event: TransactionEventRecord) async throws -> TransactionEventRecorded {
    try await write { try $0.record(event) }
  }

  package func transaction(_ id: String, of station: StationID) async throws -> TransactionRecord? {
    try await read(isShort: true) { try $0.transaction(id, of: station) }
  }

  package func transactions(_ query: TransactionQuery) async throws -> [TransactionRecord] {
    try await read(isShort: false) { try $0.transactions(query) }
  }

  package func transactions(withID id: String) async throws -> [TransactionRecord] {
    try await read(isShort: false) { try $0.transactions(withID: id) }
  }

  package func meterValues(
    ofTransaction id: String,
    of station: StationID,
    limit: Int
  ) async throws -> [StoredMeterValues] {
    try await read(isShort: false) { try $0.meterValues(ofTransaction: id, of: station, limit: limit) }
  }
}
