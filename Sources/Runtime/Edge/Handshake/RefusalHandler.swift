import NIOCore
import NIOHTTP1
import NIOSSL
import NIOWebSocket

/// Answers requests that become no WebSocket, and closes their connections.
final class RefusalHandler: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private let upgrader: HandshakeUpgrader
  private var hasAnswered = false

  init(upgrader: HandshakeUpgrader) {
    self.upgrader = upgrader
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard case .head(let head) = unwrapInboundIn(data), !hasAnswered else { return }
    switch upgrader.latest {
    case .refuse(let status, let reason): answer(status, reason, context)
    case .upgrade: answer(.badRequest, "the WebSocket handshake is not valid (RFC 6455 §4.2.1)", context)
    case nil where head.headers.contains(name: "upgrade"):
      answer(.badRequest, "the WebSocket handshake is not valid (RFC 6455 §4.2.1)", context)
    case nil: answer(.upgradeRequired, "this port is for charging stations: WebSocket only", context)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    // Why a handshake is not taken comes first as an error, then its request comes, which is answered.
    if error is NIOWebSocketUpgradeError { return }
    // Nothing can be said to one whom TLS doesn't work with.
    if error is NIOSSLError || error is BoringSSLError { return context.close(promise: nil) }
    guard !hasAnswered else { return context.close(promise: nil) }
    answer(.badRequest, "the request is not valid HTTP", context)
  }

  private func answer(_ status: HTTPResponseStatus, _ reason: String, _ context: ChannelHandlerContext) {
    hasAnswered = true
    let text = reason + "\n"
    var headers = HTTPHeaders([
      ("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", "\(text.utf8.count)"), ("Connection", "close"),
    ])
    switch status {
    case .upgradeRequired: headers.add(name: "Upgrade", value: "websocket")
    case .unauthorized: headers.add(name: "WWW-Authenticate", value: "Basic realm=\"OCPP\"")
    case .tooManyRequests: headers.add(name: "Retry-After", value: "60")
    default: break
    }
    let head = HTTPResponseHead(version: .http1_1, status: status, headers: headers)
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: text)))), promise: nil)
    let channel = context.channel
    context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in channel.close(promise: nil) }
  }
}
