import ArgumentParser
import Foundation
import GatewayHandlers

/// `gateway certificate-authority`
struct CertificateAuthorityCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "certificate-authority",
    abstract: "Make a certificate authority for stations: a private key on P-384 and the certificate of its own.",
    discussion: """
      Name the files as `handlers.security.authority` in the configuration, and the certificate as `ocpp.tls.client_ca`.
      Nothing is overwritten. Keep the key to yourself: whoever has it can be any station.

      EXAMPLES:
        gateway certificate-authority --key ca.key --certificate ca.pem --organization Acme
      """)

  @Option(help: ArgumentHelp("Where the private key goes, for its owner only.", valueName: "file"))
  var key = "ca.key"

  @Option(help: ArgumentHelp("Where the certificate goes.", valueName: "file"))
  var certificate = "ca.pem"

  @Option(help: ArgumentHelp("Whose authority it is (O).", valueName: "name"))
  var organization: String?

  @Option(help: ArgumentHelp("For how many days it is valid.", valueName: "number"))
  var days = 3650

  func validate() throws {
    guard (1...36_500).contains(days) else { throw ValidationError("--days must be between 1 and 36500") }
    guard organization.map({ (1...64).contains($0.unicodeScalars.count) }) ?? true else {
      throw ValidationError("--organization must have 1 to 64 characters")
    }
  }

  func run() throws {
    do throws(NewCertificateAuthority.Problem) {
      let made = try NewCertificateAuthority(
        key: key, certificate: certificate, organization: organization, from: Date(), days: days)
      print("key          \(key)")
      print("certificate  \(certificate)")
      print("subject      \(made.subject)")
      print("valid until  \(made.notAfter.formatted(.iso8601))")
    } catch {
      complain(error.description)
      throw ExitCode(2)
    }
  }
}
