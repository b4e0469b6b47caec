import Crypto
import NIOSSL

/// TLS of the stations' side: whom they trust, and with what certificate they show themselves.
package struct ClientTLS: Sendable {
  /// Why it can't be used.
  package struct Problem: Error, CustomStringConvertible {
    package let description: String
  }

  private let authorities: NIOSSLTrustRoots
  /// For stations that have no certificate.
  private let anonymous: NIOSSLContext

  /// - Parameter file: the certificates of those whom stations trust, PEM; nil: the system's.
  /// - Throws: ``Problem``
  package init(authorities file: String?) throws(Problem) {
    do {
      if let file {
        let certificates = try NIOSSLCertificate.fromPEMFile(file)
        guard !certificates.isEmpty else { throw Problem(description: "\(file) has no certificate") }
        authorities = .certificates(certificates)
      } else {
        authorities = .default
      }
      var configuration = TLSConfiguration.makeClientConfiguration()
      configuration.trustRoots = authorities
      anonymous = try NIOSSLContext(configuration: configuration)
    } catch let problem as Problem {
      throw problem
    } catch {
      throw Problem(description: "\(file ?? "the system's certificates") can't be read as PEM certificates: \(error)")
    }
  }

  /// What a station connects with.
  ///
  /// - Throws: an error of NIOSSL when its certificate can't be used.
  func context(_ credentials: StationCredentials?) throws -> NIOSSLContext {
    guard let credentials else { return anonymous }
    var configuration = TLSConfiguration.makeClientConfiguration()
    configuration.trustRoots = authorities
    configuration.certificateChain = try NIOSSLCertificate.fromPEMBytes(Array(credentials.chain.utf8)).map {
      .certificate($0)
    }
    configuration.privateKey = .privateKey(
      try NIOSSLPrivateKey(bytes: Array(credentials.key.pemRepresentation.utf8), format: .pem))
    return try NIOSSLContext(configuration: configuration)
  }
}
