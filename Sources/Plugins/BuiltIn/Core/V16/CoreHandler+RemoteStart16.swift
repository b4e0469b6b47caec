import GatewayCore
import OCPP16
import OCPPCodec

extension CoreHandler {
  /// Lets no charging profile through that a station must refuse: it is for the transaction that begins, whose id nobody
  /// knows yet (OCPP 1.6 §5.11, §5.16.2).
  func remoteStart(
    _ request: OCPP16.RemoteStartTransactionRequest, _ context: CallContext,
    _ next: TypedNext<OCPP16.RemoteStartTransactionRequest>
  ) async throws -> OCPP16.RemoteStartTransactionResponse {
    if let profile = request.chargingProfile {
      guard profile.chargingProfilePurpose == .txProfile else {
        throw CallError(
          .propertyConstraintViolation, "the charging profile of a remote start must have the purpose TxProfile")
      }
      guard profile.transactionId == nil else {
        throw CallError(
          .propertyConstraintViolation, "the charging profile of a remote start must not have a transactionId")
      }
    }
    return try await next(request)
  }
}
