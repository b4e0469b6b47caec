import Foundation
import SwiftASN1
import X509

/// What a certificate must be like that a station shall trust (OCPP 1.6 security whitepaper, M05).
enum RootCertificateRules {
  /// Why it is not sent.
  struct Refusal: Error, Equatable, CustomStringConvertible {
    let description: String
  }

  /// - Parameters:
  ///   - text: the certificate as PEM.
  ///   - moment: now.
  /// - Throws: ``Refusal``
  static func check(_ text: String, at moment: Date) throws(Refusal) -> Certificate {
    let certificates: [Certificate]
    do {
      certificates = try PEMDocument.parseMultiple(pemString: text).map { try Certificate(pemDocument: $0) }
    } catch {
      throw Refusal(description: "the certificate is no PEM-encoded X.509 certificate")
    }
    guard certificates.count == 1, let certificate = certificates.first else {
      throw Refusal(description: "the certificate must be one, not \(certificates.count)")
    }
    guard let constraints = try? certificate.extensions.basicConstraints, case .isCertificateAuthority = constraints
    else { throw Refusal(description: "the certificate is not that of an authority (basicConstraints CA:TRUE)") }
    guard moment < certificate.notValidAfter else {
      throw Refusal(description: "the certificate ended at \(certificate.notValidAfter.formatted(.iso8601))")
    }
    guard
      certificate.issuer != certificate.subject
        || certificate.publicKey.isValidSignature(certificate.signature, for: certificate)
    else { throw Refusal(description: "the certificate's signature is not valid") }
    return certificate
  }
}
