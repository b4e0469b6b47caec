import GatewayCore
import Logging
import OCPP16
import OCPPCodec

extension CoreHandler {
  /// Follows up a change of availability that the station does when its transaction ends (OCPP 1.6 §5.2).
  func changeAvailability(
    _ request: OCPP16.ChangeAvailabilityRequest, _ context: CallContext,
    _ next: TypedNext<OCPP16.ChangeAvailabilityRequest>
  ) async throws -> OCPP16.ChangeAvailabilityResponse {
    let response = try await next(request)
    guard response.status == .accepted || response.status == .scheduled else { return response }
    // The station has been told: whatever happens here, that is the answer.
    do {
      try await supersede(request.connectorId, context)
      if response.status == .scheduled { try await schedule(request, context) }
    } catch {
      context.services.logger.error(
        "availability not recorded", metadata: ["station": "\(context.station)", "error": "\(error)"])
    }
    return response
  }

  private func schedule(_ request: OCPP16.ChangeAvailabilityRequest, _ context: CallContext) async throws {
    let operations = context.services.operations
    let operation = try await operations.create(
      ScheduledAvailability.kind, of: context.station,
      details: ["connectorId": .integer(request.connectorId), "type": .text(request.type.text)])
    try await operations.advance(operation.id, to: .accepted, reason: "the station does it when its transaction ends")
    availability.watch(context.station)
    // Its state may have been told before the operation was there.
    availability.followUp(context.station, context.services)
  }

  /// The latest command counts, for a connector and for all of them.
  private func supersede(_ connector: Int, _ context: CallContext) async throws {
    let query = OperationQuery(
      station: context.station, kind: ScheduledAvailability.kind, states: ScheduledAvailability.openStates,
      limit: 1000)
    for operation in try await context.store.operations(query) {
      let earlier = (try? operation.details.value())?["connectorId"]?.integer
      guard connector == 0 || earlier == connector else { continue }
      try await context.services.operations.advance(
        operation.id, to: .cancelled, reason: "a later command replaced it")
    }
  }
}
