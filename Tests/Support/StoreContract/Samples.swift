import GatewayCore
import OCPPCodec
import Testing

/// Records as stations would cause them; a check names only what it is about.
enum Samples {
  /// 2026-03-14T09:26:53Z
  static let moment: Int64 = 1_773_480_413_000
  static let timestamp = "2026-03-14T09:26:53Z"
  static let accepting = AuthorizationPolicy(acceptsUnknownTokens: true)
  static let rejecting = AuthorizationPolicy()

  static func station(_ text: String = "CP-1") throws -> StationID {
    try #require(StationID(text, maximumLength: .max))
  }

  static func json(_ text: String) throws -> RawJSON { try #require(RawJSON(text: text)) }

  static func boot(
    _ station: String = "CP-1", version: OCPPVersion = .v16, vendor: String = "ACME", model: String = "One",
    payload: String = #"{"chargePointVendor":"ACME"}"#, registration: RegistrationState = .accepted,
    at receivedAt: Int64 = moment
  ) throws -> StationBoot {
    StationBoot(
      station: try Self.station(station), version: version, vendor: vendor, model: model, serialNumber: "SN-1",
      firmwareVersion: nil, payload: try json(payload), registration: registration, receivedAt: receivedAt)
  }

  static func connection(
    _ station: String = "CP-1", version: OCPPVersion = .v16, at connectedAt: Int64 = moment
  ) throws -> StationConnectionRecord {
    StationConnectionRecord(
      station: try Self.station(station), version: version, remoteAddress: "192.0.2.1:4711", connectedAt: connectedAt)
  }

  static func status(
    _ status: String, station: String = "CP-1", evse: Int = 0, connector: Int = 1, effectiveAt: Int64 = moment
  ) throws -> ConnectorRecord {
    ConnectorRecord(
      station: try Self.station(station), evse: evse, connector: connector, status: status, errorCode: "NoError",
      timestamp: timestamp, effectiveAt: effectiveAt, receivedAt: moment)
  }

  static func start(
    _ station: String = "CP-1", connector: Int = 1, idTag: String = "TAG-1", meterStart: Int = 1000,
    timestamp: String = timestamp, at receivedAt: Int64 = moment, policy: AuthorizationPolicy = accepting
  ) throws -> TransactionStart {
    TransactionStart(
      station: try Self.station(station), connector: connector, idTag: idTag, meterStart: meterStart, reservation: nil,
      timestamp: timestamp, startedAt: moment, receivedAt: receivedAt, policy: policy)
  }

  static func stop(
    _ transaction: Int, station: String = "CP-1", idTag: String? = nil, meterStop: Int = 5000,
    timestamp: String = "2026-03-14T10:26:53Z", at receivedAt: Int64 = moment + 3_600_000, meterValues: String? = nil,
    policy: AuthorizationPolicy = accepting
  ) throws -> TransactionStop {
    TransactionStop(
      station: try Self.station(station), transaction: transaction, idTag: idTag, meterStop: meterStop,
      reason: "Local", timestamp: timestamp, stoppedAt: moment + 3_600_000, receivedAt: receivedAt,
      meterValues: try meterValues.map(json), policy: policy)
  }

  static func meterValues(
    _ values: String = #"[{"sampledValue":[{"value":"1"}]}]"#, station: String = "CP-1", transaction: String?,
    at receivedAt: Int64 = moment
  ) throws -> MeterValuesRecord {
    MeterValuesRecord(
      station: try Self.station(station), evse: 0, connector: 1, transaction: transaction, values: try json(values),
      receivedAt: receivedAt)
  }

  static func event(
    _ kind: TransactionEventRecord.Kind, _ sequenceNumber: Int, transaction: String = "tx-1",
    station: String = "CS-1", chargingState: String? = nil, evse: Int? = nil, idToken: String? = nil,
    type: String? = nil, meterValues: String? = nil, energy: DecimalNumber? = nil, at receivedAt: Int64 = moment,
    policy: AuthorizationPolicy = accepting
  ) throws -> TransactionEventRecord {
    TransactionEventRecord(
      station: try Self.station(station), transaction: transaction, kind: kind, sequenceNumber: sequenceNumber,
      triggerReason: "Trigger", chargingState: chargingState, stoppedReason: kind == .ended ? "EVDisconnected" : nil,
      evse: evse, connector: evse.map { _ in 1 }, idToken: idToken, idTokenType: type,
      meterValues: try meterValues.map(json), energyRegister: energy, timestamp: "\(kind.rawValue) \(sequenceNumber)",
      occurredAt: moment + Int64(sequenceNumber), receivedAt: receivedAt, policy: policy)
  }

  static func variable(
    _ name: String, component: String = "EVSE", attribute: String = "Actual", value: String?
  ) throws -> VariableRecord {
    VariableRecord(
      component: try json(#"{"name":"\#(component)"}"#), variable: try json(#"{"name":"\#(name)"}"#),
      attribute: attribute, value: value, mutability: "ReadOnly",
      characteristics: try json(#"{"dataType":"string"}"#), receivedAt: moment)
  }
}
