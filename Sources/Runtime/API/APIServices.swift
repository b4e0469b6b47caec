package import GatewayCore
package import Logging

/// What the routes stand on.
package struct APIServices: Sendable {
  package let store: any Store
  package let sessions: SessionRegistry
  package let commands: CommandDispatcher
  package let clock: any GatewayClock
  package let logger: Logger
  package let metrics: PrometheusRegistry
  package let options: APIOptions
  /// Milliseconds since the epoch: when the gateway began.
  let startedAt: Int64
  /// Commands that nobody waits for.
  let background: BackgroundCommands

  package init(
    store: any Store,
    sessions: SessionRegistry,
    commands: CommandDispatcher,
    clock: any GatewayClock,
    logger: Logger,
    metrics: PrometheusRegistry,
    options: APIOptions
  ) {
    self.store = store
    self.sessions = sessions
    self.commands = commands
    self.clock = clock
    self.logger = logger
    self.metrics = metrics
    self.options = options
    startedAt = clock.milliseconds
    background = BackgroundCommands(clock: clock)
  }
}
