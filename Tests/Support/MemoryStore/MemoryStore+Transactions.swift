package import GatewayCore
import OCPPCodec

extension MemoryStore {
  package func startTransaction(_ start: TransactionStart) async throws -> TransactionStarted {
    try perform { state in
      var decision = state.decide(
        AuthorizationRequest(
          token: start.idTag, type: nil, policy: start.policy, startsTransaction: true, moment: start.receivedAt))
      if let known = state.starts.first(where: { $0.start.isRepeated(by: start) }) {
        let place = state.place(of: String(known.transaction), start.station)
        decision.status = place.flatMap { state.transactions[$0].authorization } ?? decision.status
        return TransactionStarted(transaction: known.transaction, decision: decision, isRepeated: true)
      }
      let numbers = Set(state.starts.map(\.transaction))
      var number = 0
      repeat { number = Int.random(in: 1...Int(Int32.max)) } while numbers.contains(number)
      state.starts.append((start, number))
      state.transactions.append(TransactionRecord(start, number: number, decision))
      return TransactionStarted(transaction: number, decision: decision, isRepeated: false)
    }
  }

  package func stopTransaction(_ stop: TransactionStop) async throws -> TransactionStopped {
    try perform { state in
      let decision = stop.idTag.map {
        state.decide(
          AuthorizationRequest(
            token: $0, type: nil, policy: stop.policy, startsTransaction: false, moment: stop.receivedAt))
      }
      let place = state.place(of: String(stop.transaction), stop.station)
      if let place, state.transactions[place].state == .active {
        state.transactions[place].end(by: stop)
        state.transactions[place].state = .ended
      } else if place == nil, !state.transactions.contains(where: { $0.isOrphan(of: stop) }) {
        state.transactions.append(TransactionRecord(orphanOf: stop))
      } else {
        return TransactionStopped(decision: decision, isOrphan: place == nil, isRepeated: true)
      }
      if let values = stop.meterValues {
        let record = MeterValuesRecord(
          station: stop.station, evse: 0, connector: 0, transaction: String(stop.transaction), values: values,
          receivedAt: stop.receivedAt)
        state.meterValues.append(MemoryState.Meter(record: record, isMessage: false))
      }
      return TransactionStopped(decision: decision, isOrphan: place == nil, isRepeated: false)
    }
  }

  package func recordMeterValues(_ values: MeterValuesRecord) async throws {
    try perform { $0.meterValues.append(MemoryState.Meter(record: values, isMessage: true)) }
  }

  package func recordTransactionEvent(_ event: TransactionEventRecord) async throws -> TransactionEventRecorded {
    try perform { state in
      let place = state.place(of: event.transaction, event.station)
      let isSame = { (other: TransactionEventRecord) in
        other.station == event.station && other.transaction == event.transaction
      }
      if let known = state.events.first(where: {
        isSame($0.event) && $0.event.sequenceNumber == event.sequenceNumber
      }) {
        return TransactionEventRecorded(decision: known.decision, isRepeated: true)
      }
      let decision = event.idToken.map {
        state.decide(
          AuthorizationRequest(
            token: $0, type: event.idTokenType, policy: event.policy, startsTransaction: event.kind == .started,
            moment: event.receivedAt), except: place)
      }
      state.events.append(MemoryState.Event(event: event, decision: decision))
      if let record = TransactionRecord(of: state.events.filter { isSame($0.event) }) {
        if let place { state.transactions[place] = record } else { state.transactions.append(record) }
      }
      if let values = event.meterValues {
        let record = MeterValuesRecord(
          station: event.station, evse: event.evse ?? 0, connector: event.connector ?? 0,
          transaction: event.transaction, values: values, receivedAt: event.receivedAt)
        state.meterValues.append(
          MemoryState.Meter(record: record, sequenceNumber: event.sequenceNumber, isMessage: false))
      }
      return TransactionEventRecorded(decision: decision, isRepeated: false)
    }
  }

  package func transaction(_ id: String, of station: StationID) async throws -> TransactionRecord? {
    try perform { state in
      state.place(of: id, station).map { state.transactions[$0] }
        ?? state.transactions.last { $0.station == station && $0.id == id }
    }
  }

  package func transactions(_ query: TransactionQuery) async throws -> [TransactionRecord] {
    try perform { state in
      let before = query.after.flatMap { Int($0) } ?? state.transactions.count
      let found = state.transactions.enumerated().reversed().filter { index, transaction in
        index < before && (query.station.map { $0 == transaction.station } ?? true)
          && (query.state.map { $0 == transaction.state } ?? true)
          && (query.idToken.map { IdTokenRecord.key($0) == transaction.idToken.map(IdTokenRecord.key) } ?? true)
      }
      return found.prefix(query.limit).map { index, transaction in
        var transaction = transaction
        transaction.cursor = String(index)
        return transaction
      }
    }
  }

  package func meterValues(
    ofTransaction id: String, of station: StationID, limit: Int
  ) async throws -> [StoredMeterValues] {
    try perform { state in
      let found = state.meterValues.filter { $0.record.station == station && $0.record.transaction == id }
      return found.prefix(limit).map { meter in
        StoredMeterValues(
          values: meter.record.values, sequenceNumber: meter.sequenceNumber, receivedAt: meter.record.receivedAt)
      }
    }
  }
}
