import GatewayCore
import NIOCore
import NIOSSL
import SwiftASN1
import X509

/// The certificate that a station has shown, which TLS has verified.
enum PeerCertificate {
  /// Whom it names; nil without TLS or when the station showed none.
  ///
  /// - Throws: when it can't be read.
  static func subject(on channel: any Channel) async throws -> CertificateSubject? {
    guard let der = try await channel.eventLoop.submit({ try der(on: channel) }).get() else { return nil }
    let certificate = try Certificate(derEncoded: der)
    let digits = certificate.serialNumber.bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    var result = CertificateSubject(
      commonName: nil, organization: nil, serialNumber: String(digits.drop { $0 == "0" }))
    for name in certificate.subject {
      for attribute in name {
        // Of several the first counts.
        switch attribute.type {
        case .RDNAttributeType.commonName: result.commonName = result.commonName ?? String(attribute.value)
        case .RDNAttributeType.organizationName: result.organization = result.organization ?? String(attribute.value)
        default: break
        }
      }
    }
    return result
  }

  private static func der(on channel: any Channel) throws -> [UInt8]? {
    guard let handler = try? channel.pipeline.syncOperations.handler(type: NIOSSLServerHandler.self) else { return nil }
    return try handler.peerCertificate?.toDERBytes()
  }
}
