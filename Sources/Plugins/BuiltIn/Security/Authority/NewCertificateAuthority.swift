package import Foundation
import X509

/// A certificate authority that an operator makes before the gateway serves.
package struct NewCertificateAuthority: Sendable {
  /// Why it can't be made, and what to do.
  package struct Problem: Error, CustomStringConvertible {
    package let description: String
  }

  /// The certificate's name.
  package let subject: String
  package let notAfter: Date

  /// Makes a key and a certificate and writes them to files, neither of which may be there already.
  ///
  /// - Parameters:
  ///   - organization: whose authority it is; nil: nobody's.
  ///   - moment: from when on it is valid.
  ///   - days: how long.
  /// - Throws: ``Problem``
  package init(
    key: String, certificate: String, organization: String?, from moment: Date, days: Int
  ) throws(Problem) {
    let files = CertificateAuthorityFiles(key: key, certificate: certificate)
    guard !files.exist else {
      throw Problem(description: "\(key) or \(certificate) is there already; nothing was changed")
    }
    do throws(CertificateAuthorityFiles.Problem) {
      let made = try files.create(organization: organization, from: moment, validity: .seconds(days * 86_400))
      subject = made.certificate.subject.description
      notAfter = made.certificate.notValidAfter
    } catch {
      throw Problem(description: error.description)
    }
  }
}
