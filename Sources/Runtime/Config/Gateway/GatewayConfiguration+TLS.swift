extension GatewayConfiguration {
  /// Stations that connect with TLS (security profiles 2 and 3).
  package struct TLS: Sendable, Equatable {
    /// Whether stations show certificates.
    package enum ClientCertificates: String, Sendable, CaseIterable {
      /// They are not asked.
      case off
      /// Those that do, need no password.
      case optional
      /// All must: security profile 3.
      case require
    }

    /// Where TLS connections are accepted.
    package var listen: NetworkAddress
    /// A PEM file with the server's certificate and those up to its authority.
    package var certificate: Located<String>
    /// A PEM file with the certificate's key.
    package var key: Located<String>
    package var clientCertificates: ClientCertificates
    /// A PEM file with the authorities whose certificates stations may show; present unless they aren't asked.
    package var clientAuthorities: Located<String>?

    /// - Returns: nil when the section isn't there.
    static func optional(reading reader: ConfigurationReader) -> TLS? {
      let listen = reader.socketAddress(
        "listen", default: NetworkAddress(host: "0.0.0.0", port: 9443),
        help: "Where stations connect with TLS 1.2 or newer. Port 0 takes any free port.")
      let certificate = reader.optionalPath(
        "certificate",
        help:
          "A PEM file with the server's certificate, followed by those up to its authority. Without it there is no TLS. "
          + "The files are read again within a minute when they change.")
      let key = reader.optionalPath("key", help: "A PEM file with the certificate's private key.")
      let clientCertificates = reader.enumeration(
        "client_certificates", default: ClientCertificates.off,
        help: "Whether stations show certificates, whose common name must be the station's id: `require` all of them "
          + "(security profile 3), `optional` those that have one, which then need no password, or `off`.")
      let clientAuthorities = reader.optionalPath(
        "client_ca", help: "A PEM file with the authorities that issued the stations' certificates.")
      guard let certificate else {
        if !reader.pairs.isEmpty { reader.report("'\(reader.path)' needs 'certificate' and 'key'", at: "certificate") }
        return nil
      }
      guard let key else {
        reader.report("'\(reader.path)' needs 'key', the private key of 'certificate'", at: "certificate")
        return nil
      }
      if clientCertificates != .off, clientAuthorities == nil {
        reader.report(
          "'\(reader.path.appending("client_certificates"))' needs 'client_ca', the authorities to trust",
          at: "client_certificates")
      }
      return TLS(
        listen: listen, certificate: Located(certificate, at: reader.location(of: "certificate")),
        key: Located(key, at: reader.location(of: "key")), clientCertificates: clientCertificates,
        clientAuthorities: clientAuthorities.map { Located($0, at: reader.location(of: "client_ca")) })
    }
  }
}
