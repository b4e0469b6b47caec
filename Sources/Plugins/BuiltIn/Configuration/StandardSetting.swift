/// A configuration key that OCPP 1.6 defines (§9, and the security whitepaper, edition 3, §5).
struct StandardSetting: Sendable {
  /// What its values are.
  enum Kind: String, Sendable {
    case boolean, integer, text
    /// Comma-separated.
    case list
  }

  /// What may be done with it.
  enum Access: String, Sendable {
    case readOnly, readWrite
    /// As the station likes.
    case either
    /// A secret: nobody can read it.
    case writeOnly
  }

  let key: String
  let kind: Kind
  let access: Access
  /// Such as `s`; nil: none.
  let unit: String?
  let range: ClosedRange<Int>?

  /// The most characters a key may have (`CiString50Type`).
  static let maximumKeyLength = 50
  /// The most characters a value may have (`CiString500Type`).
  static let maximumValueLength = 500

  private init(
    _ key: String, _ kind: Kind, _ access: Access = .readWrite, unit: String? = nil, in range: ClosedRange<Int>? = nil
  ) {
    self.key = key
    self.kind = kind
    self.access = access
    self.unit = unit
    self.range = kind == .integer ? range ?? 0...Int(Int32.max) : nil
  }

  /// The definition of a key; nil for a vendor's own.
  static func named(_ key: String) -> StandardSetting? { byIdentity[key.lowercased()] }

  /// Whether a key's value must not be seen.
  static func isSecret(_ key: String) -> Bool { named(key)?.access == .writeOnly }

  /// What is wrong with a value; nil if nothing is.
  func problem(with value: String) -> String? {
    switch kind {
    case .boolean: return ["true", "false"].contains(value.lowercased()) ? nil : "must be true or false"
    case .integer:
      guard let number = Int(value) else { return "must be an integer" }
      guard let range, !range.contains(number) else { return nil }
      return "must be from \(range.lowerBound) to \(range.upperBound)"
    case .list, .text: return nil
    }
  }

  /// Whether two values mean the same.
  static func isSame(_ left: String, _ right: String, key: String) -> Bool {
    switch named(key)?.kind {
    case .boolean: left.lowercased() == right.lowercased()
    case .integer: Int(left) == Int(right) && (Int(left) != nil || left == right)
    case .list: items(left) == items(right)
    case .text, nil: left == right
    }
  }

  private static func items(_ list: String) -> [String] {
    list.split(separator: ",").map { $0.trimmingPrefix { $0 == " " }.lowercased() }
  }

  private static let byIdentity = Dictionary(all.map { ($0.key.lowercased(), $0) }) { first, _ in first }

  /// All of them, by feature profile.
  static let all: [StandardSetting] = core + localAuthorization + others + security

  private static let core: [StandardSetting] = [
    .init("AllowOfflineTxForUnknownId", .boolean),
    .init("AuthorizationCacheEnabled", .boolean),
    .init("AuthorizeRemoteTxRequests", .boolean, .either),
    .init("BlinkRepeat", .integer),
    .init("ClockAlignedDataInterval", .integer, unit: "s"),
    .init("ConnectionTimeOut", .integer, unit: "s"),
    .init("ConnectorPhaseRotation", .list),
    .init("ConnectorPhaseRotationMaxLength", .integer, .readOnly),
    .init("GetConfigurationMaxKeys", .integer, .readOnly),
    .init("HeartbeatInterval", .integer, unit: "s"),
    .init("LightIntensity", .integer, unit: "%", in: 0...100),
    .init("LocalAuthorizeOffline", .boolean),
    .init("LocalPreAuthorize", .boolean),
    .init("MaxEnergyOnInvalidId", .integer, unit: "Wh"),
    .init("MeterValuesAlignedData", .list),
    .init("MeterValuesAlignedDataMaxLength", .integer, .readOnly),
    .init("MeterValuesSampledData", .list),
    .init("MeterValuesSampledDataMaxLength", .integer, .readOnly),
    .init("MeterValueSampleInterval", .integer, unit: "s"),
    .init("MinimumStatusDuration", .integer, unit: "s"),
    .init("NumberOfConnectors", .integer, .readOnly),
    .init("ResetRetries", .integer),
    .init("StopTransactionOnEVSideDisconnect", .boolean),
    .init("StopTransactionOnInvalidId", .boolean),
    .init("StopTxnAlignedData", .list),
    .init("StopTxnAlignedDataMaxLength", .integer, .readOnly),
    .init("StopTxnSampledData", .list),
    .init("StopTxnSampledDataMaxLength", .integer, .readOnly),
    .init("SupportedFeatureProfiles", .list, .readOnly),
    .init("SupportedFeatureProfilesMaxLength", .integer, .readOnly),
    .init("TransactionMessageAttempts", .integer),
    .init("TransactionMessageRetryInterval", .integer, unit: "s"),
    .init("UnlockConnectorOnEVSideDisconnect", .boolean),
    .init("WebSocketPingInterval", .integer, unit: "s"),
  ]

  private static let localAuthorization: [StandardSetting] = [
    .init("LocalAuthListEnabled", .boolean),
    .init("LocalAuthListMaxLength", .integer, .readOnly),
    .init("SendLocalListMaxLength", .integer, .readOnly),
  ]

  private static let others: [StandardSetting] = [
    .init("ReserveConnectorZeroSupported", .boolean, .readOnly),
    .init("ChargeProfileMaxStackLevel", .integer, .readOnly),
    .init("ChargingScheduleAllowedChargingRateUnit", .list, .readOnly),
    .init("ChargingScheduleMaxPeriods", .integer, .readOnly),
    .init("ConnectorSwitch3to1PhaseSupported", .boolean, .readOnly),
    .init("MaxChargingProfilesInstalled", .integer, .readOnly),
  ]

  private static let security: [StandardSetting] = [
    .init("AdditionalRootCertificateCheck", .boolean, .readOnly),
    .init("AuthorizationKey", .text, .writeOnly),
    .init("CertificateSignedMaxChainSize", .integer, .readOnly),
    .init("CertificateStoreMaxLength", .integer, .readOnly),
    .init("CpoName", .text),
    .init("SecurityProfile", .integer, in: 0...3),
  ]
}
