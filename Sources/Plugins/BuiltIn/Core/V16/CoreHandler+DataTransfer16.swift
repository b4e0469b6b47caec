import GatewayCore
import OCPP16

extension CoreHandler {
  /// Writes a vendor's data to the log, if the configuration names the vendor (OCPP 1.6 §4.3).
  func transferData(_ request: OCPP16.DataTransferRequest, _ context: CallContext) -> OCPP16.DataTransferResponse {
    switch log(vendor: request.vendorId, messageID: request.messageId, data: request.data, context) {
    case .unknownVendor: OCPP16.DataTransferResponse(status: .unknownVendorId)
    case .told: OCPP16.DataTransferResponse(status: .accepted)
    case .untold: OCPP16.DataTransferResponse(status: .rejected)
    }
  }
}
