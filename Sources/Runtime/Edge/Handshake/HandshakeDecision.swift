import GatewayCore
import NIOHTTP1
import OCPPCodec

/// What is to be done with a request for a connection.
enum HandshakeDecision: Equatable, Sendable {
  /// The station may connect, if it is known.
  ///
  /// `version` is nil when none was in common: then the connection is upgraded and closed (OCPP-J 1.6 §3.1.2).
  /// `subprotocol` is what the answer names; nil when the station named none.
  case upgrade(StationID, version: OCPPVersion?, subprotocol: String?)
  /// The answer is an error.
  case refuse(HTTPResponseStatus, reason: String)
}
