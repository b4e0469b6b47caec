import GatewayCore
import OCPP201
import OCPPCodec

extension CoreHandler {
  /// Writes a vendor's data to the log, if the configuration names the vendor (OCPP 2.0.1 P02).
  func transferData(_ request: OCPP201.DataTransferRequest, _ context: CallContext) -> OCPP201.DataTransferResponse {
    switch log(vendor: request.vendorId, messageID: request.messageId, data: request.data?.text, context) {
    case .unknownVendor: OCPP201.DataTransferResponse(status: .unknownVendorId)
    case .told: OCPP201.DataTransferResponse(status: .accepted)
    case .untold: OCPP201.DataTransferResponse(status: .rejected)
    }
  }
}
