package import GatewayCore

extension SQLiteStore {
  package func unusedReservationNumber(of station: StationID) async throws -> Int {
    try await write { try $0.unusedReservationNumber(of: station) }
  }

  package func requestReservation(
    _ request: ReservationRequest, refusesConflicts: Bool
  ) async throws -> ReservationRequested {
    try await write { try $0.request(request, refusesConflicts: refusesConflicts) }
  }

  package func settleReservation(
    _ attempt: String, as answer: ReservationAnswer, at moment: Int64
  ) async throws -> ReservationRecord? {
    try await write { try $0.settleReservation(attempt, as: answer, at: moment) }
  }

  package func settleCancellation(
    _ id: Int, of station: StationID, as answer: CancellationAnswer, at moment: Int64
  ) async throws -> [ReservationRecord] {
    try await write { try $0.settleCancellation(id, of: station, as: answer, at: moment) }
  }

  package func useReservation(_ use: ReservationUse) async throws -> ReservationRecord? {
    try await write { try $0.use(use) }
  }

  package func confirmReservation(
    onConnector connector: Int, of station: StationID, at moment: Int64
  ) async throws -> ReservationRecord? {
    try await write { try $0.confirmReservation(onConnector: connector, of: station, at: moment) }
  }

  package func loseReservations(
    onConnector connector: Int, of station: StationID, outcome: String, at moment: Int64
  ) async throws -> [ReservationRecord] {
    try await write { try $0.loseReservations(onConnector: connector, of: station, outcome: outcome, at: moment) }
  }

  package func expireReservations(at moment: Int64) async throws -> [ReservationRecord] {
    try await writeMuch { try $0.expireReservations(at: moment) }
  }

  package func doubtReservations(
    requestedBefore moment: Int64, at now: Int64
  ) async throws -> [ReservationRecord] {
    try await writeMuch { try $0.doubtReservations(requestedBefore: moment, at: now) }
  }

  package func reservation(_ id: Int, of station: StationID) async throws -> ReservationRecord? {
    try await read(isShort: true) { try $0.reservation(id, of: station) }
  }

  package func stationsWithReservations(among stations: Set<StationID>) async throws -> Set<StationID> {
    try await read(isShort: false) { try $0.stationsWithReservations(among: stations) }
  }

  package func reservations(_ query: ReservationQuery) async throws -> [ReservationRecord] {
    try await read(isShort: false) { try $0.reservations(query) }
  }
}
