package import NIOCore
package import OCPPCodec

/// How the edge serves stations.
package struct EdgeConfiguration: Sendable, Equatable {
  /// What is done with a station that names no subprotocol, as many old 1.6 ones do.
  package enum MissingSubprotocol: Sendable, Equatable {
    /// It is taken to speak this version.
    case assume(OCPPVersion)
    /// Its connection is closed.
    case refuse
  }

  /// Whether stations may connect without TLS, at ``host`` and ``port``.
  package var allowsPlaintext = true
  /// Where stations connect with TLS; nil: nowhere.
  package var tls: TLSOptions?
  package var host = "0.0.0.0"
  /// 0: any free one.
  package var port = 9000
  /// What comes before the station id in the URL's path; `/ocpp`, no slash at the end.
  package var path = "/ocpp"
  /// The versions that are spoken.
  package var versions: [OCPPVersion] = [.v201, .v16]
  package var missingSubprotocol = MissingSubprotocol.assume(.v16)
  /// Characters (code points); 48 by OCPP 2.0.1.
  package var maximumStationIDLength = 48
  /// Bytes of a message, all its fragments together; over it the connection closes with 1009.
  package var maximumMessageSize = 256 * 1024
  /// Fragments of a message.
  package var maximumFragments = 64
  /// Whether messages may be compressed (RFC 7692), if the station offers it.
  package var allowsCompression = true
  /// CALLs of a station that wait for their turn; beyond it nothing more is read from it.
  package var maximumPendingCalls = 32
  /// Bytes that may wait for a station that doesn't read; beyond it nothing more is read from it.
  package var maximumWriteBuffer = 1024 * 1024
  /// From connecting to the end of the WebSocket handshake.
  package var handshakeTimeout = TimeAmount.seconds(10)
  /// Between two pings; after three without any sign of life the station is gone.
  package var pingInterval = TimeAmount.seconds(60)
  /// Connections at the same time; further ones are refused with 503.
  package var maximumConnections = 100_000
  /// How long calls under way may take when the gateway shuts down.
  package var shutdownTimeout = TimeAmount.seconds(10)

  package init() {}
}
