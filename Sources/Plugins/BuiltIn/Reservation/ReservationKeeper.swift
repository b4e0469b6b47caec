import GatewayCore
import Logging
import OCPP16
import OCPPCodec
import ServiceLifecycle

/// What becomes of reservations by time: they expire, and uncertain ones are asked for again.
///
/// ReserveNow and CancelReservation may be sent twice: the same id replaces itself, and a reservation that is gone can't
/// be cancelled again (OCPP 1.6 §5.13, §5.1).
struct ReservationKeeper: Sendable {
  /// How long a command's answer may take at most: `ocpp.call_timeout` is shorter.
  private static let answerLimit: Int64 = 900_000

  private let gateway: GatewayServices
  private let configuration: ReservationConfiguration

  init(_ gateway: GatewayServices, _ configuration: ReservationConfiguration) {
    self.gateway = gateway
    self.configuration = configuration
  }

  var service: any Service {
    PeriodicTask("reservations", every: configuration.checkInterval, gateway) { try await keep() }
  }

  private func keep() async throws {
    let now = gateway.clock.milliseconds
    let expired = try await gateway.store.expireReservations(at: now)
    let doubtful = try await gateway.store.doubtReservations(requestedBefore: now - Self.answerLimit, at: now)
    for reservation in expired + doubtful { ReservationHandler.publish(reservation, gateway) }
    let uncertain = try await gateway.store.reservations(
      ReservationQuery(states: [.uncertain, .cancelUncertain], limit: 1000))
    // One after the other for a station, so that a silent one isn't sent more and more.
    var stations: Set<StationID> = []
    for reservation in uncertain where gateway.sessions.session(of: reservation.station) != nil {
      guard now - reservation.updatedAt >= configuration.retryInterval.milliseconds,
        stations.insert(reservation.station).inserted
      else { continue }
      let gateway = gateway
      gateway.background.submit { await Self.retry(reservation, gateway) }
    }
  }

  /// The handler, which the command passes, notes the answer; without one, the time of this attempt.
  private static func retry(_ reservation: ReservationRecord, _ gateway: GatewayServices) async {
    do {
      if reservation.state == .cancelUncertain {
        _ = try await gateway.commands.send(
          OCPP16.CancelReservationRequest(reservationId: reservation.id), to: reservation.station)
      } else {
        guard let expiry = DateTime(rfc3339: reservation.expiryDate) else { return }
        let request = OCPP16.ReserveNowRequest(
          connectorId: reservation.connector, expiryDate: expiry, idTag: reservation.idTag,
          parentIdTag: reservation.parentIdTag, reservationId: reservation.id)
        _ = try await ReservationHandler.$attempt.withValue(reservation.attempt) {
          try await gateway.commands.send(request, to: reservation.station)
        }
      }
    } catch {
      gateway.logger.info(
        "reservation still uncertain",
        metadata: [
          "station": "\(reservation.station)", "reservation": "\(reservation.id)",
          "error": "\("\(error)".escapedForPeople)",
        ])
    }
  }
}
