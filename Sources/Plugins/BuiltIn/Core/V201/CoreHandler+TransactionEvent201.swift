import GatewayCore
import OCPP201
import OCPPCodec

extension CoreHandler {
  /// Records an event of a transaction, in whatever order the events come (OCPP 2.0.1 E01 to E12).
  ///
  /// Whoever sends an id token is told what it is worth (E02, E03, E07). Charging without one is not for the
  /// gateway to judge.
  func recordEvent(
    _ request: OCPP201.TransactionEventRequest, _ context: CallContext, at receivedAt: Int64
  ) async throws -> OCPP201.TransactionEventResponse {
    let isAnonymous = request.idToken?.isAnonymous ?? false
    let recorded = try await context.store.recordTransactionEvent(
      TransactionEventRecord(
        station: context.station, transaction: request.transactionInfo.transactionId,
        kind: Self.kind(request.eventType), sequenceNumber: request.seqNo, triggerReason: request.triggerReason.text,
        chargingState: request.transactionInfo.chargingState?.text,
        stoppedReason: request.transactionInfo.stoppedReason?.text, evse: request.evse?.id,
        connector: request.evse?.connectorId, idToken: isAnonymous ? nil : request.idToken?.idToken,
        idTokenType: request.idToken?.type.text, reservation: request.reservationId,
        isOffline: request.offline ?? false, meterValues: request.meterValue?.json,
        energyRegister: request.meterValue.flatMap { EnergyRegister.wattHours(in: $0) },
        timestamp: request.timestamp.description, occurredAt: request.timestamp.effective(receivedAt: receivedAt),
        receivedAt: receivedAt, policy: policy(context)))
    if !recorded.isRepeated { publish(request, context, at: receivedAt) }
    let information =
      isAnonymous
      ? OCPP201.IdTokenInfoType(status: .accepted) : recorded.decision.map { OCPP201.IdTokenInfoType($0) }
    return OCPP201.TransactionEventResponse(idTokenInfo: information)
  }

  private func publish(_ request: OCPP201.TransactionEventRequest, _ context: CallContext, at receivedAt: Int64) {
    let kind: GatewayEvent.Kind =
      switch Self.kind(request.eventType) {
      case .started: .transactionStarted
      case .updated: .transactionUpdated
      case .ended: .transactionEnded
      }
    context.publish(
      kind, at: receivedAt,
      [
        "transactionId": .text(request.transactionInfo.transactionId), "evse": .optional(request.evse?.id),
        "connectorId": .optional(request.evse?.connectorId), "idTag": .optional(request.idToken?.idToken),
        "sequenceNumber": .integer(request.seqNo), "triggerReason": .text(request.triggerReason.text),
        "chargingState": .optional(request.transactionInfo.chargingState?.text),
        "reason": .optional(request.transactionInfo.stoppedReason?.text),
        "timestamp": .text(request.timestamp.description), "meterValues": .optional(request.meterValue?.json),
      ])
  }

  private static func kind(_ type: OCPP201.TransactionEventEnumType) -> TransactionEventRecord.Kind {
    switch type {
    case .started: .started
    case .ended: .ended
    // One that the schema doesn't have, let through by a policy, neither begins nor ends anything.
    case .updated, .unrecognized: .updated
    }
  }
}
