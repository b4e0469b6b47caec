import GatewayCore
import OCPPCodec

/// Meter values as they are stored: ``StoredMeterValues``, and what they were measured at.
struct MeterValuesDocument: Codable, Sendable {
  var values: RawJSON
  /// The sequence number of the TransactionEvent they came with, which says where.
  var sequenceNumber: Int?
  var receivedAt: Int64
  var evse: Int?
  var connector: Int?
}
