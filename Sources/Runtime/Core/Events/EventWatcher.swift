import Logging
import ServiceLifecycle

/// Lets a handler follow up what happens: calls it with the events that came meanwhile, in their order.
package struct EventWatcher: Service {
  private let name: String
  private let gateway: GatewayServices
  private let subscription: GatewayEventSubscription
  private let body: @Sendable ([GatewayEvent], GatewayServices) async -> Void

  /// Subscribes at once, so that nothing is missed before the service runs.
  ///
  /// - Parameters:
  ///   - name: whose watcher it is, for the log.
  ///   - kinds: what it wants to know.
  ///   - body: what it does with it; what takes time it leaves to ``BackgroundWork``, since further events wait.
  package init(
    _ name: String,
    _ kinds: Set<GatewayEvent.Kind>,
    _ gateway: GatewayServices,
    _ body: @escaping @Sendable ([GatewayEvent], GatewayServices) async -> Void
  ) {
    self.name = name
    self.gateway = gateway
    self.body = body
    subscription = gateway.events.subscribe(GatewayEventFilter(kinds: kinds))
  }

  package func run() async throws {
    await cancelWhenGracefulShutdown {
      for await delivery in subscription {
        var events: [GatewayEvent] = []
        take(delivery, &events)
        for delivery in subscription.takeAll() { take(delivery, &events) }
        if !events.isEmpty { await body(events, gateway) }
        // Waking a task costs more than an event: of a busy gateway's events, many are taken at once.
        try? await Task.sleep(for: Self.rest)
      }
    }
  }

  private static let rest = Duration.milliseconds(5)

  private func take(_ delivery: GatewayEventDelivery, _ events: inout [GatewayEvent]) {
    switch delivery {
    case .event(let event): events.append(event)
    case .lost(let count):
      gateway.logger.warning(
        "events lost: the handler is too slow",
        metadata: ["handler": "\(name)", "count": "\(count.map(String.init) ?? "?")"])
    case .nothing: break
    }
  }
}
