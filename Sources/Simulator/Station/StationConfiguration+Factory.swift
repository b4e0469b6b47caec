extension StationConfiguration {
  /// The settings of a station that nobody has changed.
  static func factory(connectors: Int) -> [Setting] {
    let day = 0...86_400
    return [
      boolean("AllowOfflineTxForUnknownId", true),
      boolean("AuthorizationCacheEnabled", true),
      boolean("AuthorizeRemoteTxRequests", false),
      integer("ClockAlignedDataInterval", 0, in: day),
      integer("ConnectionTimeOut", 60, in: 1...3_600),
      text("ConnectorPhaseRotation", "NotApplicable"),
      integer("GetConfigurationMaxKeys", 100, isReadOnly: true),
      integer("HeartbeatInterval", 300, in: day),
      boolean("LocalAuthorizeOffline", true),
      boolean("LocalPreAuthorize", false),
      text("MeterValuesAlignedData", "Energy.Active.Import.Register"),
      text("MeterValuesSampledData", "Energy.Active.Import.Register,Power.Active.Import"),
      integer("MeterValueSampleInterval", 300, in: day),
      integer("NumberOfConnectors", connectors, isReadOnly: true),
      integer("ResetRetries", 1, in: 0...10),
      boolean("StopTransactionOnEVSideDisconnect", true),
      boolean("StopTransactionOnInvalidId", true),
      text("StopTxnAlignedData", ""),
      text("StopTxnSampledData", ""),
      text(
        "SupportedFeatureProfiles",
        "Core,FirmwareManagement,LocalAuthListManagement,Reservation,SmartCharging,RemoteTrigger", isReadOnly: true),
      integer("TransactionMessageAttempts", 3, in: 1...100),
      integer("TransactionMessageRetryInterval", 60, in: day),
      boolean("UnlockConnectorOnEVSideDisconnect", true),
      integer("WebSocketPingInterval", 0, in: day, needsReboot: true),
      boolean("LocalAuthListEnabled", true),
      integer("LocalAuthListMaxLength", 1_000, isReadOnly: true),
      integer("SendLocalListMaxLength", 100, isReadOnly: true),
      boolean("ReserveConnectorZeroSupported", true, isReadOnly: true),
      integer("ChargeProfileMaxStackLevel", 10, isReadOnly: true),
      text("ChargingScheduleAllowedChargingRateUnit", "Current,Power", isReadOnly: true),
      integer("ChargingScheduleMaxPeriods", 24, isReadOnly: true),
      integer("MaxChargingProfilesInstalled", 20, isReadOnly: true),
    ]
  }

  private static func boolean(_ key: String, _ value: Bool, isReadOnly: Bool = false) -> Setting {
    Setting(key: key, value: String(value), kind: .boolean, isReadOnly: isReadOnly, needsReboot: false)
  }

  private static func integer(
    _ key: String, _ value: Int, in range: ClosedRange<Int> = 0...1_000_000, isReadOnly: Bool = false,
    needsReboot: Bool = false
  ) -> Setting {
    Setting(
      key: key, value: String(value), kind: .integer(range), isReadOnly: isReadOnly, needsReboot: needsReboot)
  }

  private static func text(_ key: String, _ value: String, isReadOnly: Bool = false) -> Setting {
    Setting(key: key, value: value, kind: .text(maximum: 500), isReadOnly: isReadOnly, needsReboot: false)
  }
}
