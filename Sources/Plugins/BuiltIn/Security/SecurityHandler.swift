package import GatewayCore
import Logging
import OCPP16
import OCPPCodec

/// The handler `security`: stations' certificates, signed by the gateway's own authority, the roots that stations trust,
/// logs and signed firmware (OCPP 1.6 security whitepaper, edition 3).
package struct SecurityHandler: Sendable {
  /// What the configuration calls it.
  package static let name = "security"

  let configuration: SecurityConfiguration
  let authority: AuthorityHolder?

  private init(_ configuration: SecurityConfiguration) {
    self.configuration = configuration
    authority = configuration.authority.map {
      AuthorityHolder($0, organization: configuration.signing.organization)
    }
  }

  /// Makes the handler.
  package static func make(configuration: SecurityConfiguration) -> RoutedHandler {
    let security = SecurityHandler(configuration)
    var handler = RoutedHandler(name: name)
    handler.on(OCPP16.SignCertificateRequest.self) { request, context, _ in
      try await security.sign(request, context)
    }
    handler.on(OCPP16.LogStatusNotificationRequest.self) { request, context, _ in
      try await security.note(request, context)
    }
    handler.on(OCPP16.SignedFirmwareStatusNotificationRequest.self) { request, context, _ in
      try await security.note(request, context)
    }
    handler.onCommand(OCPP16.InstallCertificateRequest.self) { try await security.install($0, $1, $2) }
    handler.onCommand(OCPP16.DeleteCertificateRequest.self) { try await security.delete($0, $1, $2) }
    handler.onCommand(OCPP16.GetInstalledCertificateIdsRequest.self) { try await security.list($0, $1, $2) }
    handler.onCommand(OCPP16.CertificateSignedRequest.self) { try await security.deliver($0, $1, $2) }
    handler.onCommand(OCPP16.ExtendedTriggerMessageRequest.self) { try await security.trigger($0, $1, $2) }
    handler.onCommand(OCPP16.GetLogRequest.self) { try await security.getLog($0, $1, $2) }
    handler.onCommand(OCPP16.SignedUpdateFirmwareRequest.self) { try await security.update($0, $1, $2) }
    handler.addService { gateway in
      PeriodicTask("log uploads and signed updates", every: .seconds(30), gateway) {
        try await security.endSilentTransfers(gateway)
      }
    }
    handler.addEndpoints { gateway in SecurityEndpoints(security, gateway).endpoints }
    return handler
  }
}
