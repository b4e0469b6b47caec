package import GatewayConfig
package import GatewayCore

/// The handlers that come with the gateway, with the options that the configuration gives them.
package struct BuiltInHandlers: Sendable {
  /// Their names, for finding what the configuration calls by a wrong one.
  package static let names = [
    CoreHandler.name, FirmwareHandler.name, LocalAuthHandler.name, ReservationHandler.name,
  ]

  /// What decodes each one's section, for the reference documentation.
  package static var sections: [(name: String, decode: (ConfigurationReader) -> Void)] {
    [
      (CoreHandler.name, { reader in _ = CoreConfiguration(reading: reader) }),
      (FirmwareHandler.name, { reader in _ = FirmwareConfiguration(reading: reader) }),
      (LocalAuthHandler.name, { reader in _ = LocalAuthConfiguration(reading: reader) }),
      (ReservationHandler.name, { reader in _ = ReservationConfiguration(reading: reader) }),
    ]
  }

  /// The options of `core`, some of which the wiring needs: who may connect, what may come before the boot.
  package var core: CoreConfiguration
  package var firmware: FirmwareConfiguration
  package var localAuth: LocalAuthConfiguration
  package var reservation: ReservationConfiguration

  package init(
    core: CoreConfiguration = CoreConfiguration(),
    firmware: FirmwareConfiguration = FirmwareConfiguration(),
    localAuth: LocalAuthConfiguration = LocalAuthConfiguration(),
    reservation: ReservationConfiguration = ReservationConfiguration()
  ) {
    self.core = core
    self.firmware = firmware
    self.localAuth = localAuth
    self.reservation = reservation
  }

  /// Decodes the sections; what is wrong with them is recorded with the configuration's other problems.
  package init(reading sections: HandlerSections) {
    core = sections.read(CoreHandler.name) { reader in CoreConfiguration(reading: reader) }
    firmware = sections.read(FirmwareHandler.name) { reader in FirmwareConfiguration(reading: reader) }
    localAuth = sections.read(LocalAuthHandler.name) { reader in LocalAuthConfiguration(reading: reader) }
    reservation = sections.read(ReservationHandler.name) { reader in ReservationConfiguration(reading: reader) }
  }

  /// Makes the handlers.
  ///
  /// - Parameter heartbeatInterval: how often stations shall send a Heartbeat (`ocpp.heartbeat_interval`).
  package func all(heartbeatInterval: Duration) -> [any Handler] {
    [
      CoreHandler.make(configuration: core, heartbeatInterval: heartbeatInterval),
      FirmwareHandler.make(configuration: firmware),
      LocalAuthHandler.make(configuration: localAuth),
      ReservationHandler.make(configuration: reservation),
    ]
  }
}
