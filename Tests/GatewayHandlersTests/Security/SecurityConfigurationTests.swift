import Foundation
import Testing

@testable import GatewayHandlers

@Suite("Options of security")
struct SecurityConfigurationTests {
  private func read(_ yaml: String) -> (options: SecurityConfiguration, problems: [String]) {
    HandlerSectionFixture.read(yaml) { SecurityConfiguration(reading: $0) }
  }

  @Test("an authority that is to be made needs no files, another one must be there and right")
  func authority() throws {
    let folder = FileManager.default.temporaryDirectory.appending(component: "options-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = CertificateAuthorityFiles(
      key: folder.appending(component: "ca.key").path, certificate: folder.appending(component: "ca.pem").path)
    func authority(_ more: String) -> String {
      "authority: { key: \"\(files.key)\", certificate: \"\(files.certificate)\"\(more) }"
    }
    let made = read(authority(", create: true"))
    #expect(made.problems == [])
    #expect(made.options.authority?.files == files)
    // Reading a configuration makes nothing.
    #expect(!files.exist)
    #expect(read(authority("")).problems.first?.contains("ca.key does not exist") == true)
    #expect(read("authority: { key: a }").problems == ["3: an authority needs both a 'key' and a 'certificate'"])
    _ = try files.create(organization: nil, from: Date(), validity: .seconds(86_400))
    #expect(read(authority("")).problems == [])
    chmod(files.key, 0o644)
    #expect(read(authority(", create: true")).problems.first?.contains("may be used by others") == true)
  }

  @Test("rules and places are read, wrong ones told")
  func others() {
    let (options, problems) = read(
      """
      organization: Operator
      common_name: either
      minimum_rsa_key_size: 3072
      certificate_validity: 90d
      log_locations: ["https://files.example.com/logs/"]
      """)
    #expect(problems == [])
    #expect(options.authority == nil)
    #expect(
      options.signing == CertificateSigningRules(commonName: .either, organization: "Operator", minimumRSAKeySize: 3072)
    )
    #expect(options.certificateValidity == .seconds(90 * 86_400))
    #expect(options.logLocations.prefixes.count == 1)
    #expect(read("log_locations: [nowhere]").problems.count == 1)
    #expect(read("minimum_rsa_key_size: 1024").problems.count == 1)
  }
}
