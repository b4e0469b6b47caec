import GatewayCore
package import Logging
package import NIOCore

/// Listens to channels, on a connection of its own that is made anew when it breaks.
///
/// Redis keeps no message for whoever isn't there: after each new connection the listener is told, so that it looks for
/// itself what it may have missed.
package final class RedisSubscriber: Sendable {
  /// What is heard.
  package enum Event: Sendable {
    /// The channels are listened to, for the first time or again.
    case listening
    case message(channel: String, [UInt8])
  }

  private let link: NIOLoopBound<RedisLink>
  private let eventLoop: any EventLoop

  private init(_ link: RedisLink) {
    eventLoop = link.eventLoop
    self.link = NIOLoopBound(link, eventLoop: link.eventLoop)
  }

  /// Begins to listen.
  ///
  /// - Parameters:
  ///   - channels: their names.
  ///   - onEvent: called on the event loop.
  /// - Throws: ``StoreError`` when the configuration can't be used.
  package static func listen(
    to channels: [String],
    _ configuration: RedisConfiguration,
    on eventLoop: any EventLoop,
    logger: Logger,
    onEvent: @escaping @Sendable (Event) -> Void
  ) async throws -> RedisSubscriber {
    let connector = try RedisConnector(configuration, on: eventLoop)
    return try await eventLoop.submit {
      let link = RedisLink(connector, logger: logger)
      link.onConnect = { connection in
        var missing = channels.count
        connection.onPush = { push in
          guard let parts = push.array, parts.count >= 3, let kind = parts[0].text else { return }
          switch kind {
          case "subscribe":
            missing -= 1
            if missing == 0 { onEvent(.listening) }
          case "message":
            guard let channel = parts[1].text, let bytes = parts[2].bytes else { return }
            onEvent(.message(channel: channel, bytes))
          default: break
          }
        }
        var command = RedisCommand("SUBSCRIBE")
        command.append(contentsOf: channels)
        connection.push(command)
      }
      link.start()
      return RedisSubscriber(link)
    }.get()
  }

  /// Listens no more.
  package func close() async {
    try? await eventLoop.submit { [link] in link.value.stop() }.get()
  }
}
