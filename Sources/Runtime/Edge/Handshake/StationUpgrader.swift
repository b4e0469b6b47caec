import NIOCore
import NIOHTTP1
import NIOWebSocket

/// NIO's WebSocket handshake without NIO's frame handlers: ours reads and writes frames itself (docs/decisions/0004).
final class StationUpgrader: HTTPServerProtocolUpgrader, Sendable {
  typealias Prepare = @Sendable (any Channel) -> EventLoopFuture<Void>

  let supportedProtocol = "websocket"
  let requiredUpgradeHeaders: [String] = []

  private let handshake: NIOWebSocketServerUpgrader
  private let prepare: Prepare

  /// - Parameters:
  ///   - upgrader: decides on the request.
  ///   - prepare: makes the pipeline ready for frames.
  init(_ upgrader: HandshakeUpgrader, prepare: @escaping Prepare) {
    handshake = NIOWebSocketServerUpgrader(
      shouldUpgrade: { channel, head in upgrader.headers(for: head, on: channel) },
      upgradePipelineHandler: { channel, _ in channel.eventLoop.makeSucceededVoidFuture() })
    self.prepare = prepare
  }

  func buildUpgradeResponse(
    channel: any Channel,
    upgradeRequest: HTTPRequestHead,
    initialResponseHeaders: HTTPHeaders
  ) -> EventLoopFuture<HTTPHeaders> {
    handshake.buildUpgradeResponse(
      channel: channel, upgradeRequest: upgradeRequest, initialResponseHeaders: initialResponseHeaders)
  }

  func upgrade(context: ChannelHandlerContext, upgradeRequest: HTTPRequestHead) -> EventLoopFuture<Void> {
    prepare(context.channel)
  }
}
