import OCPP16

/// The commands of the security extension (OCPP 1.6 security whitepaper, edition 3). No certificate is looked into.
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
    // It has asked for none.
    case is CertificateSignedRequest: return CertificateSignedResponse(status: .rejected)
    default: return nil
    }
  }

  private static func hashData(_ certificate: InstalledCertificate) -> CertificateHashDataType {
    CertificateHashDataType(
      hashAlgorithm: .sha256, issuerNameHash: certificate.fingerprint, issuerKeyHash: certificate.fingerprint,
      serialNumber: certificate.fingerprint)
  }

  private mutating func extendedTrigger(_ request: ExtendedTriggerMessageRequest) -> TriggerMessageStatusEnumType {
    switch request.requestedMessage {
    case .logStatusNotification: notify(uploadStatusRequest16(logUpload.state, isLog: true), isTriggered: true)
    case .firmwareStatusNotification: notify(firmwareStatusRequest16(firmware.state), isTriggered: true)
    case .signChargePointCertificate, .unrecognized: return .notImplemented
    case .bootNotification, .heartbeat, .meterValues, .statusNotification:
      let status = trigger(request.requestedMessage.text, connector: request.connectorId)
      return TriggerMessageStatusEnumType(text: status.text)
    }
    return .accepted
  }
}
