import Crypto
import SwiftASN1
import X509
import _CryptoExtras

/// What a station's certificate signing request must be like (OCPP 1.6 security whitepaper §2.2, §3.1 A02, A03).
struct CertificateSigningRules: Sendable, Equatable {
  /// By what a station is named in its certificate's common name.
  enum CommonNameRule: String, Sendable, Hashable, CaseIterable {
    /// By its id, with which it connects.
    case stationID = "station_id"
    /// By the serial number that it boots with.
    case serialNumber = "serial_number"
    /// By either.
    case either
  }

  /// Why a request is refused.
  struct Refusal: Error, Equatable, CustomStringConvertible {
    let description: String
  }

  var commonName = CommonNameRule.stationID
  /// What the organization name must be; nil: anything, or nothing.
  var organization: String?
  /// Bits
  var minimumRSAKeySize = 2048

  /// Checks a request.
  ///
  /// - Parameters:
  ///   - text: the request as PEM (RFC 2986).
  ///   - station: who sends it.
  ///   - serialNumber: what it said when it booted.
  /// - Returns: the request, and the subject of the certificate to issue: the names that were checked and no others.
  /// - Throws: ``Refusal``
  func check(
    _ text: String, station: String, serialNumber: String?
  ) throws(Refusal) -> (request: CertificateSigningRequest, subject: DistinguishedName) {
    let request: CertificateSigningRequest
    do {
      request = try CertificateSigningRequest(pemEncoded: text)
    } catch {
      // The library refuses RSA keys of less than 2048 bits here.
      throw Refusal(description: "it is no PEM-encoded PKCS #10 request with an ECDSA key or an RSA key of 2048 bits")
    }
    guard request.publicKey.isValidSignature(request.signature, for: request) else {
      throw Refusal(description: "its signature is not by the key that is to be certified")
    }
    guard request.signatureAlgorithm != .sha1WithRSAEncryption else {
      throw Refusal(description: "it is signed with SHA-1")
    }
    try check(request.publicKey)
    let names = try subjectNames(request.subject)
    try checkCommonName(names.common, station: station, serialNumber: serialNumber)
    if let organization, names.organization != organization {
      throw Refusal(
        description: "its organization name (O) must be '\(organization)', "
          + (names.organization.map { "not '\($0)'" } ?? "but it has none"))
    }
    do {
      let subject = try DistinguishedName {
        if let organization = names.organization { OrganizationName(organization) }
        CommonName(names.common)
      }
      return (request, subject)
    } catch {
      throw Refusal(description: "its subject can't be written: \(error)")
    }
  }

  private func check(_ key: Certificate.PublicKey) throws(Refusal) {
    if let key = _RSA.Signing.PublicKey(key) {
      guard key.keySizeInBits >= minimumRSAKeySize else {
        throw Refusal(
          description: "its RSA key has \(key.keySizeInBits) bits, and must have \(minimumRSAKeySize) or more")
      }
      return
    }
    let isCurve =
      P256.Signing.PublicKey(key) != nil || P384.Signing.PublicKey(key) != nil
      || P521.Signing.PublicKey(key) != nil
    guard isCurve else { throw Refusal(description: "its key is neither RSA nor ECDSA") }
  }

  private func subjectNames(
    _ subject: DistinguishedName
  ) throws(Refusal) -> (common: String, organization: String?) {
    let attributes = subject.flatMap { Array($0) }
    func texts(_ type: ASN1ObjectIdentifier) -> [String?] {
      attributes.filter { $0.type == type }.map { String($0.value) }
    }
    let common = texts(.RDNAttributeType.commonName)
    guard common.count == 1, let name = common[0] else {
      throw Refusal(description: "its subject must have one common name (CN), not \(common.count)")
    }
    let organizations = texts(.RDNAttributeType.organizationName)
    guard organizations.count <= 1 else {
      throw Refusal(description: "its subject must have one organization name (O), not \(organizations.count)")
    }
    return (name, organizations.first ?? nil)
  }

  private func checkCommonName(_ name: String, station: String, serialNumber: String?) throws(Refusal) {
    var allowed: [String] = []
    if self.commonName != .serialNumber { allowed.append(station) }
    if self.commonName != .stationID, let serialNumber, !serialNumber.isEmpty { allowed.append(serialNumber) }
    guard !allowed.contains(where: { $0.utf8.elementsEqual(name.utf8) }) else { return }
    guard !allowed.isEmpty else {
      throw Refusal(description: "its common name (CN) must be the station's serial number, which isn't known")
    }
    let names = allowed.map { "'\($0)'" }.joined(separator: " or ")
    throw Refusal(description: "its common name (CN) must be \(names), not '\(name)'")
  }
}
