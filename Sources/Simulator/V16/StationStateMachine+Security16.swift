import OCPP16

/// The commands of the security extension (OCPP 1.6 security whitepaper, edition 3). Certificates to be trusted are not
/// looked into.
extension StationStateMachine {
  mutating func securityAnswer16(to message: any OCPPMessage) -> (any OCPPMessage)? {
    switch message {
    case let request as ExtendedTriggerMessageRequest:
      return ExtendedTriggerMessageResponse(status: extendedTrigger(request))
    case let request as GetLogRequest:
      startUpload(isLog: true, requestID: request.requestId)
      return GetLogResponse(status: .accepted, filename: "log-\(identity.id)-\(now / 1000).log")
    case let request as SignedUpdateFirmwareRequest:
      updateFirmware(at: request.firmware.retrieveDateTime.millisecondsSinceEpoch ?? now, requestID: request.requestId)
      return SignedUpdateFirmwareResponse(status: .accepted)
    case let request as InstallCertificateRequest:
      let certificate = InstalledCertificate(type: request.certificateType.text, text: request.certificate)
      if !certificates.contains(certificate) { certificates.append(certificate) }
      notify(
        SecurityEventNotificationRequest(type: "ReconfigurationOfSecurityParameters", timestamp: time))
      return InstallCertificateResponse(status: .accepted)
    case let request as DeleteCertificateRequest:
      let before = certificates.count
      certificates.removeAll { $0.fingerprint == request.certificateHashData.serialNumber }
      return DeleteCertificateResponse(status: certificates.count < before ? .accepted : .notFound)
    case let request as GetInstalledCertificateIdsRequest:
      let found = certificates.filter { $0.type == request.certificateType.text }
      return GetInstalledCertificateIdsResponse(
        certificateHashData: found.isEmpty ? nil : found.map { Self.hashData($0) },
        status: found.isEmpty ? .notFound : .accepted)
    case let request as CertificateSignedRequest:
      return CertificateSignedResponse(status: takeCertificate(request.certificateChain) ? .accepted : .rejected)
    default: return nil
    }
  }

  private static func hashData(_ certificate: InstalledCertificate) -> CertificateHashDataType {
    CertificateHashDataType(
      hashAlgorithm: .sha256, issuerNameHash: certificate.fingerprint, issuerKeyHash: certificate.fingerprint,
      serialNumber: certificate.fingerprint)
  }

  /// Asks for a certificate for a new key.
  private mutating func requestCertificate() -> Bool {
    certificateRequestCount += 1
    var random = identity.stream("certificate key", certificateRequestCount)
    guard
      let request = StationCertificateRequest(
        of: identity.id, organization: configuration.setting("CpoName")?.value, drawnFrom: &random)
    else { return false }
    certificateRequest = request
    notify(SignCertificateRequest(csr: request.text), isTriggered: true)
    return true
  }

  /// - Returns: whether it is for the key that it was asked for; with TLS it is shown from the next connection on.
  private mutating func takeCertificate(_ chain: String) -> Bool {
    guard let request = certificateRequest, let credentials = StationCredentials(chain: chain, key: request.key) else {
      notify(SecurityEventNotificationRequest(type: "InvalidChargePointCertificate", timestamp: time))
      return false
    }
    self.credentials = credentials
    certificateRequest = nil
    return true
  }

  private mutating func extendedTrigger(_ request: ExtendedTriggerMessageRequest) -> TriggerMessageStatusEnumType {
    switch request.requestedMessage {
    case .logStatusNotification: notify(uploadStatusRequest16(logUpload.state, isLog: true), isTriggered: true)
    case .firmwareStatusNotification: notify(firmwareStatusRequest16(firmware.state), isTriggered: true)
    case .signChargePointCertificate: return requestCertificate() ? .accepted : .rejected
    case .unrecognized: return .notImplemented
    case .bootNotification, .heartbeat, .meterValues, .statusNotification:
      let status = trigger(request.requestedMessage.text, connector: request.connectorId)
      return TriggerMessageStatusEnumType(text: status.text)
    }
    return .accepted
  }
}
