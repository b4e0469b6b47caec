import Crypto
import SwiftASN1
import X509

/// A station's certificate and the key that it is for.
struct StationCredentials: Sendable {
  let key: P256.Signing.PrivateKey
  /// Its own certificate first, as PEM.
  let chain: String

  /// Nil when the first certificate isn't for the key.
  init?(chain: String, key: P256.Signing.PrivateKey) {
    guard let document = try? PEMDocument.parseMultiple(pemString: chain).first,
      let certificate = try? Certificate(pemDocument: document),
      certificate.publicKey == Certificate.PublicKey(key.publicKey)
    else { return nil }
    self.key = key
    self.chain = chain
  }
}

/// A station's request for a certificate.
struct StationCertificateRequest: Sendable {
  let key: P256.Signing.PrivateKey
  /// PKCS #10, as PEM.
  let text: String

  /// - Parameters:
  ///   - organization: whose station it is.
  ///   - random: where the key is drawn from.
  init?(of station: String, organization: String?, drawnFrom random: inout RandomStream) {
    // Almost any 32 bytes are a key.
    let bytes = (0..<32).map { _ in UInt8.random(in: 0...255, using: &random) }
    guard let key = try? P256.Signing.PrivateKey(rawRepresentation: bytes),
      let subject = try? DistinguishedName(builder: {
        if let organization { OrganizationName(organization) }
        CommonName(station)
      }),
      let request = try? CertificateSigningRequest(
        version: .v1, subject: subject, privateKey: Certificate.PrivateKey(key),
        attributes: CertificateSigningRequest.Attributes(), signatureAlgorithm: .ecdsaWithSHA256),
      let text = try? request.serializeAsPEM().pemString
    else { return nil }
    self.key = key
    self.text = text
  }
}
