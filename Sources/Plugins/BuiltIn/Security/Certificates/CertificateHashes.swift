import Crypto
import SwiftASN1
import X509

/// The hashes by which stations name their certificates (OCPP 1.6 security whitepaper, `CertificateHashDataType`;
/// RFC 6960 §4.1.1).
struct CertificateHashes: Sendable, Equatable {
  let issuerNameHash: String
  let issuerKeyHash: String
  let serialNumber: String

  /// - Parameter certificate: one that is signed by its own key: of another's issuer the key isn't known.
  init?(selfSigned certificate: Certificate) {
    var serializer = DER.Serializer()
    guard certificate.issuer == certificate.subject, (try? serializer.serialize(certificate.issuer)) != nil else {
      return nil
    }
    issuerNameHash = SHA256.hash(data: serializer.serializedBytes).hexadecimal
    issuerKeyHash = SHA256.hash(data: certificate.publicKey.subjectPublicKeyInfoBytes).hexadecimal
    serialNumber = certificate.serialNumberText
  }
}
