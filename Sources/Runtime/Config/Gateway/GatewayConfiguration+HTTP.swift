extension GatewayConfiguration {
  /// The side that operators connect to.
  package struct HTTP: Sendable, Equatable {
    /// Where HTTP connections are accepted.
    package var listen: NetworkAddress
    /// How long a request waits for a station's answer to a command, unless it says so itself.
    package var commandTimeout: Duration

    init(reading reader: ConfigurationReader) {
      listen = reader.socketAddress(
        "listen", default: NetworkAddress(host: "127.0.0.1", port: 8081),
        help: "Where REST, health and metrics are served. Port 0 takes any free port.")
      commandTimeout = reader.duration(
        "command_timeout", default: .seconds(10), in: .milliseconds(100)...(.seconds(3_600)),
        help: "How long a request that sends a command waits for the station's answer, unless it names its own time.")
    }
  }
}
