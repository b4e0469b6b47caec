/// The ports that stations can connect to.
package struct ListeningPorts: Sendable, Equatable {
  /// Without TLS; nil when that is not allowed.
  package var plaintext: Int?
  /// With TLS; nil when there is none.
  package var tls: Int?
}
