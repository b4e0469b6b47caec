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
  /// Made when a compressed message comes.
  private(set) lazy var inflater = MessageInflater(maximumSize: maximumMessageSize)
  private var deflaters: [Int: MessageDeflater] = [:]
  private let maximumMessageSize: Int
  private var handlers: [ObjectIdentifier: StationChannelHandler] = [:]
  private var unflushed: [StationChannelHandler] = []
  private var timer: RepeatedTask?

  init(_ eventLoop: any EventLoop, configuration: EdgeConfiguration) {
    self.eventLoop = eventLoop
    executor = EventLoopTaskExecutor(eventLoop)
    maximumMessageSize = configuration.maximumMessageSize
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

  /// Sends what a connection has written, when all that is ready now has been handled.
  ///
  /// Answers then leave together: a peer that waits on many connections is woken once, not for each.
  func flushSoon(_ handler: StationChannelHandler) {
    if unflushed.isEmpty {
      let bound = NIOLoopBound(self, eventLoop: eventLoop)
      eventLoop.execute { bound.value.flush() }
    }
    unflushed.append(handler)
  }

  private func flush() {
    let handlers = unflushed
    unflushed.removeAll(keepingCapacity: true)
    for handler in handlers { handler.flush() }
  }

  /// What compresses messages as agreed on.
  func deflater(_ compression: PermessageDeflate) -> MessageDeflater {
    if let deflater = deflaters[compression.windowBits] { return deflater }
    let deflater = MessageDeflater(windowBits: compression.windowBits)
    deflaters[compression.windowBits] = deflater
    return deflater
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
