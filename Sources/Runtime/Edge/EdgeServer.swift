package import GatewayCore
package import Logging
import NIOConcurrencyHelpers
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import ServiceLifecycle

/// The WebSocket server for charging stations.
package final class EdgeServer: Service {
  private let configuration: EdgeConfiguration
  private let bus: any Bus
  private let sessions: SessionRegistry
  private let logger: Logger
  private let group: MultiThreadedEventLoopGroup
  private let connectionCount = NIOLockedValueBox(0)
  private let boundPorts: EventLoopPromise<ListeningPorts>
  private let tls: TLSContext?

  /// - Parameters:
  ///   - configuration: how stations are served.
  ///   - eventLoops: threads for sockets, at least 1.
  ///   - bus: takes the messages.
  ///   - sessions: the sessions of this process, to close them at the end.
  ///   - tls: certificate and key, if the configuration has a listener for TLS.
  ///   - logger: takes what happens.
  package init(
    configuration: EdgeConfiguration,
    eventLoops: Int,
    bus: any Bus,
    sessions: SessionRegistry,
    tls: TLSContext? = nil,
    logger: Logger
  ) {
    self.configuration = configuration
    self.tls = tls
    self.bus = bus
    self.sessions = sessions
    self.logger = logger
    group = MultiThreadedEventLoopGroup(numberOfThreads: max(eventLoops, 1))
    boundPorts = group.next().makePromise(of: ListeningPorts.self)
  }

  /// The ports that are listened on, once they are.
  ///
  /// - Throws: when it can't be.
  package var ports: ListeningPorts {
    get async throws { try await boundPorts.futureResult.get() }
  }

  /// Serves until graceful shutdown: then takes no more connections, lets calls under way finish, closes the others with
  /// 1001 and waits for them.
  ///
  /// - Throws: when the address can't be listened on.
  package func run() async throws {
    let loops = try await makeConnections()
    var servers: [any Channel] = []
    do {
      var ports = ListeningPorts()
      if configuration.allowsPlaintext {
        let server = try await listen(loops, tls: nil, configuration.host, configuration.port)
        ports.plaintext = server.localAddress?.port
        servers.append(server)
      }
      if let tls, let options = configuration.tls {
        let server = try await listen(loops, tls: tls, options.host, options.port)
        ports.tls = server.localAddress?.port
        servers.append(server)
      }
      boundPorts.succeed(ports)
    } catch {
      boundPorts.fail(error)
      try await group.shutdownGracefully()
      throw error
    }
    await serve()
    for server in servers { try? await server.close() }
    await drain()
    for connections in loops.values { connections.execute { $0.stop() } }
    try await group.shutdownGracefully()
  }

  private func listen(
    _ loops: [ObjectIdentifier: BoundConnections],
    tls: TLSContext?,
    _ host: String,
    _ port: Int
  ) async throws -> any Channel {
    let server = try await bootstrap(loops, tls: tls).bind(host: host, port: port).get()
    logger.info(
      "edge is listening",
      metadata: [
        "address": "\(server.localAddress?.description ?? "-")", "path": "\(configuration.path)/{station id}",
        "tls": "\(tls != nil)",
      ])
    return server
  }

  /// Waits for the graceful shutdown, and looks after the certificate meanwhile.
  private func serve() async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask { try? await gracefulShutdown() }
      if let tls {
        group.addTask { [logger] in
          while (try? await Task.sleep(for: .seconds(60))) != nil {
            try? await NIOThreadPool.singleton.runIfActive { tls.refresh(logger) }
          }
        }
      }
      await group.next()
      group.cancelAll()
    }
  }

  private func drain() async {
    let open = sessions.shutDown()
    logger.info("edge is closing its connections", metadata: ["connections": "\(open.count)"])
    for session in open { session.connection.close(.shutdown) }
    let deadline = NIODeadline.now() + configuration.shutdownTimeout
    while sessions.count > 0, NIODeadline.now() < deadline {
      // Not the task's own sleep: the task is cancelled when the process must end at once.
      try? await group.next().scheduleTask(in: .milliseconds(20)) {}.futureResult.get()
    }
  }

  private func makeConnections() async throws -> [ObjectIdentifier: BoundConnections] {
    var loops: [ObjectIdentifier: BoundConnections] = [:]
    for eventLoop in group.makeIterator() {
      loops[ObjectIdentifier(eventLoop)] = try await eventLoop.submit { [configuration] in
        BoundConnections(EventLoopConnections(eventLoop, configuration: configuration), eventLoop)
      }.get()
    }
    return loops
  }

  private func bootstrap(_ loops: [ObjectIdentifier: BoundConnections], tls: TLSContext?) -> ServerBootstrap {
    ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 4096)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .childChannelOption(
        .writeBufferWaterMark,
        value: .init(low: configuration.maximumWriteBuffer / 2, high: configuration.maximumWriteBuffer)
      )
      .childChannelInitializer { [self] channel in
        channel.eventLoop.makeCompletedFuture {
          guard let connections = loops[ObjectIdentifier(channel.eventLoop)] else { return }
          if let tls { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls.current)) }
          try configure(channel, connections)
        }
      }
  }

  /// HTTP for the handshake; then only WebSocket is left.
  private func configure(_ channel: any Channel, _ connections: BoundConnections) throws {
    let isWelcome = connectionCount.withLockedValue { count in
      count += 1
      return count <= configuration.maximumConnections
    }
    channel.closeFuture.whenComplete { [connectionCount] _ in connectionCount.withLockedValue { $0 -= 1 } }
    let timeout = channel.eventLoop.scheduleTask(in: configuration.handshakeTimeout) { channel.close(promise: nil) }
    let handshake = HandshakeUpgrader(
      handshake: Handshake(configuration: configuration, isWelcome: isWelcome), bus: bus, logger: logger)
    let upgrader = StationUpgrader(handshake) { [bus, configuration, logger] channel in
      timeout.cancel()
      guard case .upgrade(let station, let version, _) = handshake.latest else { return channel.close() }
      return channel.eventLoop.makeCompletedFuture {
        let handler = StationChannelHandler(
          station: station, version: version, compression: handshake.compression, bus: bus,
          configuration: configuration, connections: connections.value, logger: logger)
        try channel.pipeline.syncOperations.addHandler(handler)
      }
    }
    let refusal = RefusalHandler(upgrader: handshake)
    let bound = NIOLoopBound(refusal, eventLoop: channel.eventLoop)
    try channel.pipeline.syncOperations.configureHTTPServerPipeline(
      withPipeliningAssistance: false,
      withServerUpgrade: (
        upgraders: [upgrader],
        completionHandler: { context in context.pipeline.syncOperations.removeHandler(bound.value, promise: nil) }
      ))
    try channel.pipeline.syncOperations.addHandler(refusal)
  }
}

/// An event loop's connections, for those who may be elsewhere.
struct BoundConnections: Sendable {
  private let bound: NIOLoopBound<EventLoopConnections>
  private let eventLoop: any EventLoop

  init(_ connections: EventLoopConnections, _ eventLoop: any EventLoop) {
    bound = NIOLoopBound(connections, eventLoop: eventLoop)
    self.eventLoop = eventLoop
  }

  /// On the event loop only.
  var value: EventLoopConnections { bound.value }

  func execute(_ action: @escaping @Sendable (EventLoopConnections) -> Void) {
    eventLoop.execute { action(bound.value) }
  }
}
