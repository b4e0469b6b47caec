import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import NIOWebSocket
import OCPPCodec

/// Opens the WebSocket of a station.
struct StationConnector {
  /// What becomes of a connection; called on its event loop.
  struct Callbacks {
    let onOpen: () -> Void
    let onText: ([UInt8]) -> Void
    /// - Parameter reason: why it didn't come about; nil when it was open.
    let onRefusal: (String) -> Void
    let onClose: () -> Void
  }

  private static let maximumFrameSize = 1 << 20
  private static let connectTimeout = TimeAmount.seconds(10)
  private static let handshakeTimeout = TimeAmount.seconds(20)

  let url: GatewayURL
  /// Nil for a URL without TLS.
  let tls: ClientTLS?
  let eventLoop: any EventLoop

  /// Connects.
  ///
  /// - Parameter credentials: with what it shows itself, over TLS; nil: it has no certificate.
  /// - Returns: the channel, once there is one; it is closed when the connection doesn't come about.
  func connect(
    _ station: StationIdentity, _ credentials: StationCredentials?, _ callbacks: Callbacks
  ) -> EventLoopFuture<any Channel> {
    let bound = NIOLoopBound(callbacks, eventLoop: eventLoop)
    let request = request(of: station)
    let expected = station.version.subprotocol
    let (tls, host) = (tls, url.host)
    return ClientBootstrap(group: eventLoop)
      .connectTimeout(Self.connectTimeout)
      .channelOption(.tcpOption(.tcp_nodelay), value: 1)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          channel.closeFuture.whenComplete { _ in bound.value.onClose() }
          if let tls {
            // An address is no server name; the certificate is checked for it all the same.
            let name = (try? SocketAddress(ipAddress: host, port: 0)) == nil ? host : nil
            try channel.pipeline.syncOperations.addHandler(
              NIOSSLClientHandler(context: tls.context(credentials), serverHostname: name))
          }
          try Self.configure(channel, request, expected, bound)
        }
      }
      .connect(host: url.host, port: url.port)
  }

  private static func configure(
    _ channel: any Channel, _ request: HTTPRequestHead, _ subprotocol: String, _ callbacks: NIOLoopBound<Callbacks>
  ) throws {
    let handshake = HandshakeHandler(request) { callbacks.value.onRefusal($0) }
    let bound = NIOLoopBound(handshake, eventLoop: channel.eventLoop)
    let timeout = channel.eventLoop.scheduleTask(in: handshakeTimeout) { channel.close(promise: nil) }
    let upgrader = NIOWebSocketClientUpgrader(maxFrameSize: maximumFrameSize) { channel, head in
      timeout.cancel()
      return configure(channel, head, subprotocol, callbacks)
    }
    try channel.pipeline.syncOperations.addHTTPClientHandlers(
      leftOverBytesStrategy: .forwardBytes,
      withClientUpgrade: (
        upgraders: [upgrader],
        completionHandler: { context in context.pipeline.syncOperations.removeHandler(bound.value, promise: nil) }
      ))
    try channel.pipeline.syncOperations.addHandler(handshake)
  }

  /// Makes the pipeline ready for frames.
  private static func configure(
    _ channel: any Channel, _ head: HTTPResponseHead, _ subprotocol: String, _ callbacks: NIOLoopBound<Callbacks>
  ) -> EventLoopFuture<Void> {
    channel.eventLoop.makeCompletedFuture {
      let agreed = head.headers.first(name: "Sec-WebSocket-Protocol")
      guard agreed == subprotocol else {
        callbacks.value.onRefusal("the gateway agreed on '\(agreed ?? "no subprotocol")', not on '\(subprotocol)'")
        return channel.close(promise: nil)
      }
      try channel.pipeline.syncOperations.addHandlers([
        NIOWebSocketFrameAggregator(
          minNonFinalFragmentSize: 0, maxAccumulatedFrameCount: 64, maxAccumulatedFrameSize: maximumFrameSize),
        StationFrameHandler { callbacks.value.onText($0) },
      ])
      callbacks.value.onOpen()
    }
  }

  private func request(of station: StationIdentity) -> HTTPRequestHead {
    var headers = HTTPHeaders()
    headers.add(name: "Host", value: url.authority)
    headers.add(name: "Sec-WebSocket-Protocol", value: station.version.subprotocol)
    if let password = station.group.password {
      headers.add(name: "Authorization", value: "Basic " + Base64.encode(Array("\(station.id):\(password)".utf8)))
    }
    return HTTPRequestHead(version: .http1_1, method: .GET, uri: url.target(of: station.id), headers: headers)
  }
}
