import GatewayCore
import OCPP16
import OCPPCodec

extension SecurityHandler {
  /// Gives a station a root certificate to trust, if it is one, and records it (OCPP 1.6 security whitepaper, M05).
  func install(
    _ request: OCPP16.InstallCertificateRequest, _ context: CallContext,
    _ next: TypedNext<OCPP16.InstallCertificateRequest>
  ) async throws -> OCPP16.InstallCertificateResponse {
    let hashes: CertificateHashes?
    do throws(RootCertificateRules.Refusal) {
      hashes = CertificateHashes(
        selfSigned: try RootCertificateRules.check(request.certificate, at: context.services.moment))
    } catch {
      throw CallError(at: "/certificate", error.description)
    }
    let response = try await next(request)
    if response.status == .accepted, let hashes {
      try await context.store.recordInstalledCertificate(
        InstalledCertificate(
          type: request.certificateType.text, hashAlgorithm: "SHA256", issuerNameHash: hashes.issuerNameHash,
          issuerKeyHash: hashes.issuerKeyHash, serialNumber: hashes.serialNumber,
          reportedAt: context.clock.milliseconds),
        of: context.station)
    }
    return response
  }

  /// Lets a station delete a certificate, and forgets it (OCPP 1.6 security whitepaper, M04).
  func delete(
    _ request: OCPP16.DeleteCertificateRequest, _ context: CallContext,
    _ next: TypedNext<OCPP16.DeleteCertificateRequest>
  ) async throws -> OCPP16.DeleteCertificateResponse {
    let response = try await next(request)
    if response.status == .accepted || response.status == .notFound {
      let hashes = InstalledCertificate(request.certificateHashData, type: "", reportedAt: 0)
      _ = try await context.store.removeInstalledCertificate(
        issuerNameHash: hashes.issuerNameHash, issuerKeyHash: hashes.issuerKeyHash, serialNumber: hashes.serialNumber,
        of: context.station)
    }
    return response
  }

  /// Asks a station for its certificates of a type, and records them instead of those it was known to have (OCPP 1.6
  /// security whitepaper, M03).
  func list(
    _ request: OCPP16.GetInstalledCertificateIdsRequest, _ context: CallContext,
    _ next: TypedNext<OCPP16.GetInstalledCertificateIdsRequest>
  ) async throws -> OCPP16.GetInstalledCertificateIdsResponse {
    let response = try await next(request)
    let type = request.certificateType.text
    switch response.status {
    case .accepted, .notFound:
      let now = context.clock.milliseconds
      let found = response.status == .accepted ? response.certificateHashData ?? [] : []
      try await context.store.replaceInstalledCertificates(
        found.map { InstalledCertificate($0, type: type, reportedAt: now) }, ofType: type, of: context.station)
    case .unrecognized: break
    }
    return response
  }
}

extension InstalledCertificate {
  /// Stations write hexadecimal in small and capital letters, and numbers with and without zeros in front.
  init(_ data: OCPP16.CertificateHashDataType, type: String, reportedAt: Int64) {
    let digits = data.serialNumber.lowercased().drop { $0 == "0" }
    self.init(
      type: type, hashAlgorithm: data.hashAlgorithm.text, issuerNameHash: data.issuerNameHash.lowercased(),
      issuerKeyHash: data.issuerKeyHash.lowercased(), serialNumber: digits.isEmpty ? "0" : String(digits),
      reportedAt: reportedAt)
  }
}
