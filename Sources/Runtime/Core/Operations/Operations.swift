import Logging
package import OCPPCodec

/// What handlers do with operations: each change is stored before it is told.
package struct Operations: Sendable {
  private let services: GatewayServices

  init(_ services: GatewayServices) {
    self.services = services
  }

  /// Records that something is to be done, in state ``OperationState/pending``.
  ///
  /// - Parameters:
  ///   - kind: such as `UpdateFirmware`.
  ///   - details: an object.
  ///   - parent: the operation that this one is a part of.
  /// - Throws: ``StoreError``
  package func create(
    _ kind: String,
    of station: StationID,
    details: APIValue = [:],
    parent: String? = nil,
    reason: String? = nil
  ) async throws -> OperationRecord {
    let now = services.clock.milliseconds
    let operation = OperationRecord(
      id: MessageID.make(), kind: kind, station: station, state: .pending, parent: parent, details: details.json,
      createdAt: now, updatedAt: now,
      history: [OperationRecord.Step(state: .pending, moment: now, reason: reason)])
    try await services.store.createOperation(operation, reason: reason)
    publish(operation)
    return operation
  }

  /// Takes an operation a step further, or to its end.
  ///
  /// - Parameters:
  ///   - reason: for people.
  ///   - details: what is known of it from now on; nil: what was.
  ///   - states: those that it can follow; in another one only the details are taken. Nil: any.
  /// - Returns: the operation as it is then; nil when there is none of this id or it had ended already.
  /// - Throws: ``StoreError``
  @discardableResult
  package func advance(
    _ id: String,
    to state: OperationState,
    reason: String? = nil,
    details: APIValue? = nil,
    from states: Set<OperationState>? = nil
  ) async throws -> OperationRecord? {
    let change = OperationChange(
      id: id, state: state, details: details?.json, reason: reason, moment: services.clock.milliseconds, from: states)
    guard let operation = try await services.store.advanceOperation(change) else { return nil }
    publish(operation)
    return operation
  }

  /// Sends the command of an operation and notes what becomes of it: ``OperationState/sent``, then what the station
  /// answers. Without an answer it is ``OperationState/uncertain`` when the station may have got the command, else
  /// ``OperationState/failed``.
  ///
  /// - Parameters:
  ///   - judge: the state after the station's answer, and why.
  /// - Returns: the station's answer.
  /// - Throws: ``CommandFailure``, which the operation then knows of; ``StoreError``
  package func send<Request: OCPPRequest>(
    _ request: Request,
    for operation: OperationRecord,
    timeout: Duration? = nil,
    judge: (Request.Response) -> (state: OperationState, reason: String?)
  ) async throws -> Request.Response {
    try await advance(operation.id, to: .sent)
    do {
      let response = try await services.commands.send(request, to: operation.station, timeout: timeout)
      let (state, reason) = judge(response)
      try await advance(operation.id, to: state, reason: reason)
      return response
    } catch let failure as CommandFailure {
      try await advance(
        operation.id, to: failure.isUncertain ? .uncertain : .failed, reason: failure.description.escapedForPeople)
      throw failure
    } catch let error as CancellationError {
      try await advance(operation.id, to: .uncertain, reason: "the gateway was shutting down")
      throw error
    }
  }

  /// To be called at start: who waited for stations' answers when the gateway ended is gone.
  ///
  /// - Throws: ``StoreError``
  package func interrupt() async throws {
    let count = try await services.store.interruptOperations(
      reason: "the gateway ended before the station answered", at: services.clock.milliseconds)
    if count > 0 { services.logger.notice("operations became uncertain", metadata: ["count": "\(count)"]) }
  }

  /// The newest of a station's operations of a kind that are in one of these states; nil if there is none.
  ///
  /// - Throws: ``StoreError``
  package func latest(_ kind: String, of station: StationID, in states: [OperationState]) async throws
    -> OperationRecord?
  {
    try await services.store.operations(OperationQuery(station: station, kind: kind, states: states, limit: 1)).first
  }

  private func publish(_ operation: OperationRecord) {
    services.events.publish(.operation, of: operation.station, at: operation.updatedAt, operation.summary)
  }
}

extension OperationRecord {
  /// What lists and events say of it.
  package var summary: APIValue { .object(members) }

  /// The same with its history.
  package var representation: APIValue {
    let steps = history.map { step -> APIValue in
      ["state": .text(step.state.rawValue), "time": .moment(step.moment), "reason": .optional(step.reason)]
    }
    return .object(members + [(name: "history", value: .array(steps))])
  }

  private var members: [(name: String, value: APIValue)] {
    [
      (name: "operationId", value: .text(id)),
      (name: "kind", value: .text(kind)),
      (name: "clientId", value: .text(station.text)),
      (name: "state", value: .text(state.rawValue)),
      (name: "reason", value: .optional(history.last?.reason)),
      (name: "parent", value: .optional(parent)),
      (name: "details", value: .raw(details)),
      (name: "createdAt", value: .moment(createdAt)),
      (name: "updatedAt", value: .moment(updatedAt)),
    ]
  }
}
