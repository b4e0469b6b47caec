package import GatewayCore
package import Logging

/// What the routes stand on.
package struct APIServices: Sendable {
  package let gateway: GatewayServices
  package let metrics: PrometheusRegistry
  package let options: APIOptions
  /// The routes that handlers bring.
  package let endpoints: [Endpoint]
  /// Milliseconds since the epoch: when the gateway began.
  let startedAt: Int64
  /// Commands that nobody waits for.
  let background: BackgroundCommands

  package init(
    _ gateway: GatewayServices,
    metrics: PrometheusRegistry,
    options: APIOptions,
    endpoints: [Endpoint] = []
  ) {
    self.gateway = gateway
    self.metrics = metrics
    self.options = options
    self.endpoints = endpoints
    startedAt = gateway.clock.milliseconds
    background = BackgroundCommands(clock: gateway.clock)
  }

  package var store: any Store { gateway.store }
  package var sessions: SessionRegistry { gateway.sessions }
  package var clock: any GatewayClock { gateway.clock }
  package var logger: Logger { gateway.logger }
}
