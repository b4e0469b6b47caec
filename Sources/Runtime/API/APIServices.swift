import CoreMetrics
package import GatewayCore
package import Logging

/// What the routes stand on.
package struct APIServices: Sendable {
  package let gateway: GatewayServices
  package let metrics: PrometheusRegistry
  package let options: APIOptions
  /// The routes that handlers bring.
  package let endpoints: [Endpoint]
  /// The routes that tell of the process itself, whether it serves operators or not.
  package let processEndpoints: [Endpoint]
  /// How many messages of stations wait elsewhere to be handled; nil when nobody knows now.
  private let backlog: @Sendable () async -> Int?
  /// Milliseconds since the epoch: when the gateway began.
  let startedAt: Int64
  /// Commands that nobody waits for.
  let background: BackgroundCommands

  /// - Parameter backlog: how many messages of stations wait elsewhere to be handled; nil when nobody knows now.
  package init(
    _ gateway: GatewayServices,
    metrics: PrometheusRegistry,
    options: APIOptions,
    endpoints: [Endpoint] = [],
    processEndpoints: [Endpoint] = [],
    backlog: @escaping @Sendable () async -> Int? = { 0 }
  ) {
    self.gateway = gateway
    self.metrics = metrics
    self.options = options
    self.endpoints = endpoints
    self.processEndpoints = processEndpoints
    self.backlog = backlog
    startedAt = gateway.clock.milliseconds
    background = BackgroundCommands(clock: gateway.clock)
  }

  /// What waits: messages of stations for a processor, and commands for stations; also told as a metric.
  func queueDepth() async -> Int {
    let commands = sessions.all.reduce(0) { $0 + $1.outbound.count }
    let depth = commands + (await backlog() ?? 0)
    gateway.metrics.queueDepth.set(depth)
    return depth
  }

  package var store: any Store { gateway.store }
  package var sessions: SessionRegistry { gateway.sessions }
  package var clock: any GatewayClock { gateway.clock }
  package var logger: Logger { gateway.logger }
}
