import Crypto
import Foundation
import GatewayCore
import SwiftASN1
import X509

/// Issues certificates to stations, with a key of its own (OCPP 1.6 security whitepaper §2.2).
struct CertificateAuthority: Sendable {
  /// Why a key and a certificate are no authority.
  struct Unusable: Error, CustomStringConvertible {
    let description: String
  }

  /// Its own certificate first, then those above it.
  let chain: [Certificate]
  private let key: Certificate.PrivateKey

  /// - Parameters:
  ///   - chain: its own certificate first, then those above it.
  ///   - key: the own certificate's.
  /// - Throws: ``Unusable``
  init(chain: [Certificate], key: Certificate.PrivateKey) throws(Unusable) {
    guard let own = chain.first else { throw Unusable(description: "the file has no certificate") }
    guard own.publicKey == key.publicKey else {
      throw Unusable(description: "the first certificate is not that of the private key")
    }
    guard let constraints = try? own.extensions.basicConstraints, case .isCertificateAuthority = constraints else {
      throw Unusable(description: "the certificate is not that of an authority (basicConstraints CA:TRUE)")
    }
    if let usage = try? own.extensions.keyUsage, !usage.keyCertSign {
      throw Unusable(description: "the certificate's key may not sign certificates (keyUsage keyCertSign)")
    }
    for (lower, upper) in zip(chain, chain.dropFirst()) {
      guard upper.publicKey.isValidSignature(lower.signature, for: lower) else {
        throw Unusable(description: "the certificate of \(upper.subject) did not sign the one before it")
      }
    }
    self.chain = chain
    self.key = key
  }

  /// The authority's own certificate.
  var certificate: Certificate { chain[0] }

  /// Makes an authority with a new key and a certificate that it signs itself.
  ///
  /// - Parameters:
  ///   - organization: whose authority it is; part of its name.
  ///   - moment: from when on it is valid, an hour less for clocks that are behind.
  ///   - validity: how long.
  static func make(
    organization: String?, from moment: Date, validity: Duration
  ) throws -> (authority: CertificateAuthority, key: P384.Signing.PrivateKey) {
    let key = P384.Signing.PrivateKey()
    let name = try DistinguishedName {
      if let organization { OrganizationName(organization) }
      CommonName("OCPP gateway certificate authority")
    }
    let publicKey = Certificate.PublicKey(key.publicKey)
    let certificate = try Certificate(
      version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: publicKey,
      notValidBefore: moment - clockDifference, notValidAfter: moment + TimeInterval(validity.components.seconds),
      issuer: name, subject: name, signatureAlgorithm: .ecdsaWithSHA384,
      extensions: Certificate.Extensions {
        Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
        Critical(KeyUsage(keyCertSign: true, cRLSign: true))
        SubjectKeyIdentifier(hash: publicKey)
      },
      issuerPrivateKey: Certificate.PrivateKey(key))
    return (try CertificateAuthority(chain: [certificate], key: Certificate.PrivateKey(key)), key)
  }

  /// How far stations' clocks may be behind, in seconds.
  private static let clockDifference: TimeInterval = 3600

  /// Issues a certificate for the key of a request that keeps the rules.
  ///
  /// - Parameters:
  ///   - request: checked by ``CertificateSigningRules``.
  ///   - subject: whose certificate it becomes.
  ///   - moment: now.
  ///   - validity: how long it is valid, as far as the authority itself is.
  func issue(
    _ request: CertificateSigningRequest, subject: DistinguishedName, at moment: Date, validity: Duration
  ) throws -> Certificate {
    try Certificate(
      version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: request.publicKey,
      notValidBefore: max(moment - Self.clockDifference, certificate.notValidBefore),
      notValidAfter: min(moment + TimeInterval(validity.components.seconds), certificate.notValidAfter),
      issuer: certificate.subject, subject: subject,
      extensions: Certificate.Extensions {
        Critical(BasicConstraints.notCertificateAuthority)
        Critical(KeyUsage(digitalSignature: true, keyAgreement: true))
        try ExtendedKeyUsage([.clientAuth])
        SubjectKeyIdentifier(hash: request.publicKey)
        AuthorityKeyIdentifier(keyIdentifier: SubjectKeyIdentifier(hash: certificate.publicKey).keyIdentifier)
      },
      issuerPrivateKey: key)
  }

  /// A certificate with those that a station needs to trust it, as PEM: the root is left out, since a station has it
  /// or doesn't trust it (OCPP 1.6 security whitepaper, `CertificateSigned`).
  func chainText(for issued: Certificate) throws -> String {
    let between = chain.filter { $0.issuer != $0.subject }
    return try ([issued] + between).map { try $0.serializeAsPEM().pemString }.joined(separator: "\n")
  }
}

extension Certificate {
  /// The serial number in hexadecimal, small letters, without zeros in front.
  var serialNumberText: String {
    let text = serialNumber.bytes.hexadecimal
    let digits = text.drop { $0 == "0" }
    return digits.isEmpty ? "0" : String(digits)
  }
}

extension Sequence<UInt8> {
  /// Two small digits for each byte.
  var hexadecimal: String {
    map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
  }
}
