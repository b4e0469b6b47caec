package import GatewayCore
import Logging
import OCPP16
import OCPPCodec

/// The handler `firmware`: updates of firmware and uploads of diagnostics, as jobs, for one station or many
/// (OCPP 1.6 §5.19, §5.9, §4.5, §4.4).
package struct FirmwareHandler: Sendable {
  /// What the configuration calls it.
  package static let name = "firmware"

  private let configuration: FirmwareConfiguration
  private let jobs: TransferJobs

  private init(_ configuration: FirmwareConfiguration) {
    self.configuration = configuration
    jobs = TransferJobs(configuration)
  }

  /// Makes the handler.
  package static func make(configuration: FirmwareConfiguration) -> RoutedHandler {
    let firmware = FirmwareHandler(configuration)
    let jobs = firmware.jobs
    var handler = RoutedHandler(name: name)
    handler.onCommand(OCPP16.UpdateFirmwareRequest.self) { request, context, next in
      try check(request.location, configuration.firmwareLocations)
      return try await firmware.follow(.firmware(request), context, { try await next(request) }, { _ in nil })
    }
    handler.onCommand(OCPP16.GetDiagnosticsRequest.self) { request, context, next in
      try check(request.location, configuration.diagnosticsLocations)
      return try await firmware.follow(
        .diagnostics(request), context, { try await next(request) }, { $0.fileName ?? "" })
    }
    handler.on(OCPP16.FirmwareStatusNotificationRequest.self) { request, context, _ in
      try await firmware.note(
        request.status.event, request.status.text, OCPP16.UpdateFirmwareRequest.action, context)
      return OCPP16.FirmwareStatusNotificationResponse()
    }
    handler.on(OCPP16.DiagnosticsStatusNotificationRequest.self) { request, context, _ in
      try await firmware.note(
        request.status.event, request.status.text, OCPP16.GetDiagnosticsRequest.action, context)
      return OCPP16.DiagnosticsStatusNotificationResponse()
    }
    handler.onEvent([.booted]) { event, gateway in await firmware.noteBoot(event, gateway) }
    let campaigns = CampaignRunner(jobs)
    handler.onEvent([.operation]) { await campaigns.noteLate($0, $1) }
    handler.addService { gateway in
      configuration.tellOfOpenLocations(gateway)
      return PeriodicTask("firmware jobs", every: configuration.checkInterval, gateway) {
        try await jobs.look(gateway)
        try await campaigns.look(gateway)
      }
    }
    handler.addEndpoints { gateway in
      FirmwareRoutes(gateway, jobs).endpoints + CampaignRoutes(gateway, jobs, campaigns).endpoints
    }
    return handler
  }

  private static func check(_ location: String, _ policy: FileLocationPolicy) throws(CallError) {
    do throws(FileLocation.Problem) {
      try policy.check(location)
    } catch {
      throw CallError(.propertyConstraintViolation, "the location \(error)")
    }
  }

  // MARK: Commands

  /// Sends a command as a job: the one that it was made for, or a new one.
  ///
  /// - Parameter fileName: the file that the answer names, for a kind that has one; empty when it names none.
  private func follow<Response>(
    _ command: TransferCommand,
    _ context: CallContext,
    _ send: () async throws -> Response,
    _ fileName: (Response) -> String?
  ) async throws -> Response {
    let (gateway, station) = (context.services, context.station)
    var id = TransferJobs.operation
    if id == nil { id = try await jobs.create(command, of: station, attempts: 1, gateway).id }
    guard let id else { throw CallError(.internalError, "the job was not recorded") }
    // A station has one at a time: the new one ends the other (OCPP 1.6 has no ids to tell them apart).
    try await jobs.supersede(
      command.kind, of: station, except: id, reason: "another command took its place", gateway)
    try await jobs.apply(.sending, to: id, of: station, gateway)
    let response: Response
    do {
      response = try await send()
    } catch {
      try await jobs.apply(Self.event(of: error), to: id, of: station, gateway)
      throw error
    }
    let name = fileName(response)
    try await jobs.apply(.answered, to: id, of: station, gateway) { record in
      if let name, !name.isEmpty { record.fileName = name }
    }
    if name == "" {
      try await jobs.apply(
        .achieved(reason: "the station has no diagnostics to upload"), to: id, of: station, gateway)
    }
    return response
  }

  private static func event(of error: any Error) -> TransferJob.Event {
    let reason = ((error as? CommandFailure)?.description ?? "\(error)").escapedForPeople
    switch error {
    case let refusal as CallError: return .refused(reason: refusal.description.escapedForPeople)
    case CommandFailure.error: return .refused(reason: reason)
    // A station that answers, however badly, has got it.
    case CommandFailure.invalidAnswer: return .answered
    case let failure as CommandFailure: return .unanswered(wasSent: failure.isUncertain, reason: reason)
    default: return .unanswered(wasSent: true, reason: reason)
    }
  }

  // MARK: What stations say

  private func note(
    _ event: TransferJob.Event?, _ status: String, _ kind: String, _ context: CallContext
  ) async throws {
    var operation: OperationRecord?
    if let event { operation = try await jobs.apply(event, toCurrent: kind, of: context.station, context.services) }
    context.services.logger.info(
      "file transfer",
      metadata: [
        "station": "\(context.station)", "kind": "\(kind)", "status": "\(status.escapedForPeople)",
        "operation": "\(operation?.id ?? "-")",
      ])
  }

  private func noteBoot(_ event: GatewayEvent, _ gateway: GatewayServices) async {
    guard let station = event.station else { return }
    do {
      let version = try await gateway.store.station(station)?.firmwareVersion
      try await jobs.apply(
        .booted(version: version), toCurrent: OCPP16.UpdateFirmwareRequest.action, of: station, gateway)
    } catch {
      gateway.logger.warning("firmware job not updated", metadata: ["station": "\(station)", "error": "\(error)"])
    }
  }
}

extension OCPP16.FirmwareStatus {
  /// What it says of a job; nil: nothing that is known.
  fileprivate var event: TransferJob.Event? {
    switch self {
    case .downloading, .downloaded, .installing: .progressed(text)
    case .installed: .achieved(reason: text)
    case .downloadFailed, .installationFailed: .broken(reason: text)
    case .idle: .idle
    case .unrecognized: nil
    }
  }
}

extension OCPP16.DiagnosticsStatus {
  /// What it says of a job; nil: nothing that is known.
  fileprivate var event: TransferJob.Event? {
    switch self {
    case .uploading: .progressed(text)
    case .uploaded: .achieved(reason: text)
    case .uploadFailed: .broken(reason: text)
    case .idle: .idle
    case .unrecognized: nil
    }
  }
}
