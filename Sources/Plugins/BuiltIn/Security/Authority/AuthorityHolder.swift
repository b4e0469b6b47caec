import Foundation
import GatewayCore
import Logging
import OCPPCodec
import Synchronization

/// The authority, read or made when it is first needed.
final class AuthorityHolder: Sendable {
  private let configuration: SecurityConfiguration.Authority
  private let organization: String?
  private let authority = Mutex<CertificateAuthority?>(nil)

  init(_ configuration: SecurityConfiguration.Authority, organization: String?) {
    self.configuration = configuration
    self.organization = organization
  }

  /// The authority.
  ///
  /// - Throws: `CertificateAuthorityFiles.Problem`
  func get(_ gateway: GatewayServices) async throws -> CertificateAuthority {
    if let authority = authority.withLock({ $0 }) { return authority }
    return try await withCheckedThrowingContinuation { continuation in
      // Files have no place on the threads that tasks share.
      let thread = Thread { continuation.resume(with: Result { try self.open(gateway) }) }
      thread.start()
    }
  }

  private func open(_ gateway: GatewayServices) throws -> CertificateAuthority {
    try authority.withLock { authority in
      if let authority { return authority }
      let files = configuration.files
      let found: CertificateAuthority
      if !files.exist, configuration.isCreated {
        found = try files.create(organization: organization, from: gateway.moment, validity: configuration.validity)
        gateway.logger.notice(
          "certificate authority made",
          metadata: ["certificate": "\(files.certificate.escapedForPeople)", "key": "\(files.key.escapedForPeople)"])
      } else {
        found = try files.load()
      }
      authority = found
      return found
    }
  }
}

extension GatewayServices {
  /// Now.
  var moment: Date { Date(timeIntervalSince1970: Double(clock.milliseconds) / 1000) }
}
