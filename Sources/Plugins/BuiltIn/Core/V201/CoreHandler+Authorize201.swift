import GatewayCore
import OCPP201

extension CoreHandler {
  /// Answers whether an id token may charge (OCPP 2.0.1 C01, C02, C07).
  ///
  /// Contract certificates are not checked here. A station that has checked the certificate itself and sends only
  /// `iso15118CertificateHashData` is answered by the token alone, without a `certificateStatus`: whether the certificate
  /// was revoked is not looked up. One that sends the `certificate` itself could not check it (C07.FR.02), so nobody has,
  /// and the token counts as `Invalid`: anybody can write a token into a certificate of his own.
  func authorize(
    _ request: OCPP201.AuthorizeRequest, _ context: CallContext, at receivedAt: Int64
  ) async throws -> OCPP201.AuthorizeResponse {
    guard request.certificate == nil else {
      return OCPP201.AuthorizeResponse(
        idTokenInfo: OCPP201.IdTokenInfoType(status: .invalid), certificateStatus: .certChainError)
    }
    guard !request.idToken.isAnonymous else {
      return OCPP201.AuthorizeResponse(idTokenInfo: OCPP201.IdTokenInfoType(status: .accepted))
    }
    let decision = try await context.store.authorize(
      AuthorizationRequest(
        token: request.idToken.idToken, type: request.idToken.type.text, policy: policy(context),
        startsTransaction: false,
        moment: receivedAt))
    return OCPP201.AuthorizeResponse(idTokenInfo: OCPP201.IdTokenInfoType(decision))
  }
}
