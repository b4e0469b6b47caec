import GatewayCore
import OCPP16
import OCPPCodec

extension OCPP16.IdTagInfo {
  /// The longest parentIdTag that the schema allows.
  private static let maximumParentLength = 20

  /// What a station is told of an idTag (OCPP 1.6 §7.27); an expiry date that can't be read and a parent too long for
  /// the schema are left out.
  init(_ decision: AuthorizationDecision) {
    let parent = decision.token?.parent.flatMap { parent in
      !parent.isEmpty && parent.unicodeScalars.count <= Self.maximumParentLength ? parent : nil
    }
    self.init(
      expiryDate: decision.token?.expiryDate.flatMap { DateTime(rfc3339: $0) },
      parentIdTag: parent,
      status: Self.status(decision.status))
  }

  private static func status(_ status: GatewayCore.AuthorizationStatus) -> OCPP16.AuthorizationStatus {
    switch status {
    case .accepted: .accepted
    case .blocked: .blocked
    case .expired: .expired
    case .invalid: .invalid
    case .concurrentTransaction: .concurrentTx
    }
  }
}
