import NIOCore
import NIOPosix

/// Something on a port that isn't Redis.
struct WrongServer {
  private let channel: any Channel

  static func start() async throws -> WrongServer {
    let channel = try await ServerBootstrap(group: RedisFixture.group)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(Greeter()) }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    return WrongServer(channel: channel)
  }

  var port: Int { channel.localAddress?.port ?? 0 }

  func stop() async throws { try await channel.close() }

  private final class Greeter: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    func channelActive(context: ChannelHandlerContext) {
      let greeting = ByteBuffer(string: "HTTP/1.1 400 Bad Request\r\n\r\n")
      context.writeAndFlush(wrapOutboundOut(greeting), promise: nil)
    }
  }
}
