import GatewayCore
import OCPP16

extension CoreHandler {
  /// Answers whether an idTag may charge (OCPP 1.6 §4.1).
  ///
  /// That it charges already doesn't count: the same tag is presented to stop.
  func authorize(
    _ request: OCPP16.AuthorizeRequest, _ context: CallContext, at receivedAt: Int64
  ) async throws -> OCPP16.AuthorizeResponse {
    let decision = try await context.store.authorize(
      AuthorizationRequest(
        token: request.idTag, type: nil, policy: policy(context), startsTransaction: false, moment: receivedAt))
    return OCPP16.AuthorizeResponse(idTagInfo: OCPP16.IdTagInfo(decision))
  }
}
