import Crypto
import Foundation
import SwiftASN1
import X509
import _CryptoExtras

@testable import GatewayHandlers

/// Keys, requests and certificates for tests.
enum CertificateSamples {
  /// 2026-03-14T09:00:00Z
  static let now = Date(timeIntervalSince1970: 1_773_478_800)

  static func subject(_ common: [String] = ["CP-1"], organization: [String] = ["Operator"]) -> DistinguishedName {
    let attributes =
      organization.map {
        RelativeDistinguishedName.Attribute(type: .RDNAttributeType.organizationName, utf8String: $0)
      }
      + common.map { RelativeDistinguishedName.Attribute(type: .RDNAttributeType.commonName, utf8String: $0) }
    return DistinguishedName(attributes.map { RelativeDistinguishedName($0) })
  }

  static func request(
    _ subject: DistinguishedName = subject(),
    key: Certificate.PrivateKey = Certificate.PrivateKey(P256.Signing.PrivateKey()),
    algorithm: Certificate.SignatureAlgorithm = .ecdsaWithSHA256
  ) throws -> String {
    try CertificateSigningRequest(
      version: .v1, subject: subject, privateKey: key, attributes: CertificateSigningRequest.Attributes(),
      signatureAlgorithm: algorithm
    ).serializeAsPEM().pemString
  }

  static func authority() throws -> CertificateAuthority {
    try CertificateAuthority.make(organization: "Operator", from: now, validity: .seconds(86_400 * 365)).authority
  }
}
