package import GatewayCore
import Logging
import OCPP16
import OCPPCodec

/// The handler `reservation`: records what stations reserve, and what becomes of it (OCPP 1.6 §5.13, §5.1).
package struct ReservationHandler: Sendable {
  /// What the configuration calls it.
  package static let name = "reservation"

  /// The attempt that a ReserveNow belongs to which is sent again; nil: it is a new one.
  @TaskLocal static var attempt: String?

  let configuration: ReservationConfiguration

  private init(_ configuration: ReservationConfiguration) {
    self.configuration = configuration
  }

  /// Makes the handler.
  package static func make(configuration: ReservationConfiguration) -> RoutedHandler {
    let reservation = ReservationHandler(configuration)
    var handler = RoutedHandler(name: name)
    handler.onCommand(OCPP16.ReserveNowRequest.self) { request, context, next in
      try await reservation.reserve(request, context) { try await next(request) }
    }
    handler.onCommand(OCPP16.CancelReservationRequest.self) { request, context, next in
      try await reservation.cancel(request, context) { try await next(request) }
    }
    handler.onEvents([.transactionStarted, .status]) { events, gateway in await reservation.follow(events, gateway) }
    handler.addService { gateway in ReservationKeeper(gateway, configuration).service }
    handler.addEndpoints { gateway in ReservationRoutes(gateway, configuration).endpoints }
    return handler
  }

  // MARK: Commands

  private func reserve(
    _ request: OCPP16.ReserveNowRequest,
    _ context: CallContext,
    _ send: () async throws -> OCPP16.ReserveNowResponse
  ) async throws -> OCPP16.ReserveNowResponse {
    let attempt = try await attempt(request, context)
    let response: OCPP16.ReserveNowResponse
    do {
      response = try await send()
    } catch {
      try await note(failed(error), attempt, context)
      throw error
    }
    try await note(response.status == .accepted ? .accepted : .refused(response.status.text), attempt, context)
    return response
  }

  /// Records the attempt, unless it has been.
  private func attempt(_ request: OCPP16.ReserveNowRequest, _ context: CallContext) async throws -> String {
    if let attempt = Self.attempt { return attempt }
    let now = context.clock.milliseconds
    try check(request, at: now)
    let requested = try await context.store.requestReservation(
      ReservationRequest(
        station: context.station, id: request.reservationId, connector: request.connectorId, idTag: request.idTag,
        parentIdTag: request.parentIdTag, expiryDate: request.expiryDate.description,
        expiresAt: request.expiryDate.millisecondsSinceEpoch ?? now, requestedAt: now),
      refusesConflicts: configuration.conflicts == .refuse)
    switch requested {
    case .recorded(let record): return record.attempt
    case .conflict(let other):
      let place = other.connector == 0 ? "a connector" : "connector \(other.connector)"
      throw CallError(
        .propertyConstraintViolation,
        "reservation \(other.id) is in the way: it holds \(place) until \(other.expiryDate); cancel it, or give its id "
          + "to replace it")
    }
  }

  private func check(_ request: OCPP16.ReserveNowRequest, at now: Int64) throws(CallError) {
    guard request.connectorId >= 0 else {
      throw CallError(.propertyConstraintViolation, "connectorId must be 0, for any connector, or more")
    }
    let expiry = request.expiryDate.millisecondsSinceEpoch ?? 0
    guard expiry > now else { throw CallError(.propertyConstraintViolation, "expiryDate must be in the future") }
    guard expiry - now <= configuration.maximumDuration.milliseconds else {
      throw CallError(.propertyConstraintViolation, "expiryDate is farther off than handlers.reservation.max_duration")
    }
  }

  private func failed(_ error: any Error) -> ReservationAnswer {
    if let refusal = error as? CallError { return .refused(refusal.description.escapedForPeople) }
    guard let failure = error as? CommandFailure else { return .uncertain("\(error)".escapedForPeople) }
    let reason = failure.description.escapedForPeople
    switch failure {
    case .error: return .refused(reason)
    case .invalidAnswer: return .uncertain(reason)
    // What wasn't sent now may have been taken the first time.
    default: return failure.isUncertain || Self.attempt != nil ? .uncertain(reason) : .refused(reason)
    }
  }

  private func note(_ answer: ReservationAnswer, _ attempt: String, _ context: CallContext) async throws {
    let settled = try await context.store.settleReservation(attempt, as: answer, at: context.clock.milliseconds)
    if let settled { Self.publish(settled, context.services) }
  }

  private func cancel(
    _ request: OCPP16.CancelReservationRequest,
    _ context: CallContext,
    _ send: () async throws -> OCPP16.CancelReservationResponse
  ) async throws -> OCPP16.CancelReservationResponse {
    let answer: CancellationAnswer
    let result: Result<OCPP16.CancelReservationResponse, any Error>
    do {
      let response = try await send()
      answer = response.status == .accepted ? .accepted : .rejected
      result = .success(response)
    } catch let failure as CommandFailure where failure.isUncertain {
      answer = .uncertain(failure.description.escapedForPeople)
      result = .failure(failure)
    }
    let settled = try await context.store.settleCancellation(
      request.reservationId, of: context.station, as: answer, at: context.clock.milliseconds)
    for reservation in settled { Self.publish(reservation, context.services) }
    return try result.get()
  }

  // MARK: What stations say

  private func follow(_ events: [GatewayEvent], _ gateway: GatewayServices) async {
    let relevant = events.filter(Self.mayConcern)
    guard !relevant.isEmpty else { return }
    do {
      // Most stations have none.
      let stations = try await gateway.store.stationsWithReservations(among: Set(relevant.compactMap(\.station)))
      for event in relevant {
        guard let station = event.station, stations.contains(station) || event.details["reservationId"]?.integer != nil
        else {
          continue
        }
        await follow(event, of: station, gateway)
      }
    } catch {
      gateway.logger.warning("reservations not updated", metadata: ["events": "\(events.count)", "error": "\(error)"])
    }
  }

  private static func mayConcern(_ event: GatewayEvent) -> Bool {
    switch event.kind {
    case .transactionStarted:
      event.details["reservationId"]?.integer != nil
        || event.details["authorization"]?.text == GatewayCore.AuthorizationStatus.accepted.rawValue
    case .status: ["Reserved", "Faulted", "Unavailable"].contains(event.details["status"]?.text)
    default: false
    }
  }

  private func follow(_ event: GatewayEvent, of station: StationID, _ gateway: GatewayServices) async {
    do {
      switch event.kind {
      case .transactionStarted: try await noteStart(event, station, gateway)
      case .status: try await noteStatus(event, station, gateway)
      default: break
      }
    } catch {
      gateway.logger.warning("reservation not updated", metadata: ["station": "\(station)", "error": "\(error)"])
    }
  }

  private func noteStart(_ event: GatewayEvent, _ station: StationID, _ gateway: GatewayServices) async throws {
    let details = event.details
    // In 2.0.1 the id is a text.
    guard let transaction = details["transactionId"]?.integer, let connector = details["connectorId"]?.integer,
      let idTag = details["idTag"]?.text
    else { return }
    let reservation = details["reservationId"]?.integer
    let startedAt = details["timestamp"]?.text.flatMap { DateTime(rfc3339: $0) }?.effective(receivedAt: event.moment)
    let used = try await gateway.store.useReservation(
      ReservationUse(
        station: station, reservation: reservation, connector: connector, idTag: idTag,
        transaction: String(transaction), startedAt: startedAt ?? event.moment, receivedAt: event.moment))
    guard let used else { return }
    Self.publish(used, gateway)
    if try await !covers(used, idTag, gateway) {
      gateway.logger.warning(
        "a reservation was used by another id tag", metadata: ["station": "\(station)", "reservation": "\(used.id)"])
    }
  }

  /// Whether a reservation is for an id tag, by itself or by its parent.
  private func covers(
    _ reservation: ReservationRecord, _ idTag: String, _ gateway: GatewayServices
  ) async throws -> Bool {
    if IdTokenRecord.key(reservation.idTag) == IdTokenRecord.key(idTag) { return true }
    guard let reserved = reservation.parentIdTag, let parent = try await gateway.store.idToken(idTag)?.parent else {
      return false
    }
    return IdTokenRecord.key(reserved) == IdTokenRecord.key(parent)
  }

  private func noteStatus(_ event: GatewayEvent, _ station: StationID, _ gateway: GatewayServices) async throws {
    guard let connector = event.details["connectorId"]?.integer, let status = event.details["status"]?.text else {
      return
    }
    switch status {
    case "Reserved":
      let confirmed = try await gateway.store.confirmReservation(
        onConnector: connector, of: station, at: event.moment)
      if let confirmed { Self.publish(confirmed, gateway) }
    case "Faulted", "Unavailable":
      let lost = try await gateway.store.loseReservations(
        onConnector: connector, of: station, outcome: status, at: event.moment)
      for reservation in lost { Self.publish(reservation, gateway) }
    default: break
    }
  }

  static func publish(_ reservation: ReservationRecord, _ gateway: GatewayServices) {
    gateway.events.publish(
      .reservation, of: reservation.station, at: reservation.updatedAt, reservation.representation)
    gateway.logger.info(
      "reservation",
      metadata: [
        "station": "\(reservation.station)", "reservation": "\(reservation.id)",
        "state": "\(reservation.state.rawValue)",
      ])
  }
}
