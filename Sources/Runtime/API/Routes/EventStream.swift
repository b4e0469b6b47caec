import GatewayCore
import OCPPCodec
import ServiceLifecycle

/// Events as text: server-sent events, with a comment now and then so that nobody in between takes the connection for
/// dead, and a reader that went away is noticed.
struct EventStream: AsyncSequence, Sendable {
  typealias Deliveries = AsyncCancelOnGracefulShutdownSequence<GatewayEventSubscription>

  struct AsyncIterator: AsyncIteratorProtocol {
    fileprivate let stream: EventStream
    fileprivate var deliveries: Deliveries.AsyncIterator
    fileprivate var hasBegun = false

    mutating func next() async -> [UInt8]? {
      guard hasBegun else {
        hasBegun = true
        return Array(": the gateway's events\n\n".utf8)
      }
      let timer = Task { [clock = stream.clock, subscription = stream.subscription] in
        try await clock.sleep(for: EventStream.heartbeat)
        subscription.nudge()
      }
      defer { timer.cancel() }
      guard let delivery = await deliveries.next(isolation: #isolation) else { return nil }
      return Array(stream.text(delivery).utf8)
    }
  }

  /// Between two signs of life.
  private static let heartbeat = Duration.seconds(15)

  private let subscription: GatewayEventSubscription
  private let identity: String
  private let clock: any GatewayClock

  /// - Parameter identity: what makes numbers of this process ids that no other process gives.
  init(_ subscription: GatewayEventSubscription, identity: String, clock: any GatewayClock) {
    self.subscription = subscription
    self.identity = identity
    self.clock = clock
  }

  func makeAsyncIterator() -> AsyncIterator {
    AsyncIterator(stream: self, deliveries: subscription.cancelOnGracefulShutdown().makeAsyncIterator())
  }

  private func text(_ delivery: GatewayEventDelivery) -> String {
    switch delivery {
    case .nothing: return ": alive\n\n"
    case .lost(let count):
      let data: APIValue = ["lost": .optional(count)]
      return "event: lost\ndata: \(data.json.text)\n\n"
    case .event(let event):
      let data: APIValue = [
        "kind": .text(event.kind.name), "clientId": .optional(event.station?.text), "time": .moment(event.moment),
        "details": event.details,
      ]
      return "id: \(identity)-\(event.sequence)\nevent: \(event.kind.name)\ndata: \(data.json.text)\n\n"
    }
  }
}
