import GatewayCore
import Logging
import NIOConcurrencyHelpers
import NIOCore
import NIOHTTP1
import NIOWebSocket
import OCPPCodec

/// Decides on one connection's request and remembers the decision until its answer is written.
final class HandshakeUpgrader: Sendable {
  private let handshake: Handshake
  private let bus: any Bus
  private let logger: Logger
  private let decision = NIOLockedValueBox<HandshakeDecision?>(nil)

  init(handshake: Handshake, bus: any Bus, logger: Logger) {
    self.handshake = handshake
    self.bus = bus
    self.logger = logger
  }

  /// What was decided; nil when the request asked for no WebSocket.
  var latest: HandshakeDecision? { decision.withLockedValue { $0 } }

  /// - Returns: the headers of the answer; nil when the connection is refused.
  func headers(for head: HTTPRequestHead, on channel: any Channel) -> EventLoopFuture<HTTPHeaders?> {
    let first = handshake.decide(method: head.method, uri: head.uri, headers: head.headers)
    guard case .upgrade(let station, _, let subprotocol) = first else {
      return channel.eventLoop.makeSucceededFuture(conclude(first, on: channel))
    }
    let headers = subprotocol.map { HTTPHeaders([("Sec-WebSocket-Protocol", $0)]) } ?? HTTPHeaders()
    return channel.eventLoop.makeFutureWithTask { [self] in
      do {
        guard try await bus.admits(station) else {
          return conclude(.refuse(.notFound, reason: "the station is not known here"), on: channel)
        }
      } catch {
        logger.error("admission failed", metadata: ["station": "\(station)", "error": "\(error)"])
        return conclude(.refuse(.serviceUnavailable, reason: "stations can't be looked up now"), on: channel)
      }
      _ = conclude(first, on: channel)
      return headers
    }
  }

  private func conclude(_ decision: HandshakeDecision, on channel: any Channel) -> HTTPHeaders? {
    self.decision.withLockedValue { $0 = decision }
    if case .refuse(let status, let reason) = decision {
      logger.info(
        "connection refused",
        metadata: [
          "remote": "\(channel.remoteAddress?.description ?? "-")", "status": "\(status.code)", "reason": "\(reason)",
        ])
    }
    return nil
  }
}
