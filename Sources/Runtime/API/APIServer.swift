import GatewayCore
import HTTPTypes
package import Hummingbird
import HummingbirdCore
package import NIOCore
import ServiceLifecycle

/// The side that operators connect to: REST, health, metrics.
package struct APIServer: Service {
  /// The server as Hummingbird runs it.
  package let application: Application<APIResponder>

  /// - Parameters:
  ///   - services: what the routes stand on.
  ///   - eventLoopGroup: whose threads serve; nil for those that the process shares.
  ///   - onListening: told the port once connections are accepted.
  package init(
    _ services: APIServices,
    eventLoopGroup: (any EventLoopGroup)? = nil,
    onListening: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
  ) {
    let options = services.options
    let idleTimeout = TimeAmount(options.idleTimeout)
    application = Application(
      responder: APIResponder(services),
      server: .http1(
        configuration: HTTP1Channel.Configuration(
          idleTimeout: idleTimeout,
          httpDecoderConfiguration: HTTP1Channel.Configuration.DecoderConfiguration(
            maxHeaderFieldSize: 16 << 10, maxHeaderListSize: 64 << 10, maxHeaderFieldCount: 100))),
      configuration: ApplicationConfiguration(
        address: .hostname(options.host, port: options.port),
        availableConnectionsDelegate: MaximumAvailableConnections(options.maximumConnections, logger: services.logger)),
      services: [services.background],
      onServerRunning: { channel in
        if let port = channel.localAddress?.port { await onListening(port) }
      },
      eventLoopGroupProvider: eventLoopGroup.map { .shared($0) } ?? .singleton,
      logger: services.logger)
  }

  /// Serves until it is told to stop; then requests under way are finished.
  ///
  /// - Throws: when the port can't be listened on.
  package func run() async throws {
    try await application.run()
  }
}
