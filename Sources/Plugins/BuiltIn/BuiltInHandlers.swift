package import GatewayConfig
package import GatewayCore

/// The handlers that come with the gateway, with the options that the configuration gives them.
package struct BuiltInHandlers: Sendable {
  /// Their names, for finding what the configuration calls by a wrong one.
  package static let names = [CoreHandler.name]

  /// What decodes each one's section, for the reference documentation.
  package static var sections: [(name: String, decode: (ConfigurationReader) -> Void)] {
    [(CoreHandler.name, { reader in _ = CoreConfiguration(reading: reader) })]
  }

  /// The options of `core`, some of which the wiring needs: who may connect, what may come before the boot.
  package var core: CoreConfiguration

  package init(core: CoreConfiguration = CoreConfiguration()) {
    self.core = core
  }

  /// Decodes the sections; what is wrong with them is recorded with the configuration's other problems.
  package init(reading sections: HandlerSections) {
    core = sections.read(CoreHandler.name) { reader in CoreConfiguration(reading: reader) }
  }

  /// Makes the handlers.
  ///
  /// - Parameter heartbeatInterval: how often stations shall send a Heartbeat (`ocpp.heartbeat_interval`).
  package func all(heartbeatInterval: Duration) -> [any Handler] {
    [CoreHandler.make(configuration: core, heartbeatInterval: heartbeatInterval)]
  }
}
