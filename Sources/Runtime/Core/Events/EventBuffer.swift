import DequeModule
import Synchronization

/// The events that wait for a subscriber.
final class EventBuffer: Sendable {
  private struct State {
    var events: Deque<GatewayEvent> = []
    var lost = 0
    var hasGap = false
    var isNudged = false
    var isClosed = false
    var waiter: CheckedContinuation<GatewayEventDelivery?, Never>?

    mutating func take() -> GatewayEventDelivery? {
      if hasGap {
        hasGap = false
        return .lost(nil)
      }
      if lost > 0 {
        defer { lost = 0 }
        return .lost(lost)
      }
      if let event = events.popFirst() { return .event(event) }
      guard isNudged else { return nil }
      isNudged = false
      return .nothing
    }
  }

  let filter: GatewayEventFilter
  let isResumable: Bool
  private let capacity: Int
  private let state = Mutex(State())

  init(_ filter: GatewayEventFilter, capacity: Int, isResumable: Bool) {
    self.filter = filter
    self.capacity = max(capacity, 1)
    self.isResumable = isResumable
  }

  /// Gives who waits for the event, to be let go on with it once no lock is held: waking somebody takes time.
  func push(_ event: GatewayEvent) -> CheckedContinuation<GatewayEventDelivery?, Never>? {
    state.withLock { state in
      if let waiter = state.waiter.take() { return waiter }
      if state.events.count == capacity {
        state.events.removeFirst()
        state.lost += 1
      }
      state.events.append(event)
      return nil
    }
  }

  /// What is there already.
  func takeAll() -> [GatewayEventDelivery] {
    state.withLock { state in
      var deliveries: [GatewayEventDelivery] = []
      while let delivery = state.take() { deliveries.append(delivery) }
      return deliveries
    }
  }

  /// Notes that events are missing, nobody knows how many.
  func noteGap() { state.withLock { $0.hasGap = true } }

  /// Lets the one who waits go on with nothing.
  func nudge() {
    let waiter = state.withLock { state in
      if state.waiter == nil { state.isNudged = true }
      return state.waiter.take()
    }
    waiter?.resume(returning: .nothing)
  }

  func close() {
    let waiter = state.withLock { state in
      state.isClosed = true
      return state.waiter.take()
    }
    waiter?.resume(returning: nil)
  }

  func next() async -> GatewayEventDelivery? {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let ready = state.withLock { state -> GatewayEventDelivery?? in
          if state.isClosed { return .some(nil) }
          if let delivery = state.take() { return .some(delivery) }
          // Two who wait for one buffer is a mistake; the first one is let go.
          state.waiter.take()?.resume(returning: nil)
          state.waiter = continuation
          return .none
        }
        if let ready { continuation.resume(returning: ready) }
      }
    } onCancel: {
      close()
    }
  }
}
