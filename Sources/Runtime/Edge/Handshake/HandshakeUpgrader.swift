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
  private let agreed = NIOLockedValueBox<PermessageDeflate?>(nil)

  init(handshake: Handshake, bus: any Bus, logger: Logger) {
    self.handshake = handshake
    self.bus = bus
    self.logger = logger
  }

  /// What was decided; nil when the request asked for no WebSocket.
  var latest: HandshakeDecision? { decision.withLockedValue { $0 } }

  /// The compression that was agreed on; nil if none was.
  var compression: PermessageDeflate? { agreed.withLockedValue { $0 } }

  /// - Returns: the headers of the answer; nil when the connection is refused.
  func headers(for head: HTTPRequestHead, on channel: any Channel) -> EventLoopFuture<HTTPHeaders?> {
    let first = handshake.decide(method: head.method, uri: head.uri, headers: head.headers)
    guard case .upgrade(let station, _, let subprotocol) = first else {
      return channel.eventLoop.makeSucceededFuture(conclude(first, on: channel))
    }
    let compression = handshake.compression(offered: head.headers)
    agreed.withLockedValue { $0 = compression }
    var headers = HTTPHeaders()
    if let subprotocol { headers.add(name: "Sec-WebSocket-Protocol", value: subprotocol) }
    if let compression { headers.add(name: "Sec-WebSocket-Extensions", value: compression.header) }
    let answer = headers
    return channel.eventLoop.makeFutureWithTask { [self] in
      do {
        let request = ConnectionRequest(
          station: station, remoteHost: channel.remoteAddress?.ipAddress ?? "-",
          password: try handshake.password(of: station, headers: head.headers),
          certificate: try await PeerCertificate.subject(on: channel))
        if let refusal = Refusal(try await bus.admit(request)) { throw refusal }
      } catch let refusal as Refusal {
        return conclude(refusal.decision, on: channel)
      } catch {
        logger.error("admission failed", metadata: ["station": "\(station)", "error": "\(error)"])
        return conclude(.refuse(.serviceUnavailable, reason: "stations can't be looked up now"), on: channel)
      }
      _ = conclude(first, on: channel)
      return answer
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
