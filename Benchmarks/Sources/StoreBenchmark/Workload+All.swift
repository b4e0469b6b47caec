import GatewayCore
import OCPPCodec

extension Workload {
  static let all = [start, stop, meter, event, status, authorize, session]

  private static func start(_ number: Int) throws -> TransactionStart {
    TransactionStart(
      station: try station(number), connector: 1, idTag: "TAG-\(number)", meterStart: number, reservation: nil,
      timestamp: timestamp, startedAt: moment, receivedAt: moment + Int64(number / 10), policy: policy)
  }

  private static let start = Workload(name: "startTransaction") { number in
    let start = try start(number)
    return { store in _ = try await store.startTransaction(start) }
  }

  private static let stop = Workload(
    name: "stopTransaction",
    prepare: { store, operations in
      try await withThrowingTaskGroup { group in
        for first in 0..<100 {
          group.addTask {
            for number in stride(from: first, to: operations, by: 100) {
              _ = try await store.startTransaction(start(number))
            }
          }
        }
        try await group.waitForAll()
      }
      // The store gives random ids; those to stop are asked for.
      var after: String?
      var ids: [(StationID, Int)] = []
      while case let page = try await store.transactions(TransactionQuery(limit: 1000, after: after)), !page.isEmpty {
        ids += page.compactMap { record in Int(record.id).map { (record.station, $0) } }
        after = page.last?.cursor
      }
      started.set(ids)
    }
  ) { number in
    let (station, id) = started[number]
    let stop = TransactionStop(
      station: station, transaction: id, idTag: nil, meterStop: number, reason: "Local", timestamp: timestamp,
      stoppedAt: moment, receivedAt: moment, meterValues: nil, policy: policy)
    return { store in _ = try await store.stopTransaction(stop) }
  }

  private static let started = StartedTransactions()

  private static let meter = Workload(name: "recordMeterValues") { number in
    let record = MeterValuesRecord(
      station: try station(number), evse: 0, connector: 1, transaction: transactionID(number),
      values: try json(meterValues), receivedAt: moment + Int64(number))
    return { store in try await store.recordMeterValues(record) }
  }

  /// A start, eight updates with meter values, an end.
  private static let event = Workload(name: "recordTransactionEvent") { number in
    let sequence = number / 1000 % 10
    let event = TransactionEventRecord(
      station: try station(number), transaction: "8e4f5a52-7c1d-4d8e-9f01-\(100_000_000_000 + number / 10_000)",
      kind: sequence == 0 ? .started : sequence == 9 ? .ended : .updated, sequenceNumber: sequence,
      triggerReason: "MeterValuePeriodic", chargingState: "Charging", evse: 1, connector: 1,
      idToken: sequence == 0 ? "TAG-\(number)" : nil, idTokenType: sequence == 0 ? "ISO14443" : nil,
      meterValues: try json(meterValues), energyRegister: DecimalNumber(number), timestamp: timestamp,
      occurredAt: moment, receivedAt: moment + Int64(number), policy: policy)
    return { store in _ = try await store.recordTransactionEvent(event) }
  }

  private static let status = Workload(name: "recordStatus") { number in
    let status = ConnectorRecord(
      station: try station(number), evse: 0, connector: 1 + number % 2, status: "Available", errorCode: "NoError",
      timestamp: timestamp, effectiveAt: moment + Int64(number), receivedAt: moment + Int64(number))
    return { store in try await store.recordStatus(status) }
  }

  private static let authorize = Workload(
    name: "authorize",
    prepare: { store, _ in
      try await store.putIdTokens((0..<1000).map { IdTokenRecord(id: "TAG-\($0)", parent: "FLEET") })
    }
  ) { number in
    let request = AuthorizationRequest(
      token: "TAG-\(number % 1000)", type: nil, policy: policy, startsTransaction: false, moment: moment)
    return { store in _ = try await store.authorize(request) }
  }

  /// Authorize, start, four meter values, stop, two status: nine operations counted as one.
  private static let session = Workload(name: "a session of 9") { number in
    let start = try start(number)
    let status = ConnectorRecord(
      station: start.station, evse: 0, connector: 1, status: "Charging", errorCode: "NoError", timestamp: timestamp,
      effectiveAt: moment + Int64(number), receivedAt: moment + Int64(number))
    let request = AuthorizationRequest(
      token: start.idTag, type: nil, policy: policy, startsTransaction: false, moment: moment)
    let values = try json(meterValues)
    return { store in
      _ = try await store.authorize(request)
      let id = try await store.startTransaction(start).transaction
      try await store.recordStatus(status)
      let text = String(id)
      for second in 0..<4 {
        try await store.recordMeterValues(
          MeterValuesRecord(
            station: start.station, evse: 0, connector: 1, transaction: text, values: values,
            receivedAt: moment + Int64(second)))
      }
      _ = try await store.stopTransaction(
        TransactionStop(
          station: start.station, transaction: id, idTag: start.idTag, meterStop: number + 5, reason: "Local",
          timestamp: timestamp, stoppedAt: moment, receivedAt: moment, meterValues: nil, policy: policy))
      try await store.recordStatus(status)
    }
  }
}
