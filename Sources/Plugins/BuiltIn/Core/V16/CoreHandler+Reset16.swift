import GatewayCore
import OCPP16
import OCPPCodec

extension CoreHandler {
  /// Restarts a station, as an operation that ends when it boots (OCPP 1.6 §5.14). Some reset without an answer.
  func reset(
    _ request: OCPP16.ResetRequest, _ context: CallContext, _ next: TypedNext<OCPP16.ResetRequest>
  ) async throws -> OCPP16.ResetResponse {
    let operations = context.services.operations
    let operation = try await operations.create(
      PendingResets.kind, of: context.station, details: ["type": .text(request.type.text)])
    return try await operations.track(operation) {
      let response = try await next(request)
      return TrackedAnswer(
        response, response.status == .accepted ? .accepted : .rejected, status: response.status.text)
    }
  }
}
