import Crypto
import Foundation
import GatewayCore
import GatewayTestSupport
import OCPP16
import OCPPCodec
import SwiftASN1
import Testing
import X509

@testable import GatewayHandlers

@Suite("security")
struct SecurityHandlerTests {
  /// A gateway with an authority in a folder that is removed afterwards.
  private func run(
    _ change: (inout SecurityConfiguration) -> Void = { _ in },
    _ body: @Sendable (HandlerFixture, ScriptedStation) async throws -> Void
  ) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(component: "security-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: folder) }
    var configuration = SecurityConfiguration()
    configuration.authority = SecurityConfiguration.Authority(
      files: CertificateAuthorityFiles(
        key: folder.appending(component: "ca.key").path, certificate: folder.appending(component: "ca.pem").path),
      isCreated: true, validity: .seconds(3650 * 86_400))
    configuration.signing.organization = "Operator"
    change(&configuration)
    let fixture = try HandlerFixture(handlers: [
      CoreHandler.make(options: StationOptions(CoreConfiguration()), heartbeatInterval: .seconds(300)),
      SecurityHandler.make(configuration: configuration),
    ])
    try await fixture.run {
      let station = try await fixture.connect()
      try await body(fixture, station)
    }
  }

  private static func json(_ text: String) -> String { JSONValue.string(text).json.text }

