package import OCPP16
import OCPP201

extension MessageCatalog {
  /// The actions of a version.
  package static func of(_ version: OCPPVersion) -> MessageCatalog {
    switch version {
    case .v16: .v16
    case .v201: .v201
    }
  }
}
