import Foundation
import GatewayCore
import Logging
import OCPP16
import OCPPCodec
import SwiftASN1
import X509

/// What operators can ask of `security`.
struct SecurityEndpoints: Sendable {
  private static let tag = "Security"

  private let security: SecurityHandler
  private let gateway: GatewayServices

  init(_ security: SecurityHandler, _ gateway: GatewayServices) {
    self.security = security
    self.gateway = gateway
  }

  private static let station = EndpointParameter(
    "clientId", "Only those of this station.", schema: ["type": "string"])
  private static let expiring = EndpointParameter(
    "expiringWithin", "Only those that end within so many days.",
    schema: ["type": "integer", "minimum": 0, "maximum": 36_500])
  private static let content = Endpoint.Content.envelope(
    "`{serialNumber, clientId, subject, certificate, notBefore, notAfter, state, issuedAt}`")

  var endpoints: [Endpoint] {
    [
      Endpoint(
        .get, "/api/v1/certificates", tag: Self.tag, "Certificates that were issued to stations, the newest first.",
        parameters: [Self.station, Self.expiring, .limit], content: .envelope("`{items}`"), statuses: [200, 404]
      ) { try await list($0) },
      Endpoint(
        .get, "/api/v1/certificates/{serialNumber}", tag: Self.tag, "An issued certificate.", content: Self.content,
        statuses: [200, 404]
      ) { request in
        APIAnswer("a certificate", data: try await certificate(request).representation)
      },
      Endpoint(
        .post, "/api/v1/certificates/{serialNumber}/revoke", tag: Self.tag,
        "Refuses an issued certificate from the station's next connection on, for good.", content: Self.content,
        statuses: [200, 404]
      ) { try await revoke($0) },
      Endpoint(
        .get, "/api/v1/certificate-authority", tag: Self.tag, "The authority's own certificate, for stations to trust.",
        content: .envelope("`{subject, serialNumber, notBefore, notAfter, certificate}`"), statuses: [200, 404, 503]
      ) { _ in try await authority() },
      Endpoint(
        .get, "/api/v1/chargepoints/{id}/certificates", tag: Self.tag,
        "The certificates that were issued to a station, and the roots that it is known to trust.",
        content: .envelope("`{issued, installed}`"), statuses: [200, 404]
      ) { try await certificates($0) },
    ]
  }

  private func list(_ request: APIRequest) async throws -> APIAnswer {
    var query = IssuedCertificateQuery(
      limit: try request.query.integer(.limit, in: EndpointParameter.limits) ?? EndpointParameter.defaultLimit)
    if let station = request.query.text(Self.station) { query.station = try await gateway.station(station).id }
    if let days = try request.query.integer(Self.expiring, in: 0...36_500) {
      query.expiringBefore = gateway.clock.milliseconds + Int64(days) * 86_400_000
    }
    return .list("certificates", try await gateway.store.certificates(query).map(\.representation))
  }

  private func certificate(_ request: APIRequest) async throws -> IssuedCertificate {
    let number = request["serialNumber"].lowercased()
    guard let certificate = try await gateway.store.certificate(number) else {
      throw APIError(.notFound, "no certificate '\(number.escapedForPeople(limit: 64))' was issued")
    }
    return certificate
  }

  private func revoke(_ request: APIRequest) async throws -> APIAnswer {
    let known = try await certificate(request)
    _ = try await gateway.store.setState(.revoked, ofCertificate: known.serialNumber)
    gateway.logger.notice(
      "certificate revoked",
      metadata: ["station": "\(known.station)", "serial_number": "\(known.serialNumber)"])
    return APIAnswer("revoked", data: try await certificate(request).representation)
  }

  private func authority() async throws -> APIAnswer {
    guard let holder = security.authority else {
      throw APIError(.notFound, "there is no certificate authority (handlers.security.authority)")
    }
    do {
      let certificate = try await holder.get(gateway).certificate
      return APIAnswer(
        "the authority",
        data: [
          "subject": .text(certificate.subject.description), "serialNumber": .text(certificate.serialNumberText),
          "notBefore": .moment(certificate.notValidBefore.millisecondsSinceEpoch),
          "notAfter": .moment(certificate.notValidAfter.millisecondsSinceEpoch),
          "certificate": .optional(try? certificate.serializeAsPEM().pemString),
        ])
    } catch let error as CertificateAuthorityFiles.Problem {
      throw APIError(.serviceUnavailable, "the certificate authority can't be used: \(error.description)")
    }
  }

  private func certificates(_ request: APIRequest) async throws -> APIAnswer {
    let station = try await gateway.station(request["id"])
    let issued = try await gateway.store.certificates(IssuedCertificateQuery(station: station.id, limit: 1000))
    let installed = try await gateway.store.installedCertificates(of: station.id)
    return APIAnswer(
      "\(issued.count) certificates issued, \(installed.count) installed",
      data: [
        "issued": .array(issued.map(\.representation)), "installed": .array(installed.map(\.representation)),
      ])
  }
}

extension IssuedCertificate {
  fileprivate var representation: APIValue {
    [
      "serialNumber": .text(serialNumber), "clientId": .text(station.text), "subject": .text(subject),
      "certificate": .text(certificate), "notBefore": .moment(notBefore), "notAfter": .moment(notAfter),
      "state": .text(state.rawValue), "issuedAt": .moment(issuedAt),
    ]
  }
}

extension InstalledCertificate {
  fileprivate var representation: APIValue {
    [
      "certificateType": .text(type), "hashAlgorithm": .text(hashAlgorithm), "issuerNameHash": .text(issuerNameHash),
      "issuerKeyHash": .text(issuerKeyHash), "serialNumber": .text(serialNumber), "reportedAt": .moment(reportedAt),
    ]
  }
}
