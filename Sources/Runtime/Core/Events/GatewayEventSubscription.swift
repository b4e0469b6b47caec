/// What a subscriber is handed.
package enum GatewayEventDelivery: Sendable {
  case event(GatewayEvent)
  /// The subscriber was too slow, and so many events are gone; nil: nobody knows how many.
  case lost(Int?)
  /// Somebody called ``GatewayEventSubscription/nudge()``.
  case nothing
}

/// A subscriber's events, in order; for one who reads at a time. It ends when the reader's task is cancelled.
package final class GatewayEventSubscription: AsyncSequence, Sendable {
  package typealias Element = GatewayEventDelivery

  package struct AsyncIterator: AsyncIteratorProtocol {
    fileprivate let subscription: GatewayEventSubscription

    package mutating func next() async -> GatewayEventDelivery? { await subscription.buffer.next() }
  }

  private let buffer: EventBuffer
  private let events: GatewayEvents

  init(_ buffer: EventBuffer, of events: GatewayEvents) {
    self.buffer = buffer
    self.events = events
  }

  deinit {
    events.remove(buffer)
  }

  package func makeAsyncIterator() -> AsyncIterator { AsyncIterator(subscription: self) }

  /// What is there already, without waiting.
  func takeAll() -> [GatewayEventDelivery] { buffer.takeAll() }

  /// Lets the reader go on with nothing, to do something that is due.
  package func nudge() { buffer.nudge() }
}
