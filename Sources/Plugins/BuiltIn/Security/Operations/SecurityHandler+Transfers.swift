import Foundation
import GatewayCore
import Logging
import OCPP16
import OCPPCodec
import SwiftASN1
import X509

extension SecurityHandler {
  /// The kinds of operations, by the command that begins them.
  static let transfers = [OCPP16.GetLogRequest.action, OCPP16.SignedUpdateFirmwareRequest.action]

  // MARK: Commands

  /// Has a station upload a log, as an operation (OCPP 1.6 security whitepaper, N01).
  func getLog(
    _ request: OCPP16.GetLogRequest, _ context: CallContext, _ next: TypedNext<OCPP16.GetLogRequest>
  ) async throws -> OCPP16.GetLogResponse {
    try Self.check(request.log.remoteLocation, at: "/log/remoteLocation", configuration.logLocations)
    if let oldest = request.log.oldestTimestamp?.millisecondsSinceEpoch,
      let latest = request.log.latestTimestamp?.millisecondsSinceEpoch, oldest > latest
    {
      throw CallError(at: "/log/oldestTimestamp", "the oldestTimestamp must not be after the latestTimestamp")
    }
    let details: APIValue = [
      "requestId": .integer(request.requestId), "logType": .text(request.logType.text),
      "location": .text(FileLocation.shown(request.log.remoteLocation)),
    ]
    return try await begin(OCPP16.GetLogRequest.action, request.requestId, details, context) {
      let response = try await next(request)
      var learnt = details
      if let name = response.filename { learnt = learnt.adding("filename", .text(name)) }
      return (response, response.status.text, learnt)
    }
  }

  /// Has a station install signed firmware, as an operation (OCPP 1.6 security whitepaper, L01).
  func update(
    _ request: OCPP16.SignedUpdateFirmwareRequest, _ context: CallContext,
    _ next: TypedNext<OCPP16.SignedUpdateFirmwareRequest>
  ) async throws -> OCPP16.SignedUpdateFirmwareResponse {
    let firmware = request.firmware
    try Self.check(firmware.location, at: "/firmware/location", configuration.firmwareLocations)
    try Self.checkSignature(firmware, at: context.services.moment)
    let details: APIValue = [
      "requestId": .integer(request.requestId), "location": .text(FileLocation.shown(firmware.location)),
      "retrieveDateTime": .text(firmware.retrieveDateTime.description),
      "installDateTime": .optional(firmware.installDateTime?.description),
    ]
    return try await begin(OCPP16.SignedUpdateFirmwareRequest.action, request.requestId, details, context) {
      let response = try await next(request)
      return (response, response.status.text, details)
    }
  }

  private static func check(_ location: String, at pointer: String, _ policy: FileLocationPolicy) throws(CallError) {
    do throws(FileLocation.Problem) {
      try policy.check(location)
    } catch {
      throw CallError(at: pointer, "the location \(error)")
    }
  }

  /// What a station would refuse after the download is refused at once.
  private static func checkSignature(_ firmware: OCPP16.FirmwareType, at moment: Date) throws(CallError) {
    guard let certificate = try? Certificate(pemEncoded: firmware.signingCertificate) else {
      throw CallError(at: "/firmware/signingCertificate", "the signingCertificate is no PEM-encoded X.509 certificate")
    }
    guard certificate.notValidBefore <= moment, moment < certificate.notValidAfter else {
      throw CallError(at: "/firmware/signingCertificate", "the signingCertificate is not valid now")
    }
    guard let signature = Data(base64Encoded: firmware.signature), !signature.isEmpty else {
      throw CallError(at: "/firmware/signature", "the signature is not base64")
    }
  }

  /// Sends a command as an operation, which the station's notifications then take on.
  ///
  /// - Parameter body: sends it; gives the answer, its status and what is known of the operation from then on.
  private func begin<Response: Sendable>(
    _ kind: String, _ requestID: Int, _ details: APIValue, _ context: CallContext,
    _ body: () async throws -> (response: Response, status: String, details: APIValue)
  ) async throws -> Response {
    let operations = context.services.operations
    let open = try await open(kind, of: context.station, context.services)
    guard !open.contains(where: { $0.requestID == requestID }) else {
      throw CallError(
        at: "/requestId", "the requestId \(requestID) is that of a \(kind) that is still under way")
    }
    let operation = try await operations.create(kind, of: context.station, details: details)
    return try await operations.track(operation) {
      let (response, status, details) = try await body()
      // A station has one at a time: the new one ends those before it.
      if status == "AcceptedCanceled" {
        for other in open {
          try await operations.advance(other.id, to: .cancelled, reason: "the station does the next one instead")
        }
      }
      let isAccepted = status == "Accepted" || status == "AcceptedCanceled"
      return TrackedAnswer(response, isAccepted ? .accepted : .rejected, status: status, details: details)
    }
  }

