import Crypto
import Foundation
import SwiftASN1
import Testing
@_spi(FixedExpiryValidationTime) import X509

@testable import GatewayHandlers

@Suite("Certificate authority")
struct CertificateAuthorityTests {
  private let now = CertificateSamples.now

  private func issue(_ authority: CertificateAuthority, validity: Duration = .seconds(86_400 * 30)) throws
    -> Certificate
  {
    let checked = try CertificateSigningRules().check(CertificateSamples.request(), station: "CP-1", serialNumber: nil)
    return try authority.issue(checked.request, subject: checked.subject, at: now, validity: validity)
  }

  private func isTrusted(_ leaf: Certificate, by root: Certificate, at moment: Date) async -> Bool {
    var verifier = Verifier(rootCertificates: X509.CertificateStore([root])) {
      RFC5280Policy(fixedExpiryValidationTime: moment)
    }
    if case .validCertificate = await verifier.validate(leaf: leaf, intermediates: X509.CertificateStore([])) {
      return true
    }
    return false
  }

  @Test("a certificate is trusted by who trusts the authority, while it is valid")
  func issued() async throws {
    let authority = try CertificateSamples.authority()
    let certificate = try issue(authority)
    #expect(certificate.subject.description == "CN=CP-1,O=Operator")
    #expect(await isTrusted(certificate, by: authority.certificate, at: now))
    #expect(await isTrusted(certificate, by: authority.certificate, at: now - 1800))
    #expect(await !isTrusted(certificate, by: authority.certificate, at: now + 86_400 * 30 + 1))
    #expect(await !isTrusted(certificate, by: try CertificateSamples.authority().certificate, at: now))
    #expect(try certificate.extensions.basicConstraints == .notCertificateAuthority)
    #expect(try issue(authority).serialNumber != certificate.serialNumber)
  }

  @Test("no certificate outlives the authority")
  func end() throws {
    let authority = try CertificateSamples.authority()
    #expect(
      try issue(authority, validity: .seconds(86_400 * 9999)).notValidAfter == authority.certificate.notValidAfter)
  }

  @Test("the root is not sent")
  func chain() throws {
    let authority = try CertificateSamples.authority()
    let certificate = try issue(authority)
    let sent = try PEMDocument.parseMultiple(pemString: authority.chainText(for: certificate))
    #expect(try sent.map { try Certificate(pemDocument: $0) } == [certificate])
  }

  @Test("an authority needs its own key and the right to sign")
  func unusable() throws {
    let authority = try CertificateSamples.authority()
    let other = Certificate.PrivateKey(P256.Signing.PrivateKey())
    let leafKey = Certificate.PrivateKey(P256.Signing.PrivateKey())
    let checked = try CertificateSigningRules().check(
      CertificateSamples.request(key: leafKey), station: "CP-1", serialNumber: nil)
    let leaf = try authority.issue(checked.request, subject: checked.subject, at: now, validity: .seconds(86_400))
    #expect(throws: CertificateAuthority.Unusable.self) { try CertificateAuthority(chain: [], key: other) }
    #expect(throws: CertificateAuthority.Unusable.self) {
      try CertificateAuthority(chain: [authority.certificate], key: other)
    }
    #expect(throws: CertificateAuthority.Unusable.self) { try CertificateAuthority(chain: [leaf], key: leafKey) }
  }

  // MARK: Files

  private func withFiles(_ body: (CertificateAuthorityFiles) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(component: "authority-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(
      CertificateAuthorityFiles(
        key: folder.appending(component: "ca.key").path, certificate: folder.appending(component: "ca.pem").path))
  }

  private func problem(_ body: () throws -> Void) -> String? {
    do {
      try body()
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test("what was made is found again, and its key is for its owner only")
  func files() throws {
    try withFiles { files in
      #expect(!files.exist)
      let made = try files.create(organization: "Operator", from: now, validity: .seconds(86_400 * 10))
      #expect(files.exist)
      #expect(try files.load().certificate == made.certificate)
      let mode = try FileManager.default.attributesOfItem(atPath: files.key)[.posixPermissions] as? Int
      #expect(mode == 0o600)
      #expect(try issue(files.load()).issuer == made.certificate.subject)
      // Never over one that is there.
      #expect(problem { _ = try files.create(organization: nil, from: now, validity: .seconds(1)) } != nil)
      #expect(try files.load().certificate == made.certificate)
    }
  }

  @Test("a key that others can read, or that isn't one, is refused with what to do")
  func unsafeFiles() throws {
    try withFiles { files in
      #expect(problem { _ = try files.load() }?.hasSuffix("ca.key does not exist") == true)
      _ = try files.create(organization: nil, from: now, validity: .seconds(86_400))
      chmod(files.key, 0o640)
      #expect(problem { _ = try files.load() }?.hasSuffix("may be used by others than its owner (mode 640)") == true)
      chmod(files.key, 0o600)
      try "nothing".write(toFile: files.certificate, atomically: false, encoding: .utf8)
      #expect(problem { _ = try files.load() } != nil)
      try "nothing".write(toFile: files.key, atomically: false, encoding: .utf8)
      #expect(problem { _ = try files.load() }?.hasSuffix("ca.key has no private key") == true)
    }
  }

  // MARK: Other certificates

  @Test("only a root that is valid is sent to be trusted")
  func roots() throws {
    let authority = try CertificateSamples.authority()
    let root = try authority.certificate.serializeAsPEM().pemString
    #expect(try RootCertificateRules.check(root, at: now) == authority.certificate)
    let leaf = try issue(authority).serializeAsPEM().pemString
    for text in ["", "no PEM", leaf, root + "\n" + root] {
      #expect(throws: RootCertificateRules.Refusal.self) { try RootCertificateRules.check(text, at: now) }
    }
    #expect(throws: RootCertificateRules.Refusal.self) {
      try RootCertificateRules.check(root, at: now + 86_400 * 366)
    }
  }

  @Test("hashes are those of RFC 6960")
  func hashes() throws {
    let certificate = try CertificateSamples.authority().certificate
    let hashes = try #require(CertificateHashes(selfSigned: certificate))
    #expect(hashes.issuerNameHash.count == 64)
    #expect(hashes.serialNumber.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) })
    #expect(hashes.serialNumber.first != "0")
    let key = try #require(P384.Signing.PublicKey(certificate.publicKey))
    #expect(hashes.issuerKeyHash == SHA256.hash(data: key.x963Representation).hexadecimal)
    #expect(CertificateHashes(selfSigned: try issue(CertificateSamples.authority())) == nil)
  }
}
