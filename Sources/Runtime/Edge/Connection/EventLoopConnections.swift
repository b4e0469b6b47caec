import GatewayCore
import NIOCore

/// The connections of one event loop, and what they share: buffers, and one timer instead of one for each.
///
/// Everything happens on the event loop.
final class EventLoopConnections {
  let eventLoop: any EventLoop
  let executor: EventLoopTaskExecutor
  /// Where a frame is unmasked; as long as the longest one allowed.
  let scratch: UnsafeMutablePointer<UInt8>
  private var handlers: [ObjectIdentifier: StationChannelHandler] = [:]
  private var timer: RepeatedTask?

  init(_ eventLoop: any EventLoop, configuration: EdgeConfiguration) {
    self.eventLoop = eventLoop
    executor = EventLoopTaskExecutor(eventLoop)
    scratch = .allocate(capacity: configuration.maximumMessageSize + 16)
    let interval = max(configuration.pingInterval.nanoseconds / 4, 1_000_000)
    let bound = NIOLoopBound(self, eventLoop: eventLoop)
    timer = eventLoop.scheduleRepeatedTask(initialDelay: .nanoseconds(interval), delay: .nanoseconds(interval)) { _ in
      bound.value.look()
    }
  }

  deinit {
    scratch.deallocate()
  }

  func add(_ handler: StationChannelHandler) {
    handlers[ObjectIdentifier(handler)] = handler
  }

  func remove(_ handler: StationChannelHandler) {
    handlers[ObjectIdentifier(handler)] = nil
  }

  func stop() {
    timer?.cancel()
    timer = nil
  }

  private func look() {
    let now = monotonicNanoseconds()
    for handler in handlers.values { handler.look(at: now) }
  }
}
