package import GatewayCore
import Logging
import OCPP16
import OCPPCodec

/// The handler `local-auth`: records which Local Authorization List each station has, and brings stations up to date
/// (OCPP 1.6 §3.5.3, §5.10, §5.15).
package struct LocalAuthHandler: Sendable {
  /// What the configuration calls it.
  package static let name = "local-auth"

  private let configuration: LocalAuthConfiguration
  private let agenda: LocalListAgenda

  private init(_ configuration: LocalAuthConfiguration) {
    self.configuration = configuration
    agenda = LocalListAgenda(configuration)
  }

  /// Makes the handler.
  package static func make(configuration: LocalAuthConfiguration) -> RoutedHandler {
    let local = LocalAuthHandler(configuration)
    let agenda = local.agenda
    var handler = RoutedHandler(name: name)
    handler.on(OCPP16.AuthorizeRequest.self) { request, context, next in
      try await local.authorize(request, context) { try await next(request) }
    }
    handler.onCommand(OCPP16.SendLocalListRequest.self) { request, context, next in
      try await local.update(request, context) { try await next(request) }
    }
    handler.onCommand(OCPP16.GetLocalListVersionRequest.self) { request, context, next in
      try await local.version(context) { try await next(request) }
    }
    if configuration.synchronisesAfterBoot { handler.onEvent([.booted]) { event, _ in agenda.noteBoot(event) } }
    handler.addService { gateway in agenda.service(gateway) }
    handler.addEndpoints { gateway in LocalListRoutes(gateway, agenda).endpoints }
    return handler
  }

  // MARK: Authorize

  /// Lets the others answer; where nobody else does, a station's own list decides.
  private func authorize(
    _ request: OCPP16.AuthorizeRequest,
    _ context: CallContext,
    _ others: () async throws -> OCPP16.AuthorizeResponse
  ) async throws -> OCPP16.AuthorizeResponse {
    do {
      return try await others()
    } catch let error as CallError where error.code == .notSupported {
      let entry = try await agenda.synchroniser(context.services).entry(for: request.idTag, of: context.station)
      return OCPP16.AuthorizeResponse(idTagInfo: entry.map(OCPP16.IdTagInfo.init) ?? .init(status: .invalid))
    }
  }

  // MARK: Commands

  private func update(
    _ request: OCPP16.SendLocalListRequest,
    _ context: CallContext,
    _ send: () async throws -> OCPP16.SendLocalListResponse
  ) async throws -> OCPP16.SendLocalListResponse {
    try Self.check(request)
    let response: OCPP16.SendLocalListResponse
    do {
      response = try await send()
    } catch let failure as CommandFailure {
      if let problem = Self.problem(failure) { try await note(problem, context) }
      throw failure
    }
    switch response.status {
    case .accepted:
      let isFull = request.updateType == .full
      let entries = request.localAuthorizationList ?? []
      // A differential update without entries has no effect, not even on the version that counts (OCPP 1.6 §5.15).
      try await context.store.recordLocalListUpdate(
        LocalListUpdate(
          station: context.station, version: request.listVersion, isFull: isFull,
          changed: entries.compactMap(LocalListEntry.init), removed: entries.filter { $0.idTagInfo == nil }.map(\.idTag)
        ),
        at: context.clock.milliseconds)
      try await publish(context)
    case .notSupported: try await note(.unsupported("the station answered NotSupported"), context)
    case .failed, .versionMismatch, .unrecognized:
      try await note(.refused("the station answered \(response.status.text.escapedForPeople)"), context)
    }
    return response
  }

  /// What the schema doesn't say (OCPP 1.6 §5.15, §6.41).
  private static func check(_ request: OCPP16.SendLocalListRequest) throws(CallError) {
    guard request.listVersion > 0 else {
      throw CallError(.propertyConstraintViolation, "listVersion must be 1 or more: 0 means that the list is empty")
    }
    let entries = request.localAuthorizationList ?? []
    guard Set(entries.map { IdTokenRecord.key($0.idTag) }).count == entries.count else {
      throw CallError(.propertyConstraintViolation, "localAuthorizationList has an idTag twice")
    }
    if request.updateType == .full, let bare = entries.first(where: { $0.idTagInfo == nil }) {
      throw CallError(
        .occurrenceConstraintViolation, "in a full update each entry needs idTagInfo: \(bare.idTag.escapedForPeople)")
    }
  }

  private func version(
    _ context: CallContext,
    _ send: () async throws -> OCPP16.GetLocalListVersionResponse
  ) async throws -> OCPP16.GetLocalListVersionResponse {
    let response: OCPP16.GetLocalListVersionResponse
    do {
      response = try await send()
    } catch CommandFailure.error(let error) where [.notSupported, .notImplemented].contains(error.code) {
      try await note(.unsupported("the station answered \(error.code.rawValue)"), context)
      throw CommandFailure.error(error)
    }
    _ = try await context.store.recordLocalListVersion(
      response.listVersion, of: context.station, at: context.clock.milliseconds)
    return response
  }

  private func note(_ problem: LocalListProblem, _ context: CallContext) async throws {
    try await context.store.recordLocalListProblem(problem, of: context.station, at: context.clock.milliseconds)
    try await publish(context)
  }

  private func publish(_ context: CallContext) async throws {
    guard context.services.events.isWanted(.localList),
      let list = try await context.store.localList(of: context.station)
    else { return }
    context.services.events.publish(
      .localList, of: context.station, at: context.clock.milliseconds, list.representation)
  }

  /// What a failed command says of the station's list; nil: nothing.
  private static func problem(_ failure: CommandFailure) -> LocalListProblem? {
    let reason = failure.description.escapedForPeople
    switch failure {
    case .error(let error) where [.notSupported, .notImplemented].contains(error.code): return .unsupported(reason)
    case .error, .invalidAnswer: return .refused(reason)
    default: return failure.isUncertain ? .unanswered(reason) : nil
    }
  }
}
