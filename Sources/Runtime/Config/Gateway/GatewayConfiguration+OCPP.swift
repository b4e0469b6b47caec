extension GatewayConfiguration {
  /// The side that stations connect to.
  package struct OCPP: Sendable, Equatable {
    /// What is done with a station that names no subprotocol.
    package enum MissingSubprotocol: String, Sendable, CaseIterable {
      /// It is taken to speak OCPP 1.6.
      case ocpp16 = "ocpp1.6"
      /// It is turned away.
      case refuse
    }

    /// Where WebSocket connections are accepted.
    package var listen: NetworkAddress
    /// Whether stations may connect without TLS; always so when there is no TLS.
    package var plaintext: Bool
    /// Where stations connect with TLS; `nil` for nowhere.
    package var tls: TLS?
    /// Whether every station needs a password or a certificate.
    package var requiresCredentials: Bool
    /// The organization that stations' certificates must name; `nil` for any.
    package var organization: String?
    /// What comes before the station id in the URL; begins with a slash and ends with one only when it is nothing else.
    package var path: String
    /// The versions that are offered, the preferred one first; never empty, no version twice.
    package var versions: [ProtocolVersion]
    /// What is done with a station that names no subprotocol; `ocpp16` only when that is among ``versions``.
    package var missingSubprotocol: MissingSubprotocol
    /// What stations are told at boot; whole seconds.
    package var heartbeatInterval: Duration
    /// How long a station may take to answer a CALL.
    package var callTimeout: Duration
    /// The largest message that is accepted, in bytes.
    package var maxMessageSize: Int
    /// The largest number of WebSocket frames that a message may come in.
    package var maxFragments: Int
    /// Whether messages are compressed with stations that offer it.
    package var compression: Bool
    /// How many CALLs of one station may wait to be handled.
    package var maxPendingCalls: Int
    /// How often the gateway pings; after three intervals without a sign of life a connection is dropped.
    package var pingInterval: Duration
    /// How long the upgrade to WebSocket may take.
    package var handshakeTimeout: Duration
    /// How many bytes may wait for a station that doesn't read, before it is disconnected.
    package var maxWriteBuffer: Int
    /// How many connections are accepted at a time.
    package var maxConnections: Int
    /// The longest station id, in characters after percent-decoding.
    package var maxStationIDLength: Int
    /// How long calls in progress may take to finish at shutdown.
    package var shutdownTimeout: Duration
    /// The number of threads that serve connections; `nil` for as many as there are cores.
    package var eventLoops: Int?
  }
}
