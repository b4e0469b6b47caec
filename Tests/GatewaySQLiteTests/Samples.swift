import GatewayCore
import OCPPCodec
import Testing

/// Records for tests that are about something else than their content.
enum Samples {
  static let policy = AuthorizationPolicy(acceptsUnknownTokens: true)

  static func station(_ text: String = "CP-1") throws -> StationID { try #require(StationID(text)) }

  static func start(_ number: Int = 1, station: String = "CP-1", meterStart: Int = 0) throws -> TransactionStart {
    TransactionStart(
      station: try Self.station(station), connector: 1, idTag: "TAG-\(number)", meterStart: meterStart,
      reservation: nil, timestamp: "2026-03-14T09:26:53Z", startedAt: 1000, receivedAt: 1000 + Int64(number),
      policy: policy)
  }

  static func meterValues(_ text: String, transaction: String = "1") throws -> MeterValuesRecord {
    MeterValuesRecord(
      station: try station(), evse: 0, connector: 1, transaction: transaction,
      values: try #require(RawJSON(text: text)), receivedAt: 1000)
  }

  static func event(_ sequenceNumber: Int, energy: DecimalNumber? = nil) throws -> TransactionEventRecord {
    TransactionEventRecord(
      station: try station(), transaction: "tx-1", kind: sequenceNumber == 0 ? .started : .updated,
      sequenceNumber: sequenceNumber, triggerReason: "Trigger", energyRegister: energy, timestamp: "", occurredAt: 0,
      receivedAt: 1000, policy: policy)
  }
}
