/// Where reservations are kept. See ``Store`` for what holds for all methods.
package protocol ReservationStore: Sendable {
  /// An id that the station was never given: random, 1 to 2^31-1.
  func unusedReservationNumber(of station: StationID) async throws -> Int

  /// Records a reservation that is about to be asked for.
  ///
  /// In its way is a live one of another id: for the same connector, or as many as the station is known to have
  /// connectors, since one for connector 0 holds any of them (OCPP 1.6 §5.13).
  ///
  /// - Parameter refusesConflicts: whether one that is in its way keeps it from being recorded.
  func requestReservation(_ request: ReservationRequest, refusesConflicts: Bool) async throws -> ReservationRequested

  /// Records the answer. One that is accepted takes the place of live ones with the same id.
  ///
  /// - Parameters:
  ///   - attempt: the ``ReservationRecord/attempt``.
  ///   - moment: milliseconds since the epoch.
  /// - Returns: the record; nil when there is none that waits for an answer.
  func settleReservation(
    _ attempt: String, as answer: ReservationAnswer, at moment: Int64
  ) async throws -> ReservationRecord?

  /// Records the answer to a cancellation, for all live ones of the id.
  ///
  /// - Parameter moment: milliseconds since the epoch.
  /// - Returns: those that changed.
  func settleCancellation(
    _ id: Int, of station: StationID, as answer: CancellationAnswer, at moment: Int64
  ) async throws -> [ReservationRecord]

  /// Records that a transaction used a reservation: the one the station named, or else a live one for the connector (or
  /// for any) of the same id tag or of a tag with the same parent.
  ///
  /// One that the station named is used also when it had expired or been cancelled by then: the start may have waited
  /// while the station was offline. The same use again changes nothing.
  ///
  /// - Returns: the record; nil when there is none.
  func useReservation(_ use: ReservationUse) async throws -> ReservationRecord?

  /// Records that a station shows a connector as reserved: the only uncertain reservation that may be meant is active.
  ///
  /// - Parameter moment: milliseconds since the epoch.
  /// - Returns: the reservation, if there is one.
  func confirmReservation(
    onConnector connector: Int, of station: StationID, at moment: Int64
  ) async throws -> ReservationRecord?

  /// Records that reservations ended since their connector is faulted or unavailable (OCPP 1.6 §5.13).
  ///
  /// - Parameters:
  ///   - connector: 0: all connectors of the station.
  ///   - outcome: why.
  ///   - moment: milliseconds since the epoch; later ones stay.
  /// - Returns: those that changed.
  func loseReservations(
    onConnector connector: Int, of station: StationID, outcome: String, at moment: Int64
  ) async throws -> [ReservationRecord]

  /// Ends live reservations whose time is over, at most a thousand.
  ///
  /// - Parameter moment: milliseconds since the epoch.
  /// - Returns: those that changed.
  func expireReservations(at moment: Int64) async throws -> [ReservationRecord]

  /// Takes reservations for uncertain that wait for an answer which nobody can give any more: the gateway was stopped.
  ///
  /// - Parameters:
  ///   - moment: those that were requested before; milliseconds since the epoch.
  ///   - now: milliseconds since the epoch.
  /// - Returns: those that changed, at most a thousand.
  func doubtReservations(requestedBefore moment: Int64, at now: Int64) async throws -> [ReservationRecord]

  /// Which of some stations have live reservations; where that takes too long, which may have.
  func stationsWithReservations(among stations: Set<StationID>) async throws -> Set<StationID>

  /// A station's reservation: of those with the id the live one, else the newest.
  func reservation(_ id: Int, of station: StationID) async throws -> ReservationRecord?

  /// Reservations, the newest first.
  func reservations(_ query: ReservationQuery) async throws -> [ReservationRecord]
}
