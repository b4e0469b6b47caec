package import Logging

/// What handlers share: the store, the time, the log.
package final class GatewayServices: Sendable {
  package let store: any Store
  package let clock: any GatewayClock
  package let logger: Logger
  package let metrics: GatewayMetrics

  package init(store: any Store, clock: any GatewayClock, logger: Logger, metrics: GatewayMetrics) {
    self.store = store
    self.clock = clock
    self.logger = logger
    self.metrics = metrics
  }
}
