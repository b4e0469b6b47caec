/// How stations are served over TLS.
package struct TLSOptions: Sendable, Equatable {
  /// Whether stations show certificates (security profile 3).
  package enum ClientCertificates: String, Sendable, CaseIterable {
    case off, optional, require
  }

  package var host: String
  /// 0: any free one.
  package var port: Int
  /// A PEM file: the server's certificate and those up to its authority.
  package var certificate: String
  /// A PEM file.
  package var key: String
  package var clientCertificates: ClientCertificates
  /// A PEM file: the authorities whose certificates stations may show.
  package var clientAuthorities: String?

  package init(
    host: String, port: Int, certificate: String, key: String, clientCertificates: ClientCertificates = .off,
    clientAuthorities: String? = nil
  ) {
    self.host = host
    self.port = port
    self.certificate = certificate
    self.key = key
    self.clientCertificates = clientCertificates
    self.clientAuthorities = clientAuthorities
  }
}
