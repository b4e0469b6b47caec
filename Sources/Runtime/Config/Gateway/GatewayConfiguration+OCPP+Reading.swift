extension GatewayConfiguration.OCPP {
  init(reading reader: ConfigurationReader) {
    listen = reader.socketAddress(
      "listen", default: NetworkAddress(host: "0.0.0.0", port: 9000),
      help: "Where stations connect. Port 0 takes any free port.")
    plaintext = reader.boolean(
      "plaintext", default: true,
      help: "Whether stations may connect without TLS, at `listen`. `false` needs `tls`.")
    let tlsReader = reader.section("tls", help: "Stations that connect with TLS: security profiles 2 and 3.")
    tls = GatewayConfiguration.TLS.optional(reading: tlsReader)
    if !plaintext, tls == nil {
      reader.report("without 'ocpp.plaintext' and without 'ocpp.tls' no station can connect", at: "plaintext")
    }
    requiresCredentials = reader.boolean(
      "require_credentials", default: false,
      help:
        "Whether every station must show a password or a certificate. If not, those must that a password is set for "
        + "(`PUT /api/v1/chargepoints/{id}/password`).")
    organization = reader.optionalString(
      "organization", length: 1...64,
      help: "The organization (O) that stations' certificates must name. Without it any will do.")
    path = Self.path(reading: reader)
    versions = reader.enumerations(
      "versions", default: [.ocpp201, .ocpp16],
      help: "The versions that stations may use. A station that offers several gets the first that it names itself.")
    missingSubprotocol = Self.missingSubprotocol(reading: reader, versions: versions)
    heartbeatInterval = reader.duration(
      "heartbeat_interval", default: .seconds(300), in: .seconds(1)...(.seconds(86_400)), wholeSeconds: true,
      help: "How often a station shall send a Heartbeat; it is told so when it boots.")
    callTimeout = reader.duration(
      "call_timeout", default: .seconds(30), in: .seconds(1)...(.seconds(3_600)),
      help: "The longest wait for a station's answer to a command, whatever time a request names.")
    maxMessageSize = reader.byteCount(
      "max_message_size", default: 256 << 10, in: (1 << 10)...(16 << 20),
      help: "The largest message that is accepted. A longer one closes the connection with code 1009.")
    maxFragments = reader.integer(
      "max_fragments", default: 64, in: 1...10_000, help: "How many WebSocket frames a message may be split into.")
    compression = reader.boolean(
      "compression", default: true,
      help: "Whether messages are compressed (RFC 7692) with stations that offer it, as OCPP 2.0.1 wants.")
    maxPendingCalls = reader.integer(
      "max_pending_calls", default: 32, in: 1...10_000,
      help: "How many requests a station may have waiting before it is no longer read from.")
    pingInterval = reader.duration(
      "ping_interval", default: .seconds(60), in: .seconds(1)...(.seconds(86_400)),
      help: "How often the gateway pings a station. One that sends nothing for three intervals is disconnected.")
    handshakeTimeout = reader.duration(
      "handshake_timeout", default: .seconds(10), in: .milliseconds(100)...(.seconds(300)),
      help: "How long a station may take from connecting to the end of the WebSocket upgrade.")
    maxWriteBuffer = reader.byteCount(
      "max_write_buffer", default: 1 << 20, in: (16 << 10)...(1 << 30),
      help: "How much may wait for a station that doesn't read, before it is disconnected.")
    maxConnections = reader.integer(
      "max_connections", default: 100_000, in: 1...10_000_000, help: "How many stations may be connected at a time.")
    maxStationIDLength = reader.integer(
      "max_station_id_length", default: 48, in: 1...255,
      help: "The longest station id in characters. OCPP 2.0.1 allows 48.")
    shutdownTimeout = reader.duration(
      "shutdown_timeout", default: .seconds(10), in: .zero...(.seconds(3_600)),
      help: "How long requests in progress may take to finish when the gateway is told to stop.")
    eventLoops = reader.optionalInteger(
      "event_loops", in: 1...1_024, defaultText: "the number of cores",
      help: "The number of threads that serve connections.")
  }

  private static func path(reading reader: ConfigurationReader) -> String {
    let path = reader.value(
      "path", type: "URL path", default: "/ocpp", expected: "a URL path such as /ocpp",
      help: "What comes before the station id in the URL, as in `ws://host:9000/ocpp/STATION-1`."
    ) { text throws(ConfigurationValueProblem) in
      guard text.hasPrefix("/") else { throw ConfigurationValueProblem(hint: "a path begins with '/'") }
      guard text == "/" || !text.hasSuffix("/") else {
        throw ConfigurationValueProblem(hint: "leave out the '/' at the end")
      }
      guard !text.contains("//"), text.unicodeScalars.allSatisfy({ isPathCharacter($0) }) else {
        throw ConfigurationValueProblem(hint: "it consists of letters, digits, '-', '.', '_', '~' and single '/'")
      }
      return text
    }
    return path ?? "/ocpp"
  }

  /// The unreserved characters of RFC 3986 §2.3 and the slash: what no client writes in two ways.
  private static func isPathCharacter(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isASCIIAlphanumeric || "-._~/".unicodeScalars.contains(scalar)
  }

  private static func missingSubprotocol(
    reading reader: ConfigurationReader, versions: [GatewayConfiguration.ProtocolVersion]
  ) -> MissingSubprotocol {
    let fallback: MissingSubprotocol = versions.contains(.ocpp16) ? .ocpp16 : .refuse
    let value = reader.enumeration(
      "missing_subprotocol", default: fallback, defaultText: "ocpp1.6",
      help: "What is done with a station that names no subprotocol: take it for one of OCPP 1.6, as many old ones are, "
        + "or refuse it. Without `ocpp1.6` among `versions` the default is `refuse`.")
    if value == .ocpp16, !versions.contains(.ocpp16) {
      reader.report(
        "'ocpp.missing_subprotocol' is ocpp1.6, which is not among 'ocpp.versions'", at: "missing_subprotocol",
        hint: "add ocpp1.6 to the versions, or write refuse")
      return .refuse
    }
    return value
  }
}
