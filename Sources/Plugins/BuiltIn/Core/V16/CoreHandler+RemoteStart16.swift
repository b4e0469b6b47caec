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
    try Self.checkAccepted(context)
    if let profile = request.chargingProfile {
      guard profile.chargingProfilePurpose == .txProfile else {
        throw CallError(
          at: "/chargingProfile/chargingProfilePurpose",
          "the charging profile of a remote start must have the purpose TxProfile")
      }
      guard profile.transactionId == nil else {
        throw CallError(
          at: "/chargingProfile/transactionId", "the charging profile of a remote start must not have a transactionId")
      }
    }
    return try await next(request)
  }

  /// Stops no transaction from afar while the station isn't accepted.
  func remoteStop(
    _ request: OCPP16.RemoteStopTransactionRequest, _ context: CallContext,
    _ next: TypedNext<OCPP16.RemoteStopTransactionRequest>
  ) async throws -> OCPP16.RemoteStopTransactionResponse {
    try Self.checkAccepted(context)
    return try await next(request)
  }

  /// - Throws: ``CallError`` for a station that waits to be accepted: it must not be asked to start or stop anything (OCPP 1.6
  ///   §4.2).
  private static func checkAccepted(_ context: CallContext) throws {
    guard context.session.registration == .pending else { return }
    throw CallError(.securityError, "the station is Pending: it can't start or stop transactions from afar")
  }
}
