import GatewayCore
import NIOCore

/// A station's channel, for those on other threads.
final class ChannelConnection: StationConnection {
  private let handler: NIOLoopBound<StationChannelHandler>
  private let eventLoop: any EventLoop

  /// Called on the event loop.
  init(_ handler: StationChannelHandler, eventLoop: any EventLoop) {
    self.handler = NIOLoopBound(handler, eventLoop: eventLoop)
    self.eventLoop = eventLoop
  }

  func send(_ frame: [UInt8]) {
    onEventLoop { $0.send(frame) }
  }

  func close(_ reason: ConnectionCloseReason) {
    onEventLoop { $0.close(reason) }
  }

  private func onEventLoop(_ action: @escaping @Sendable (StationChannelHandler) -> Void) {
    if eventLoop.inEventLoop {
      action(handler.value)
    } else {
      eventLoop.execute { [handler] in action(handler.value) }
    }
  }
}
