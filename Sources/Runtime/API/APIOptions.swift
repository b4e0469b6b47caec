/// How the REST interface serves.
package struct APIOptions: Sendable, Equatable {
  /// The name or address to listen on.
  package var host: String
  /// The port to listen on; 0 lets the system choose a free one.
  package var port: Int
  /// The gateway's own version, for `/health` and `/openapi.json`.
  package var version: String
  /// Whether operators are served; else there are only health and metrics.
  package var servesOperators: Bool
  /// Who may ask.
  package var access: AccessControl
  /// Bytes that a request's body may have.
  package var maximumBodySize: Int
  /// Connections at a time; further ones wait to be accepted.
  package var maximumConnections: Int
  /// How long a connection may say nothing, between requests and within one.
  package var idleTimeout: Duration

  package init(
    host: String = "127.0.0.1",
    port: Int = 8081,
    version: String,
    servesOperators: Bool = true,
    access: AccessControl = .anybody,
    maximumBodySize: Int = 1 << 20,
    maximumConnections: Int = 1024,
    idleTimeout: Duration = .seconds(60)
  ) {
    self.host = host
    self.port = port
    self.version = version
    self.servesOperators = servesOperators
    self.access = access
    self.maximumBodySize = maximumBodySize
    self.maximumConnections = maximumConnections
    self.idleTimeout = idleTimeout
  }
}