  private static func sign(_ station: ScriptedStation, _ csr: String? = nil) async throws -> String? {
    let csr = try csr ?? CertificateSamples.request()
    return try await station.result("SignCertificate", #"{"csr":\#(json(csr))}"#)["status"]?.string
  }

  private static func states(_ fixture: HandlerFixture) async throws -> [IssuedCertificate.State] {
    try await fixture.store.certificates(IssuedCertificateQuery()).map(\.state)
  }

  // MARK: Certificates of stations

  @Test("a station's request is signed, sent and recorded", .timeLimit(.minutes(1)))
  func signed() async throws {
    try await run { fixture, station in
      station.answers("CertificateSigned") { _ in .result(#"{"status":"Accepted"}"#) }
      let key = P256.Signing.PrivateKey()
      let csr = try CertificateSamples.request(key: Certificate.PrivateKey(key))
      #expect(try await Self.sign(station, csr) == "Accepted")
      let chain = try #require(try await station.command("CertificateSigned").payload["certificateChain"]?.string)
      let certificate = try Certificate(pemEncoded: chain)
      #expect(certificate.publicKey == Certificate.PublicKey(key.publicKey))
      let authority = try await fixture.request("GET", "/api/v1/certificate-authority")
      let root = try Certificate(pemEncoded: try #require(authority.data["certificate"]?.string))
      #expect(root.publicKey.isValidSignature(certificate.signature, for: certificate))
      try await eventually("recorded") { try await Self.states(fixture) == [.accepted] }
      let listed = try await fixture.request("GET", "/api/v1/certificates?clientId=CP-1").data["items"]?.elements.first
      #expect(listed?["subject"]?.string == "CN=CP-1,O=Operator")
      let number = try #require(listed?["serialNumber"]?.string)
      #expect(number == certificate.serialNumberText)
      let one = try await fixture.request("GET", "/api/v1/certificates/\(number.uppercased())")
      #expect(try Certificate(pemEncoded: #require(one.data["certificate"]?.string)) == certificate)
      #expect(
        try await fixture.request("GET", "/api/v1/certificates?expiringWithin=364").data["items"]?.elements.count == 0)
      #expect(
        try await fixture.request("GET", "/api/v1/certificates?expiringWithin=366").data["items"]?.elements.count == 1)
      let revoked = try await fixture.request("POST", "/api/v1/certificates/\(number)/revoke")
      #expect(revoked.data["state"]?.string == "revoked")
      #expect(try await fixture.request("POST", "/api/v1/certificates/17/revoke").status == 404)
      #expect(try await fixture.store.certificate(number)?.state == .revoked)
    }
  }

  @Test(
    "what a station makes of its certificate is recorded", .timeLimit(.minutes(1)),
    arguments: [
      ("Rejected", IssuedCertificate.State.rejected), ("", .rejected), ("disconnect", .uncertain),
    ])
  func outcome(_ answer: String, _ state: IssuedCertificate.State) async throws {
    try await run { fixture, station in
      station.answers("CertificateSigned") { _ in
        switch answer {
        case "": .error("InternalError")
        case "disconnect": .disconnect
        default: .result(#"{"status":"\#(answer)"}"#)
        }
      }
      #expect(try await Self.sign(station) == "Accepted")
      try await eventually("recorded") { try await Self.states(fixture) == [state] }
    }
  }

  @Test("a request that breaks the rules gets nothing", .timeLimit(.minutes(1)))
  func refused() async throws {
    try await run { fixture, station in
      let foreign = try CertificateSamples.request(CertificateSamples.subject(["CP-2"]))
      for csr in ["nothing", foreign] { #expect(try await Self.sign(station, csr) == "Rejected") }
      #expect(try await Self.states(fixture) == [])
      #expect(station.commands.isEmpty)
    }
  }

  @Test("a station gets only so many certificates a day", .timeLimit(.minutes(1)))
  func limit() async throws {
    try await run({ $0.certificatesPerDay = 2 }) {
      (fixture: HandlerFixture, station: ScriptedStation) async throws -> Void in
      station.answers("CertificateSigned") { _ in .result(#"{"status":"Accepted"}"#) }
      for expected in ["Accepted", "Accepted", "Rejected"] {
        #expect(try await Self.sign(station) == expected)
      }
      fixture.clock.advance(by: .seconds(86_400))
      #expect(try await Self.sign(station) == "Accepted")
    }
  }

  @Test("without an authority requests are rejected and not asked for", .timeLimit(.minutes(1)))
  func noAuthority() async throws {
    try await run({ $0.authority = nil }) { (fixture: HandlerFixture, station: ScriptedStation) async throws -> Void in
      #expect(try await Self.sign(station) == "Rejected")
      #expect(try await fixture.request("GET", "/api/v1/certificate-authority").status == 404)
      await #expect(throws: CommandFailure.self) {
        try await fixture.gateway.commands.send(
          OCPP16.ExtendedTriggerMessageRequest(requestedMessage: .signChargePointCertificate),
          to: #require(StationID("CP-1")))
      }
      #expect(station.commands.isEmpty)
    }
  }

  @Test("an authority whose key became readable by others signs nothing", .timeLimit(.minutes(1)))
  func unsafeKey() async throws {
    try await run({ configuration in
      guard let authority = configuration.authority else { return }
      _ = try? authority.files.create(organization: nil, from: Date(), validity: .seconds(86_400))
      chmod(authority.files.key, 0o644)
    }) { (fixture: HandlerFixture, station: ScriptedStation) async throws -> Void in
      #expect(try await Self.sign(station) == "Rejected")
      #expect(try await fixture.request("GET", "/api/v1/certificate-authority").status == 503)
    }
  }

  // MARK: Roots

  @Test("installed certificates are known, and forgotten when they are deleted", .timeLimit(.minutes(1)))
  func roots() async throws {
    try await run { fixture, station in
      let id = try #require(StationID("CP-1"))
      let authority = try await fixture.request("GET", "/api/v1/certificate-authority")
      let root = try #require(authority.data["certificate"]?.string)
      station.answers("InstallCertificate") { _ in .result(#"{"status":"Accepted"}"#) }
      let install = OCPP16.InstallCertificateRequest(certificateType: .centralSystemRootCertificate, certificate: root)
      _ = try await fixture.gateway.commands.send(install, to: id)
      let installed = try #require(try await fixture.store.installedCertificates(of: id).first)
      #expect(installed.serialNumber == authority.data["serialNumber"]?.string)
      await #expect(throws: CommandFailure.self) {
        try await fixture.gateway.commands.send(
          OCPP16.InstallCertificateRequest(certificateType: .centralSystemRootCertificate, certificate: "none"), to: id)
      }

      // As the station writes it: in capitals, and with a zero in front.
      let data = """
        {"hashAlgorithm":"SHA256","issuerNameHash":"\(installed.issuerNameHash.uppercased())",
        "issuerKeyHash":"\(installed.issuerKeyHash)","serialNumber":"0\(installed.serialNumber.prefix(39).uppercased())"}
        """
      station.answers("GetInstalledCertificateIds") { _ in
        .result(#"{"status":"Accepted","certificateHashData":[\#(data)]}"#)
      }
      _ = try await fixture.gateway.commands.send(
        OCPP16.GetInstalledCertificateIdsRequest(certificateType: .centralSystemRootCertificate), to: id)
      let listed = try await fixture.request("GET", "/api/v1/chargepoints/CP-1/certificates").data["installed"]
      #expect(listed?.elements.count == 1)
      #expect(listed?.elements.first?["issuerNameHash"]?.string == installed.issuerNameHash)

      station.answers("DeleteCertificate") { _ in .result(#"{"status":"Accepted"}"#) }
      let hashes = try #require(try await fixture.store.installedCertificates(of: id).first)
      _ = try await fixture.gateway.commands.send(
        OCPP16.DeleteCertificateRequest(
          certificateHashData: OCPP16.CertificateHashDataType(
            hashAlgorithm: .sha256, issuerNameHash: hashes.issuerNameHash, issuerKeyHash: hashes.issuerKeyHash,
            serialNumber: hashes.serialNumber)), to: id)
      #expect(try await fixture.store.installedCertificates(of: id) == [])

      station.answers("GetInstalledCertificateIds") { _ in .result(#"{"status":"NotFound"}"#) }
      try await fixture.store.recordInstalledCertificate(installed, of: id)
      _ = try await fixture.gateway.commands.send(
        OCPP16.GetInstalledCertificateIdsRequest(certificateType: .centralSystemRootCertificate), to: id)
      #expect(try await fixture.store.installedCertificates(of: id) == [])
    }
  }

  // MARK: Logs and firmware

  private static func getLog(_ requestID: Int, _ location: String = "https://files.example.com/logs/")
    -> OCPP16.GetLogRequest
  {
    OCPP16.GetLogRequest(
      log: OCPP16.LogParametersType(remoteLocation: location), logType: .securityLog, requestId: requestID)
  }

  private static func operation(_ fixture: HandlerFixture, _ kind: String) async throws -> OperationRecord? {
    try await fixture.store.operations(OperationQuery(kind: kind, limit: 1)).first
  }

  @Test(
    "a log upload is an operation that ends as the station says", .timeLimit(.minutes(1)),
    arguments: [
      ("Uploaded", OperationState.succeeded), ("UploadFailure", .failed), ("PermissionDenied", .failed),
      ("BadMessage", .failed), ("NotSupportedOperation", .failed),
    ])
  func log(_ status: String, _ state: OperationState) async throws {
    try await run { fixture, station in
      station.answers("GetLog") { _ in .result(#"{"status":"Accepted","filename":"security.log"}"#) }
      let id = try #require(StationID("CP-1"))
      _ = try await fixture.gateway.commands.send(Self.getLog(7), to: id)
      var operation = try #require(try await Self.operation(fixture, "GetLog"))
      #expect(operation.state == .accepted)
      #expect(try operation.details.value()["filename"]?.string == "security.log")
      // Of another request, or none that is known: nothing changes.
      try await station.result("LogStatusNotification", #"{"status":"Uploaded","requestId":8}"#)
      try await station.result("LogStatusNotification", #"{"status":"Idle"}"#)
      #expect(try await Self.operation(fixture, "GetLog")?.state == .accepted)
      try await station.result("LogStatusNotification", #"{"status":"Uploading","requestId":7}"#)
      #expect(try await Self.operation(fixture, "GetLog")?.state == .inProgress)
      await #expect(throws: CommandFailure.self) { try await fixture.gateway.commands.send(Self.getLog(7), to: id) }
      try await station.result("LogStatusNotification", #"{"status":"\#(status)","requestId":7}"#)
      operation = try #require(try await Self.operation(fixture, "GetLog"))
      #expect(operation.state == state)
    }
  }

  @Test(
    "a second upload cancels the first when the station says so; a place that isn't allowed is refused",
    .timeLimit(.minutes(1)))
  func cancelled() async throws {
    try await run({ configuration in
      configuration.logLocations = FileLocationPolicy(
        prefixes: [try? FileLocationPolicy.Prefix("https://files.example.com/logs/")].compactMap { $0 })
    }) { (fixture: HandlerFixture, station: ScriptedStation) async throws -> Void in
      let id = try #require(StationID("CP-1"))
      station.answers("GetLog") { payload in
        .result(payload["requestId"]?.integer == 1 ? #"{"status":"Accepted"}"# : #"{"status":"AcceptedCanceled"}"#)
      }
      for request in [1, 2] { _ = try await fixture.gateway.commands.send(Self.getLog(request), to: id) }
      #expect(
        try await fixture.store.operations(OperationQuery(kind: "GetLog")).map(\.state) == [.accepted, .cancelled])
      await #expect(throws: CommandFailure.self) {
        try await fixture.gateway.commands.send(Self.getLog(3, "https://elsewhere.example.com/logs/"), to: id)
      }
      #expect(station.commands.count == 2)
    }
  }

  @Test("an upload of which a station says nothing fails after a while", .timeLimit(.minutes(1)))
  func silence() async throws {
    try await run { fixture, station in
      station.answers("GetLog") { _ in .result(#"{"status":"Accepted"}"#) }
      _ = try await fixture.gateway.commands.send(Self.getLog(7), to: #require(StationID("CP-1")))
      try await fixture.clock.advance(by: .seconds(3500), pastSleepOf: .seconds(30))
      try await station.result("LogStatusNotification", #"{"status":"Uploading","requestId":7}"#)
      try await fixture.clock.advance(by: .seconds(3500), pastSleepOf: .seconds(30))
      #expect(try await Self.operation(fixture, "GetLog")?.state == .inProgress)
      try await fixture.clock.advance(by: .seconds(200), pastSleepOf: .seconds(30))
      #expect(try await Self.operation(fixture, "GetLog")?.state == .failed)
    }
  }

  private static func update(
    _ certificate: String, signature: String = "c2lnbmF0dXJl"
  ) -> OCPP16.SignedUpdateFirmwareRequest {
    OCPP16.SignedUpdateFirmwareRequest(
      requestId: 5,
      firmware: OCPP16.FirmwareType(
        location: "https://files.example.com/firmware/1.bin", retrieveDateTime: DateTime(millisecondsSinceEpoch: 0),
        signingCertificate: certificate, signature: signature))
  }

  @Test(
    "a signed update is an operation that ends as the station says", .timeLimit(.minutes(1)),
    arguments: [
      (
        ["Downloading", "Downloaded", "SignatureVerified", "Installing", "InstallRebooting"], "Installed",
        OperationState.succeeded
      ),
      (["DownloadScheduled", "Downloading"], "DownloadFailed", .failed),
      (["Downloaded"], "InvalidSignature", .failed),
      (["SignatureVerified", "InstallScheduled"], "InstallVerificationFailed", .failed),
      ([], "InstallationFailed", .failed),
    ])
  func firmware(_ steps: [String], _ last: String, _ state: OperationState) async throws {
    try await run { fixture, station in
      let id = try #require(StationID("CP-1"))
      let authority = try await fixture.request("GET", "/api/v1/certificate-authority")
      let certificate = try #require(authority.data["certificate"]?.string)
      for request in [Self.update("none"), Self.update(certificate, signature: "%")] {
        await #expect(throws: CommandFailure.self) { try await fixture.gateway.commands.send(request, to: id) }
      }
      #expect(station.commands.isEmpty)
      station.answers("SignedUpdateFirmware") { _ in .result(#"{"status":"Accepted"}"#) }
      _ = try await fixture.gateway.commands.send(Self.update(certificate), to: id)
      for step in steps {
        try await station.result("SignedFirmwareStatusNotification", #"{"status":"\#(step)","requestId":5}"#)
        #expect(try await Self.operation(fixture, "SignedUpdateFirmware")?.state == .inProgress)
      }
      try await station.result("SignedFirmwareStatusNotification", #"{"status":"\#(last)","requestId":5}"#)
      let operation = try #require(try await Self.operation(fixture, "SignedUpdateFirmware"))
      #expect(operation.state == state)
      #expect(operation.history.isEmpty || operation.history.last?.reason == last)
    }
  }

  @Test(
    "a refused update is rejected, one without an answer uncertain", .timeLimit(.minutes(1)),
    arguments: [
      ("InvalidCertificate", OperationState.rejected), ("RevokedCertificate", .rejected), ("disconnect", .uncertain),
      ("", .failed),
    ])
  func refusedUpdate(_ answer: String, _ state: OperationState) async throws {
    try await run { fixture, station in
      station.answers("SignedUpdateFirmware") { _ in
        switch answer {
        case "": .error("NotSupported")
        case "disconnect": .disconnect
        default: .result(#"{"status":"\#(answer)"}"#)
        }
      }
      let authority = try await fixture.request("GET", "/api/v1/certificate-authority")
      let certificate = try #require(authority.data["certificate"]?.string)
      _ = try? await fixture.gateway.commands.send(Self.update(certificate), to: #require(StationID("CP-1")))
      #expect(try await Self.operation(fixture, "SignedUpdateFirmware")?.state == state)
    }
  }
}
