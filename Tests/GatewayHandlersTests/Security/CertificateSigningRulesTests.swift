import Crypto
import SwiftASN1
import Testing
import X509
import _CryptoExtras

@testable import GatewayHandlers

@Suite("Rules for certificate signing requests")
struct CertificateSigningRulesTests {
  private func refusal(
    _ text: String, rules: CertificateSigningRules = CertificateSigningRules(organization: "Operator"),
    serialNumber: String? = "SN-1"
  ) -> String? {
    do {
      _ = try rules.check(text, station: "CP-1", serialNumber: serialNumber)
      return nil
    } catch {
      return error.description
    }
  }

  @Test("a station's own request is taken, with the names that were checked and no others")
  func taken() throws {
    let unit = RelativeDistinguishedName.Attribute(
      type: .RDNAttributeType.organizationalUnitName, utf8String: "Someone else's")
    let subject = DistinguishedName(Array(CertificateSamples.subject()) + [RelativeDistinguishedName(unit)])
    let checked = try CertificateSigningRules(organization: "Operator").check(
      CertificateSamples.request(subject), station: "CP-1", serialNumber: nil)
    #expect(checked.subject == CertificateSamples.subject())
  }

  @Test("curves and RSA keys of 2048 bits are strong enough")
  func keys() throws {
    #expect(
      refusal(try CertificateSamples.request(key: .init(P384.Signing.PrivateKey()), algorithm: .ecdsaWithSHA384)) == nil
    )
    #expect(
      refusal(try CertificateSamples.request(key: .init(P521.Signing.PrivateKey()), algorithm: .ecdsaWithSHA512)) == nil
    )
    let rsa = try CertificateSamples.request(
      key: .init(_RSA.Signing.PrivateKey(keySize: .bits2048)), algorithm: .sha256WithRSAEncryption)
    #expect(refusal(rsa) == nil)
    var strict = CertificateSigningRules()
    strict.minimumRSAKeySize = 3072
    #expect(refusal(rsa, rules: strict) == "its RSA key has 2048 bits, and must have 3072 or more")
    let small = try _RSA.Signing.PrivateKey(unsafeKeySize: .init(bitCount: 1024))
    #expect(
      refusal(try CertificateSamples.request(key: .init(small), algorithm: .sha256WithRSAEncryption))?.contains(
        "2048 bits") == true)
    #expect(
      refusal(try CertificateSamples.request(key: .init(Curve25519.Signing.PrivateKey()), algorithm: .ed25519))
        == "its key is neither RSA nor ECDSA")
  }

  @Test("a request must be signed by its own key")
  func signature() throws {
    let one = try CertificateSigningRequest(pemEncoded: CertificateSamples.request())
    let other = try CertificateSigningRequest(pemEncoded: CertificateSamples.request())
    let mixed = try CertificateSigningRequest(
      version: .v1, subject: one.subject, publicKey: other.publicKey, attributes: one.attributes,
      signatureAlgorithm: one.signatureAlgorithm, signature: one.signature
    ).serializeAsPEM().pemString
    #expect(refusal(mixed) == "its signature is not by the key that is to be certified")
  }

  @Test(
    "what is no request is refused",
    arguments: ["", "no PEM", "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----"])
  func noRequest(_ text: String) {
    #expect(refusal(text)?.hasPrefix("it is no PEM-encoded") == true)
  }

  @Test("the names must be the station's and the operator's")
  func names() throws {
    func refusal(_ common: [String], _ organization: [String] = ["Operator"]) throws -> String? {
      self.refusal(try CertificateSamples.request(CertificateSamples.subject(common, organization: organization)))
    }
    #expect(try refusal(["CP-2"]) == "its common name (CN) must be 'CP-1', not 'CP-2'")
    #expect(try refusal(["cp-1"]) != nil)
    #expect(try refusal([]) == "its subject must have one common name (CN), not 0")
    #expect(try refusal(["CP-1", "CP-2"]) == "its subject must have one common name (CN), not 2")
    #expect(try refusal(["CP-1"], ["Thief"]) == "its organization name (O) must be 'Operator', not 'Thief'")
    #expect(try refusal(["CP-1"], []) == "its organization name (O) must be 'Operator', but it has none")
    #expect(try refusal(["CP-1"], ["Operator", "Thief"]) == "its subject must have one organization name (O), not 2")
  }

  @Test(
    "the common name may be the serial number, if so configured",
    arguments: CertificateSigningRules.CommonNameRule.allCases)
  func serialNumber(_ rule: CertificateSigningRules.CommonNameRule) throws {
    let rules = CertificateSigningRules(commonName: rule)
    let byID = try CertificateSamples.request(CertificateSamples.subject(["CP-1"]))
    let bySerial = try CertificateSamples.request(CertificateSamples.subject(["SN-1"]))
    #expect((refusal(byID, rules: rules) == nil) == (rule != .serialNumber))
    #expect((refusal(bySerial, rules: rules) == nil) == (rule != .stationID))
    #expect(refusal(bySerial, rules: rules, serialNumber: nil) != nil)
  }
}
