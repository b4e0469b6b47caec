package import Logging

/// What handlers share: the store, the time, the log, and the ways to stations and operators.
package final class GatewayServices: Sendable {
  package let store: any Store
  /// Names this process among those that share a store; another one each time.
  package let process = MessageID.make()
  /// The stations that are connected.
  package let sessions: SessionRegistry
  /// What messages and commands pass.
  package let chains: ChainTable
  package let clock: any GatewayClock
  package let logger: Logger
  package let metrics: GatewayMetrics
  package let commandTimeouts: CommandTimeouts
  /// What happens, for whoever wants to know.
  package let events = GatewayEvents()
  /// Work that nobody waits for.
  package let background = BackgroundWork()

  package init(
    store: any Store,
    sessions: SessionRegistry,
    chains: ChainTable,
    clock: any GatewayClock,
    logger: Logger,
    metrics: GatewayMetrics,
    commandTimeouts: CommandTimeouts = CommandTimeouts()
  ) {
    self.store = store
    self.sessions = sessions
    self.chains = chains
    self.clock = clock
    self.logger = logger
    self.metrics = metrics
    self.commandTimeouts = commandTimeouts
  }

  /// Sends commands to stations.
  package var commands: CommandDispatcher { CommandDispatcher(self) }

  /// What spans time: see ``Operations``.
  package var operations: Operations { Operations(self) }
}