  private func open(
    _ kind: String, of station: StationID, _ gateway: GatewayServices
  ) async throws -> [OperationRecord] {
    try await gateway.store.operations(
      OperationQuery(station: station, kind: kind, states: [.sent, .accepted, .inProgress, .uncertain], limit: 1000))
  }

  // MARK: What stations say

  func note(
    _ request: OCPP16.LogStatusNotificationRequest, _ context: CallContext
  ) async throws -> OCPP16.LogStatusNotificationResponse {
    let state: OperationState? =
      switch request.status {
      case .uploading: .inProgress
      case .uploaded: .succeeded
      case .badMessage, .notSupportedOperation, .permissionDenied, .uploadFailure: .failed
      case .idle, .unrecognized: nil
      }
    try await note(OCPP16.GetLogRequest.action, request.requestId, request.status.text, state, context)
    return OCPP16.LogStatusNotificationResponse()
  }

  func note(
    _ request: OCPP16.SignedFirmwareStatusNotificationRequest, _ context: CallContext
  ) async throws -> OCPP16.SignedFirmwareStatusNotificationResponse {
    let state: OperationState? =
      switch request.status {
      case .installed: .succeeded
      case .downloadFailed, .installationFailed, .installVerificationFailed, .invalidSignature: .failed
      case .downloaded, .downloading, .downloadScheduled, .downloadPaused, .installing, .installRebooting,
        .installScheduled, .signatureVerified:
        .inProgress
      case .idle, .unrecognized: nil
      }
    try await note(OCPP16.SignedUpdateFirmwareRequest.action, request.requestId, request.status.text, state, context)
    return OCPP16.SignedFirmwareStatusNotificationResponse()
  }

  /// Takes on the operation that a notification is about; without a requestId, the newest.
  private func note(
    _ kind: String, _ requestID: Int?, _ status: String, _ state: OperationState?, _ context: CallContext
  ) async throws {
    let open = try await open(kind, of: context.station, context.services)
    let operation = open.first { requestID == nil || $0.requestID == requestID }
    if let operation, let state {
      try await context.services.operations.advance(operation.id, to: state, reason: status.escapedForPeople)
    }
    context.services.logger.info(
      "file transfer",
      metadata: [
        "station": "\(context.station)", "kind": "\(kind)", "status": "\(status.escapedForPeople)",
        "request_id": "\(requestID.map(String.init) ?? "-")", "operation": "\(operation?.id ?? "-")",
      ])
  }

  /// Ends what stations have said nothing of for too long.
  func endSilentTransfers(_ gateway: GatewayServices) async throws {
    let limit = gateway.clock.milliseconds - configuration.transferTimeout.milliseconds
    for kind in Self.transfers {
      // Those whose command may never have arrived stay uncertain.
      let query = OperationQuery(kind: kind, states: [.accepted, .inProgress], limit: 1000)
      for operation in try await gateway.store.operations(query) where operation.lastSign < limit {
        try await gateway.operations.advance(
          operation.id, to: .failed, reason: "the station said nothing for too long (transfer_timeout)")
      }
    }
  }
}

extension OperationRecord {
  /// The station's number for it.
  fileprivate var requestID: Int? { (try? details.value())?["requestId"]?.integer }

  /// When it was last heard of; what begins later counts from there.
  fileprivate var lastSign: Int64 {
    let details = try? details.value()
    let begins = ["retrieveDateTime", "installDateTime"].compactMap { name in
      details?[name]?.string.flatMap { DateTime(rfc3339: $0)?.millisecondsSinceEpoch }
    }
    return ([updatedAt] + begins).max() ?? updatedAt
  }
}

extension APIValue {
  /// An object with a member more.
  fileprivate func adding(_ name: String, _ value: APIValue) -> APIValue {
    guard case .object(let members) = self else { return self }
    return .object(members + [(name: name, value: value)])
  }
}
