package import GatewayConfig
package import GatewayCore

/// The handlers that come with the gateway, with the options that the configuration gives them.
package struct BuiltInHandlers: Sendable {
  /// Their names, for finding what the configuration calls by a wrong one.
  package static let names = [
    CoreHandler.name, ConfigurationHandler.name, FirmwareHandler.name, LocalAuthHandler.name, PasswordHandler.name,
    RemoteTriggerHandler.name, ReservationHandler.name, SmartChargingHandler.name, SecurityHandler.name,
  ]

  /// Those that have options for the stations of a rule.
  package static let namesWithRules: Set<String> = [CoreHandler.name, ConfigurationHandler.name]

  /// What decodes each one's section, for the reference documentation.
  package static var sections: [(name: String, decode: (ConfigurationReader) -> Void)] {
    [
      (CoreHandler.name, { reader in _ = CoreConfiguration(reading: reader) }),
      (ConfigurationHandler.name, { reader in _ = ConfigurationOptions(reading: reader) }),
      (FirmwareHandler.name, { reader in _ = FirmwareConfiguration(reading: reader) }),
      (LocalAuthHandler.name, { reader in _ = LocalAuthConfiguration(reading: reader) }),
      (RemoteTriggerHandler.name, { reader in _ = RemoteTriggerConfiguration(reading: reader) }),
      (ReservationHandler.name, { reader in _ = ReservationConfiguration(reading: reader) }),
      (SmartChargingHandler.name, { reader in _ = SmartChargingConfiguration(reading: reader) }),
      (SecurityHandler.name, { reader in _ = SecurityConfiguration(reading: reader) }),
    ]
  }

  /// The options of `core`, some of which the wiring needs: who may connect, what may come before the boot.
  package var core: StationOptions<CoreConfiguration>
  package var configuration = StationOptions(ConfigurationOptions())
  package var firmware = FirmwareConfiguration()
  package var localAuth = LocalAuthConfiguration()
  package var remoteTrigger = RemoteTriggerConfiguration()
  package var reservation = ReservationConfiguration()
  package var smartCharging = SmartChargingConfiguration()
  package var security = SecurityConfiguration()

  package init(core: CoreConfiguration = CoreConfiguration()) {
    self.core = StationOptions(core)
  }

  /// Decodes the sections; what is wrong with them is recorded with the configuration's other problems.
  ///
  /// - Parameter rules: those of the station rules, in their order.
  package init(reading sections: HandlerSections, rules: [HandlerSections] = []) {
    core = StationOptions(CoreHandler.name, reading: sections, rules: rules, over: CoreConfiguration()) {
      CoreConfiguration(reading: $0, over: $1, isRule: $2)
    }
    configuration = StationOptions(
      ConfigurationHandler.name, reading: sections, rules: rules, over: ConfigurationOptions()
    ) { reader, base, _ in ConfigurationOptions(reading: reader, over: base) }
    firmware = sections.read(FirmwareHandler.name) { FirmwareConfiguration(reading: $0) }
    localAuth = sections.read(LocalAuthHandler.name) { LocalAuthConfiguration(reading: $0) }
    remoteTrigger = sections.read(RemoteTriggerHandler.name) { RemoteTriggerConfiguration(reading: $0) }
    reservation = sections.read(ReservationHandler.name) { ReservationConfiguration(reading: $0) }
    smartCharging = sections.read(SmartChargingHandler.name) { SmartChargingConfiguration(reading: $0) }
    security = sections.read(SecurityHandler.name) { SecurityConfiguration(reading: $0) }
  }

  /// Makes the handlers.
  ///
  /// - Parameter heartbeatInterval: how often stations shall send a Heartbeat (`ocpp.heartbeat_interval`).
  package func all(heartbeatInterval: Duration) -> [any Handler] {
    [
      CoreHandler.make(options: core, heartbeatInterval: heartbeatInterval),
      ConfigurationHandler.make(options: configuration),
      FirmwareHandler.make(configuration: firmware),
      LocalAuthHandler.make(configuration: localAuth),
      PasswordHandler.make(),
      RemoteTriggerHandler.make(configuration: remoteTrigger),
      ReservationHandler.make(configuration: reservation),
      SmartChargingHandler.make(configuration: smartCharging),
      SecurityHandler.make(configuration: security),
    ]
  }
}
