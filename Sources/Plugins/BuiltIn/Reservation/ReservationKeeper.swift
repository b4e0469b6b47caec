import GatewayCore
import Logging
import OCPP16
import OCPPCodec
import ServiceLifecycle
import Synchronization

/// What becomes of reservations by time: they expire, and uncertain ones are asked for again.
///
/// ReserveNow and CancelReservation may be sent twice: the same id replaces itself, and a reservation that is gone can't
/// be cancelled again (OCPP 1.6 §5.13, §5.1).
final class ReservationKeeper: Sendable {
  /// How long a command's answer may take at most: `ocpp.call_timeout` is shorter.
  private static let answerLimit: Int64 = 900_000

  private let gateway: GatewayServices
  private let configuration: ReservationConfiguration
  /// Stations that are being asked again.
  private let busy = Mutex<Set<StationID>>([])

  init(_ gateway: GatewayServices, _ configuration: ReservationConfiguration) {
    self.gateway = gateway
    self.configuration = configuration
  }

  var service: any Service {
    PeriodicTask("reservations", every: configuration.checkInterval, gateway) { try await self.keep() }
  }

  private func keep() async throws {
    let now = gateway.clock.milliseconds
    var expired = try await gateway.store.expireReservations(at: now)
    for (index, reservation) in expired.enumerated() {
      if let used = try await use(of: reservation, at: now) { expired[index] = used }
    }
    let doubtful = try await gateway.store.doubtReservations(requestedBefore: now - Self.answerLimit, at: now)
    for reservation in expired + doubtful { ReservationHandler.publish(reservation, gateway) }
    let uncertain = try await gateway.store.reservations(
      ReservationQuery(states: [.uncertain, .cancelUncertain], limit: 1000))
    // One after the other for a station, so that a silent one isn't sent more and more.
    for reservation in uncertain where gateway.sessions.session(of: reservation.station) != nil {
      let station = reservation.station
      guard now - reservation.updatedAt >= configuration.retryInterval.milliseconds,
        busy.withLock({ $0.insert(station).inserted })
      else { continue }
      let isTaken = gateway.background.submit {
        await self.retry(reservation)
        self.busy.withLock { _ = $0.remove(station) }
      }
      if !isTaken { busy.withLock { _ = $0.remove(station) } }
    }
  }

  /// What became of a reservation whose StartTransaction was stored, but not followed up: the gateway was stopped just
  /// then. Nil when there is none among the station's newest transactions.
  private func use(of reservation: ReservationRecord, at now: Int64) async throws -> ReservationRecord? {
    let transactions = try await gateway.store.transactions(
      TransactionQuery(station: reservation.station, limit: 100))
    let user = transactions.first { $0.reservation == reservation.id && $0.receivedAt >= reservation.createdAt }
    guard let user, let connector = user.connector, let idTag = user.idToken else { return nil }
    return try await gateway.store.useReservation(
      ReservationUse(
        station: reservation.station, reservation: reservation.id, connector: connector, idTag: idTag,
        transaction: user.id, startedAt: user.startedAt ?? user.receivedAt, receivedAt: now))
  }

  /// The handler, which the command passes, notes the answer; without one, the time of this attempt.
  private func retry(_ reservation: ReservationRecord) async {
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
