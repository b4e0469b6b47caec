import NIOCore
import NIOHTTP1

/// Asks for the upgrade to WebSocket, and says why when it is refused.
final class HandshakeHandler: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPClientResponsePart
  typealias OutboundOut = HTTPClientRequestPart

  private let request: HTTPRequestHead
  private let onRefusal: (String) -> Void

  init(_ request: HTTPRequestHead, onRefusal: @escaping (String) -> Void) {
    self.request = request
    self.onRefusal = onRefusal
  }

  func channelActive(context: ChannelHandlerContext) {
    context.write(wrapOutboundOut(.head(request)), promise: nil)
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    context.fireChannelActive()
  }

  /// What comes here is the answer of a server that doesn't upgrade.
  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard case .head(let head) = unwrapInboundIn(data) else { return }
    onRefusal("the gateway refused the handshake: \(head.status.code) \(head.status.reasonPhrase)")
    context.close(promise: nil)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    onRefusal("the handshake failed: \(error)")
    context.close(promise: nil)
  }
}
