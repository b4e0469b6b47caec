/// Why the gateway closes a station's connection.
package enum ConnectionCloseReason: String, Sendable, Hashable, CaseIterable {
  /// The station connected again; the newcomer has its place.
  case replaced
  /// The gateway is shutting down.
  case shutdown
  /// The store can't take the station's transaction messages: it shall come again.
  case overloaded
  /// The operator wished so.
  case requested

  /// The WebSocket close code (RFC 6455 §7.4.1, IANA's registry).
  package var code: UInt16 {
    switch self {
    case .replaced: 1008
    case .shutdown: 1001
    case .overloaded: 1013
    case .requested: 1000
    }
  }
}
