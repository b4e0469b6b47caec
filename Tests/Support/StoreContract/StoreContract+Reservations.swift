import GatewayCore
import Testing

extension StoreContract {
  private typealias State = ReservationRecord.State

  static let reservationChecks: [StoreCheck] = [
    StoreCheck("reservation: requested, accepted, and as it was asked for") { store in
      let record = try await reserve(1, in: store, connector: 2, tag: "Tag-1", parent: "FLEET")
      #expect(record.state == .requested)
      #expect(record.attempt.isEmpty == false)
      let settled = try await store.settleReservation(record.attempt, as: .accepted, at: Samples.moment + 5)
      #expect(settled?.state == .active)
      #expect(settled?.outcome == "Accepted")
      #expect(settled?.updatedAt == Samples.moment + 5)
      #expect(settled?.connector == 2)
      #expect(settled?.idTag == "Tag-1")
      #expect(settled?.parentIdTag == "FLEET")
      #expect(settled?.expiresAt == Samples.moment + 3_600_000)
      #expect(try await store.reservation(1, of: Samples.station()) == settled)
      #expect(try await store.reservation(1, of: Samples.station("CP-2")) == nil)
      #expect(try await store.settleReservation(record.attempt, as: .refused("Occupied"), at: Samples.moment) == nil)
      #expect(try await store.settleReservation("none", as: .accepted, at: Samples.moment) == nil)
    },
    StoreCheck("reservation: refused and uncertain ones keep the reason; an uncertain one can be settled") { store in
      let refused = try await reserve(1, in: store)
      #expect(
        try await store.settleReservation(refused.attempt, as: .refused("Faulted"), at: Samples.moment)?.outcome
          == "Faulted")
      let doubtful = try await reserve(2, in: store)
      #expect(
        try await store.settleReservation(doubtful.attempt, as: .uncertain("gone"), at: Samples.moment)?.state
          == .uncertain)
      #expect(
        try await store.settleReservation(doubtful.attempt, as: .accepted, at: Samples.moment)?.state == .active)
    },
    StoreCheck("reservation: one with the same id takes the place of the other once it is accepted") { store in
      let first = try await active(7, in: store, connector: 1)
      let refused = try await reserve(7, in: store, connector: 2)
      _ = try await store.settleReservation(refused.attempt, as: .refused("Occupied"), at: Samples.moment)
      #expect(try await store.reservation(7, of: Samples.station())?.attempt == first.attempt)
      let second = try await active(7, in: store, connector: 2)
      #expect(try await store.reservation(7, of: Samples.station()) == second)
      #expect(try await states(in: store) == [.active, .refused, .replaced])
    },
    StoreCheck("reservation: which stations have live ones") { store in
      _ = try await active(1, in: store, connector: 1)
      _ = try await reserve(2, station: "CP-2", in: store)
      let refused = try await reserve(3, station: "CP-3", in: store)
      _ = try await store.settleReservation(refused.attempt, as: .refused("Occupied"), at: Samples.moment)
      let stations = try Set(["CP-1", "CP-2", "CP-3", "CP-9"].map { try Samples.station($0) })
      let found = try await store.stationsWithReservations(among: stations)
      #expect(found == [try Samples.station("CP-1"), try Samples.station("CP-2")])
      #expect(try await store.stationsWithReservations(among: [try Samples.station("CP-9")]) == [])
    },
    StoreCheck("reservation: a connector is reserved once; another id is in conflict") { store in
      let first = try await active(1, in: store, connector: 1)
      let request = try request(2, connector: 1)
      #expect(try await store.requestReservation(request, refusesConflicts: true) == .conflict(first))
      #expect(try await states(in: store) == [.active])
      guard case .recorded = try await store.requestReservation(request, refusesConflicts: false) else {
        return #expect(Bool(false), "not recorded")
      }
      _ = try await store.settleCancellation(2, of: Samples.station(), as: .rejected, at: Samples.moment)
      // The same id replaces, another connector and another station are free.
      _ = try await reserve(1, in: store, connector: 1)
      _ = try await reserve(3, in: store, connector: 2)
      _ = try await reserve(3, station: "CP-2", in: store, connector: 1)
    },
    StoreCheck("reservation: one for any connector holds one of those there are") { store in
      for connector in 0...2 { try await store.recordStatus(Samples.status("Available", connector: connector)) }
      let any = try await active(1, in: store, connector: 0)
      let one = try await active(2, in: store, connector: 1)
      #expect(try await store.requestReservation(request(3, connector: 2), refusesConflicts: true) == .conflict(any))
      guard case .conflict = try await store.requestReservation(request(3, connector: 0), refusesConflicts: true) else {
        return #expect(Bool(false), "no conflict")
      }
      _ = try await store.settleCancellation(one.id, of: Samples.station(), as: .accepted, at: Samples.moment)
      _ = try await reserve(3, in: store, connector: 2)
    },
    StoreCheck("reservation: one whose time is over is in nobody's way") { store in
      let old = try await active(1, in: store, connector: 1)
      guard
        case .recorded = try await store.requestReservation(
          request(2, connector: 1, at: old.expiresAt), refusesConflicts: true)
      else { return #expect(Bool(false), "conflict") }
    },
    StoreCheck("reservation: cancelled, unknown to the station, uncertain") { store in
      for id in 1...3 { _ = try await active(id, in: store, connector: id) }
      let station = try Samples.station()
      #expect(
        try await store.settleCancellation(1, of: station, as: .accepted, at: Samples.moment).map(\.state)
          == [.cancelled])
      #expect(
        try await store.settleCancellation(2, of: station, as: .rejected, at: Samples.moment).map(\.state) == [.lost])
      #expect(
        try await store.settleCancellation(3, of: station, as: .uncertain("gone"), at: Samples.moment).map(\.state)
          == [.cancelUncertain])
      #expect(
        try await store.settleCancellation(3, of: station, as: .accepted, at: Samples.moment).map(\.state)
          == [.cancelled])
      #expect(try await store.settleCancellation(3, of: station, as: .accepted, at: Samples.moment) == [])
      #expect(try await store.settleCancellation(9, of: station, as: .accepted, at: Samples.moment) == [])
    },
    StoreCheck("reservation: used by the transaction that names it, once") { store in
      _ = try await active(5, in: store)
      let record = try await store.useReservation(use(reservation: 5, tag: "OTHER", transaction: "11"))
      #expect(record?.state == .used)
      #expect(record?.transaction == "11")
      #expect(try await store.useReservation(use(reservation: 5, tag: "OTHER", transaction: "11")) == record)
      #expect(try await store.useReservation(use(reservation: 5, transaction: "12")) == nil)
      #expect(try await store.useReservation(use(reservation: 6, transaction: "13")) == nil)
    },
    StoreCheck("reservation: a start that waited uses one that has expired or was cancelled") { store in
      _ = try await active(1, in: store)
      _ = try await store.expireReservations(at: Samples.moment + 7_200_000)
      #expect(try await store.useReservation(use(reservation: 1, transaction: "1"))?.state == .used)
      _ = try await active(2, in: store)
      _ = try await store.settleCancellation(2, of: Samples.station(), as: .accepted, at: Samples.moment)
      #expect(try await store.useReservation(use(reservation: 2, transaction: "2"))?.state == .used)
    },
    StoreCheck("reservation: a start that names none uses the one of its tag or parent") { store in
      try await store.putIdTokens([IdTokenRecord(id: "CHILD", parent: "fleet")])
      _ = try await active(1, in: store, connector: 1, tag: "TAG")
      _ = try await active(2, in: store, connector: 0, tag: "OTHER", parent: "FLEET")
      #expect(try await store.useReservation(use(connector: 2, tag: "TAG", transaction: "1")) == nil)
      #expect(try await store.useReservation(use(connector: 1, tag: "nobody", transaction: "1")) == nil)
      #expect(try await store.useReservation(use(connector: 1, tag: "tag", transaction: "1"))?.id == 1)
      #expect(try await store.useReservation(use(connector: 2, tag: "child", transaction: "2"))?.id == 2)
    },
    StoreCheck("reservation: a connector that shows Reserved confirms the only uncertain one") { store in
      let record = try await reserve(1, in: store, connector: 1)
      _ = try await store.settleReservation(record.attempt, as: .uncertain("gone"), at: Samples.moment)
      let station = try Samples.station()
      #expect(try await store.confirmReservation(onConnector: 2, of: station, at: Samples.moment + 1) == nil)
      #expect(
        try await store.confirmReservation(onConnector: 1, of: station, at: Samples.moment + 1)?.state == .active)
      #expect(try await store.confirmReservation(onConnector: 1, of: station, at: Samples.moment + 1) == nil)
    },
    StoreCheck("reservation: lost with its connector or the whole station") { store in
      let station = try Samples.station()
      _ = try await active(1, in: store, connector: 1)
      _ = try await active(2, in: store, connector: 2)
      let lost = try await store.loseReservations(
        onConnector: 1, of: station, outcome: "Faulted", at: Samples.moment + 1)
      #expect(lost.map(\.id) == [1])
      #expect(lost.first?.outcome == "Faulted")
      #expect(
        try await store.loseReservations(onConnector: 0, of: station, outcome: "Unavailable", at: Samples.moment + 1)
          .map(\.id) == [2])
      // What was reserved after the station said so stays.
      _ = try await active(3, in: store, connector: 1)
      #expect(
        try await store.loseReservations(onConnector: 1, of: station, outcome: "Faulted", at: Samples.moment - 1) == [])
    },
    StoreCheck("reservation: expired when its time comes, and not before") { store in
      let record = try await active(1, in: store)
      #expect(try await store.expireReservations(at: record.expiresAt - 1) == [])
      #expect(try await store.expireReservations(at: record.expiresAt).map(\.state) == [.expired])
      #expect(try await store.expireReservations(at: record.expiresAt) == [])
    },
    StoreCheck("reservation: one that waited too long for its answer is uncertain") { store in
      _ = try await reserve(1, in: store)
      #expect(try await store.doubtReservations(requestedBefore: Samples.moment, at: Samples.moment + 9) == [])
      #expect(
        try await store.doubtReservations(requestedBefore: Samples.moment + 1, at: Samples.moment + 9).map(\.state)
          == [.uncertain])
    },
    StoreCheck("reservation: ids are new to the station") { store in
      let station = try Samples.station()
      var seen: Set<Int> = []
      for _ in 0..<20 {
        let number = try await store.unusedReservationNumber(of: station)
        #expect((1...Int(Int32.max)).contains(number))
        #expect(seen.insert(number).inserted)
        _ = try await reserve(number, in: store, connector: number)
      }
    },
    StoreCheck("reservation: lists by station, state and tag, by pages") { store in
      for id in 1...5 { _ = try await active(id, in: store, connector: id, tag: id == 3 ? "Other" : "TAG") }
      _ = try await active(1, station: "CP-2", in: store)
      _ = try await store.settleCancellation(2, of: Samples.station(), as: .accepted, at: Samples.moment)
      let one = try Samples.station()
      let ids: (ReservationQuery) async throws -> [Int] = { try await store.reservations($0).map(\.id) }
      #expect(try await ids(ReservationQuery(station: one)) == [5, 4, 3, 2, 1])
      #expect(try await ids(ReservationQuery(station: one, states: State.live)) == [5, 4, 3, 1])
      #expect(try await ids(ReservationQuery(states: [.cancelled])) == [2])
      #expect(try await ids(ReservationQuery(idTag: "OTHER")) == [3])
      let page = try await store.reservations(ReservationQuery(station: one, limit: 2))
      #expect(try await ids(ReservationQuery(station: one, limit: 9, after: page.last?.attempt)) == [3, 2, 1])
      #expect(try await ids(ReservationQuery(after: "no attempt!")) == [])
    },
    StoreCheck(durable: "reservation: is there after the store is opened again") { fixture in
      let store = try await fixture.open()
      let record = try await active(1, in: store)
      await store.close()
      let again = try await fixture.open()
      #expect(try await again.reservation(1, of: Samples.station()) == record)
      await again.close()
    },
  ]

  private static func request(
    _ id: Int, station: String = "CP-1", connector: Int = 1, tag: String = "TAG-1", parent: String? = nil,
    at moment: Int64 = Samples.moment
  ) throws -> ReservationRequest {
    ReservationRequest(
      station: try Samples.station(station), id: id, connector: connector, idTag: tag, parentIdTag: parent,
      expiryDate: "2026-03-14T10:26:53Z", expiresAt: Samples.moment + 3_600_000, requestedAt: moment)
  }

  private static func reserve(
    _ id: Int, station: String = "CP-1", in store: any Store, connector: Int = 1, tag: String = "TAG-1",
    parent: String? = nil
  ) async throws -> ReservationRecord {
    let request = try request(id, station: station, connector: connector, tag: tag, parent: parent)
    switch try await store.requestReservation(request, refusesConflicts: true) {
    case .recorded(let record), .conflict(let record):
      try #require(record.id == id, "in conflict with \(record.id)")
      return record
    }
  }

  private static func active(
    _ id: Int, station: String = "CP-1", in store: any Store, connector: Int = 1, tag: String = "TAG-1",
    parent: String? = nil
  ) async throws -> ReservationRecord {
    let record = try await reserve(id, station: station, in: store, connector: connector, tag: tag, parent: parent)
    return try #require(try await store.settleReservation(record.attempt, as: .accepted, at: Samples.moment))
  }

  private static func use(
    reservation: Int? = nil, connector: Int = 1, tag: String = "TAG-1", transaction: String
  ) throws -> ReservationUse {
    ReservationUse(
      station: try Samples.station(), reservation: reservation, connector: connector, idTag: tag,
      transaction: transaction, startedAt: Samples.moment + 10, receivedAt: Samples.moment + 20)
  }

  private static func states(in store: any Store) async throws -> [ReservationRecord.State] {
    try await store.reservations(ReservationQuery()).map(\.state).sorted { $0.rawValue < $1.rawValue }
  }
}
