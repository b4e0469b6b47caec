import Foundation
import GatewayCore
import Logging
import OCPP16
import OCPPCodec
import SwiftASN1
import X509

extension SecurityHandler {
  /// Answers whether a station gets a certificate and, if so, issues it and sends it afterwards (OCPP 1.6 security
  /// whitepaper, A02, A03).
  func sign(
    _ request: OCPP16.SignCertificateRequest, _ context: CallContext
  ) async throws -> OCPP16.SignCertificateResponse {
    let gateway = context.services
    let station = context.station
    do {
      let issued = try await issue(request.csr, station, gateway)
      let command = OCPP16.CertificateSignedRequest(certificateChain: issued.chain)
      let isTaken = gateway.background.submit {
        // Whatever comes of it is recorded where the command passes.
        _ = try? await gateway.commands.send(command, to: station)
      }
      guard isTaken else { throw CertificateSigningRules.Refusal(description: "too much is under way") }
      gateway.logger.notice(
        "certificate issued",
        metadata: [
          "station": "\(station)", "serial_number": "\(issued.record.serialNumber)",
          "subject": "\(issued.record.subject.escapedForPeople)",
          "until": "\(DateTime(millisecondsSinceEpoch: issued.record.notAfter))",
        ])
      return OCPP16.SignCertificateResponse(status: .accepted)
    } catch let error as StoreError {
      throw error
    } catch {
      let problem = error as? CertificateAuthorityFiles.Problem
      gateway.logger.log(
        level: problem == nil ? .warning : .error, "certificate refused",
        metadata: [
          "station": "\(station)", "reason": "\("\(error)".escapedForPeople)",
          "hint": "\((problem?.hint ?? "-").escapedForPeople)",
        ])
      return OCPP16.SignCertificateResponse(status: .rejected)
    }
  }

  /// Issues a certificate and records it.
  private func issue(
    _ csr: String, _ station: StationID, _ gateway: GatewayServices
  ) async throws -> (record: IssuedCertificate, chain: String) {
    guard let authority else { throw CertificateSigningRules.Refusal(description: "there is no certificate authority") }
    let serialNumber = try await gateway.store.station(station)?.serialNumber
    let checked = try configuration.signing.check(csr, station: station.text, serialNumber: serialNumber)
    let now = gateway.clock.milliseconds
    let recent = try await gateway.store.certificates(
      IssuedCertificateQuery(station: station, limit: configuration.certificatesPerDay))
    if recent.count >= configuration.certificatesPerDay, let oldest = recent.last, oldest.issuedAt > now - 86_400_000 {
      throw CertificateSigningRules.Refusal(
        description: "the station got \(recent.count) certificates in 24 hours (certificates_per_day)")
    }
    let authorityNow = try await authority.get(gateway)
    guard gateway.moment < authorityNow.certificate.notValidAfter else {
      throw CertificateAuthorityFiles.Problem(
        description: "the authority's own certificate has ended", hint: "give it a new one, and stations its new root")
    }
    let certificate = try authorityNow.issue(
      checked.request, subject: checked.subject, at: gateway.moment, validity: configuration.certificateValidity)
    let chain = try authorityNow.chainText(for: certificate)
    guard chain.unicodeScalars.count <= Self.longestChain else {
      throw CertificateSigningRules.Refusal(description: "the chain is longer than a CertificateSigned can carry")
    }
    let record = IssuedCertificate(
      serialNumber: certificate.serialNumberText, station: station, subject: certificate.subject.description,
      certificate: try certificate.serializeAsPEM().pemString,
      notBefore: certificate.notValidBefore.millisecondsSinceEpoch,
      notAfter: certificate.notValidAfter.millisecondsSinceEpoch, issuedAt: now)
    try await gateway.store.recordCertificate(record)
    return (record, chain)
  }

  /// Characters that the schema allows.
  private static let longestChain = 10_000

  /// Sends a station its certificate and records what it says (OCPP 1.6 security whitepaper, `CertificateSigned`).
  func deliver(
    _ request: OCPP16.CertificateSignedRequest, _ context: CallContext,
    _ next: TypedNext<OCPP16.CertificateSignedRequest>
  ) async throws -> OCPP16.CertificateSignedResponse {
    let certificate: Certificate
    do {
      let documents = try PEMDocument.parseMultiple(pemString: request.certificateChain)
      guard let first = documents.first else {
        throw CallError(at: "/certificateChain", "the certificate chain is empty")
      }
      certificate = try Certificate(pemDocument: first)
    } catch let error as CallError {
      throw error
    } catch {
      throw CallError(at: "/certificateChain", "the certificate chain is no PEM-encoded X.509 certificate")
    }
    let serialNumber = certificate.serialNumberText
    do {
      let response = try await next(request)
      // One of another authority isn't recorded here.
      _ = try await context.store.setState(
        response.status == .accepted ? .accepted : .rejected, ofCertificate: serialNumber)
      if response.status != .accepted { warn(serialNumber, "the station answered \(response.status.text)", context) }
      return response
    } catch let failure as CommandFailure {
      // What wasn't sent is as it was: issued, and asked for again by the station.
      if failure.isUncertain { _ = try await context.store.setState(.uncertain, ofCertificate: serialNumber) }
      if case .error = failure { _ = try await context.store.setState(.rejected, ofCertificate: serialNumber) }
      warn(serialNumber, failure.description, context)
      throw failure
    }
  }

  private func warn(_ serialNumber: String, _ reason: String, _ context: CallContext) {
    context.services.logger.warning(
      "certificate not taken",
      metadata: [
        "station": "\(context.station)", "serial_number": "\(serialNumber)", "reason": "\(reason.escapedForPeople)",
      ])
  }

  /// Asks a station for a message, unless it could only be told no (OCPP 1.6 security whitepaper,
  /// `ExtendedTriggerMessage`).
  func trigger(
    _ request: OCPP16.ExtendedTriggerMessageRequest, _ context: CallContext,
    _ next: TypedNext<OCPP16.ExtendedTriggerMessageRequest>
  ) async throws -> OCPP16.ExtendedTriggerMessageResponse {
    if request.requestedMessage == .signChargePointCertificate, authority == nil {
      throw CallError(
        .notSupported,
        "there is no certificate authority (handlers.security.authority), so that the station's request "
          + "would be rejected")
    }
    if let connector = request.connectorId, connector < 1 {
      throw CallError(at: "/connectorId", "the connectorId must be 1 or more, not \(connector)")
    }
    return try await next(request)
  }
}

extension Date {
  var millisecondsSinceEpoch: Int64 { Int64((timeIntervalSince1970 * 1000).rounded()) }
}
