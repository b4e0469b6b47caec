import GatewayCore
import OCPP201
import OCPPCodec

extension OCPP201.IdTokenInfoType {
  /// The longest idToken that the schema allows.
  private static let maximumTokenLength = 36

  /// What a station is told of an id token (OCPP 2.0.1 `IdTokenInfoType`); an expiry date that can't be read and a group token too
  /// long for the schema are left out.
  init(_ decision: AuthorizationDecision) {
    let group = decision.token?.parent.flatMap { parent in
      !parent.isEmpty && parent.unicodeScalars.count <= Self.maximumTokenLength
        ? OCPP201.IdTokenType(idToken: parent, type: .central) : nil
    }
    self.init(
      status: Self.status(decision),
      cacheExpiryDateTime: decision.token?.expiryDate.flatMap { DateTime(rfc3339: $0) },
      groupIdToken: group)
  }

  private static func status(_ decision: AuthorizationDecision) -> OCPP201.AuthorizationStatusEnumType {
    switch decision.status {
    case .accepted: .accepted
    case .blocked: .blocked
    case .expired: .expired
    // 2.0.1 tells a token that nobody knows from one that is no good; 1.6 doesn't.
    case .invalid: decision.token == nil ? .unknown : .invalid
    case .concurrentTransaction: .concurrentTx
    }
  }
}

extension OCPP201.IdTokenType {
  /// Whether somebody charges without a token, as by pushing a button: there is nothing to look up (OCPP 2.0.1 C02).
  var isAnonymous: Bool { type == .noAuthorization && idToken.isEmpty }
}
