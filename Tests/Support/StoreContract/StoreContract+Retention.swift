import GatewayCore
import OCPPCodec
import Testing

extension StoreContract {
  private static func limits(
    operations: Int64 = 0, count: Int = 1000, reservations: Int64 = 0, campaigns: Int64 = 0
  ) -> RetentionLimits {
    RetentionLimits(
      operationsBefore: Samples.moment + operations, operationCount: count,
      reservationsBefore: Samples.moment + reservations, campaignsBefore: Samples.moment + campaigns)
  }

  /// Removes until there is nothing to remove.
  private static func removePast(_ store: any Store, _ limits: RetentionLimits) async throws -> Int {
    var total = 0
    while true {
      let count = try await store.removePast(limits)
      if count == 0 { return total }
      total += count
    }
  }

  /// Makes an operation for each state, whose last change is so many milliseconds after the moment of the samples.
  private static func make(_ operations: [(id: String, state: OperationState, after: Int64)], in store: any Store)
    async throws
  {
    for operation in operations {
      try await store.createOperation(
        OperationRecord(
          id: operation.id, kind: "Reset", station: Samples.station(), state: .pending, parent: "p",
          details: Samples.json("{}"), createdAt: Samples.moment, updatedAt: Samples.moment), reason: nil)
      if operation.state != .pending {
        _ = try await store.advanceOperation(
          OperationChange(id: operation.id, state: operation.state, moment: Samples.moment + operation.after))
      }
    }
  }

  private static func ids(_ store: any Store, _ query: OperationQuery = OperationQuery()) async throws -> [String] {
    try await store.operations(query).map(\.id)
  }

  static let retentionChecks: [StoreCheck] = [
    StoreCheck("operations are forgotten some time after their end, not while they go on") { store in
      try await make(
        [
          ("a", .succeeded, 10), ("b", .failed, 20), ("c", .accepted, 10), ("d", .uncertain, 10), ("e", .pending, 0),
          ("f", .sent, 10), ("g", .inProgress, 10),
        ], in: store)
      #expect(try await removePast(store, limits(operations: 10)) == 0)
      #expect(try await removePast(store, limits(operations: 11)) == 2)
      #expect(try await ids(store) == ["g", "f", "e", "c", "b"])
      #expect(
        try await ids(store, OperationQuery(station: Samples.station(), kind: "Reset")) == ["g", "f", "e", "c", "b"])
      #expect(try await ids(store, OperationQuery(parent: "p")) == ["g", "f", "e", "c", "b"])
      #expect(try await store.operation("a") == nil)
      #expect(try await store.operation("b")?.history.count == 2)
      // One that went on once more counts from then.
      _ = try await store.advanceOperation(OperationChange(id: "f", state: .uncertain, moment: Samples.moment + 15))
      _ = try await store.advanceOperation(OperationChange(id: "f", state: .accepted, moment: Samples.moment + 16))
      #expect(try await removePast(store, limits(operations: 1000)) == 1)
      #expect(try await ids(store) == ["g", "f", "e", "c"])
      // Another one of the same id is a new one.
      try await make([("a", .succeeded, 2000)], in: store)
      #expect(try await store.operation("a")?.history.count == 2)
    },
    StoreCheck("of many operations that have ended the latest are kept") { store in
      try await make((0..<700).map { ("\($0)", .succeeded, Int64($0)) }, in: store)
      try await make([("open", .accepted, 0)], in: store)
      #expect(try await removePast(store, limits(count: 20)) == 680)
      #expect(try await ids(store) == ["open"] + (680..<700).reversed().map { "\($0)" })
      #expect(try await removePast(store, limits(count: 20)) == 0)
    },
    StoreCheck("reservations are forgotten some time after their end, live ones never") { store in
      var attempts: [String] = []
      for id in 1...3 {
        let requested = try await store.requestReservation(
          ReservationRequest(
            station: Samples.station(), id: id, connector: id, idTag: "TAG-1", parentIdTag: nil,
            expiryDate: Samples.timestamp, expiresAt: Samples.moment + 1000, requestedAt: Samples.moment),
          refusesConflicts: false)
        guard case .recorded(let record) = requested else {
          Issue.record("not recorded: \(requested)")
          return
        }
        attempts.append(record.attempt)
      }
      _ = try await store.settleReservation(attempts[0], as: .refused("Occupied"), at: Samples.moment + 10)
      _ = try await store.settleReservation(attempts[1], as: .accepted, at: Samples.moment + 10)
      _ = try await store.settleReservation(attempts[2], as: .refused("Faulted"), at: Samples.moment + 30)
      #expect(try await removePast(store, limits(reservations: 11)) == 1)
      let station = try Samples.station()
      #expect(try await store.reservations(ReservationQuery()).map(\.id) == [3, 2])
      #expect(try await store.reservations(ReservationQuery(station: station)).map(\.id) == [3, 2])
      #expect(try await store.reservations(ReservationQuery(idTag: "TAG-1")).map(\.id) == [3, 2])
      #expect(try await store.reservation(1, of: station) == nil)
      #expect(try await removePast(store, limits(reservations: 1000)) == 1)
      #expect(try await store.reservations(ReservationQuery()).map(\.id) == [2])
    },
    StoreCheck("campaigns are forgotten some time after their end, with their stations") { store in
      for (id, state) in [("a", CampaignRecord.State.completed), ("b", .running), ("c", .aborted)] {
        try await store.createCampaign(
          CampaignRecord(
            id: id, name: id, definition: Samples.json("{}"), state: .running, createdAt: Samples.moment,
            updatedAt: Samples.moment), stations: [Samples.station()])
        _ = try await store.changeCampaign(id, from: [.running], to: state, reason: nil, at: Samples.moment)
      }
      var target = CampaignTarget(station: try Samples.station(), state: .running, updatedAt: Samples.moment)
      _ = try await store.changeCampaignTarget(target, of: "c", from: [.pending])
      #expect(try await removePast(store, limits(campaigns: 1)) > 0)
      #expect(try await store.campaigns(in: [], after: nil, limit: 10).map(\.id) == ["c", "b"])
      #expect(try await store.campaign("a") == nil)
      #expect(try await store.campaignTargets(of: "a", in: nil, after: nil, limit: 10).isEmpty)
      target.state = .succeeded
      _ = try await store.changeCampaignTarget(target, of: "c", from: [.running])
      #expect(try await removePast(store, limits(campaigns: 1)) > 0)
      #expect(try await store.campaigns(in: [], after: nil, limit: 10).map(\.id) == ["b"])
    },
    StoreCheck("of very many security events of a station the latest are kept") { store in
      for number in 0..<5010 {
        try await store.recordSecurityEvent(
          SecurityEventRecord(
            station: Samples.station(), type: "T\(number)", timestamp: Samples.timestamp, technicalInformation: nil,
            receivedAt: Samples.moment + Int64(number)))
      }
      let kept = try await store.securityEvents(of: Samples.station(), limit: 1000)
      #expect(kept.first?.type == "T5009")
      #expect(kept.count == 1000)
    },
  ]

  static let leaseChecks: [StoreCheck] = [
    StoreCheck("a lease is one holder's until it ends or is given back") { store in
      let now = Samples.moment
      #expect(try await store.takeLease("sites", for: "a", until: now + 10, at: now))
      #expect(try await !store.takeLease("sites", for: "b", until: now + 10, at: now))
      #expect(try await store.takeLease("jobs", for: "b", until: now + 10, at: now))
      // The holder holds it longer.
      #expect(try await store.takeLease("sites", for: "a", until: now + 20, at: now + 5))
      #expect(try await !store.takeLease("sites", for: "b", until: now + 30, at: now + 19))
      #expect(try await store.takeLease("sites", for: "b", until: now + 30, at: now + 20))
      #expect(try await !store.takeLease("sites", for: "a", until: now + 40, at: now + 21))
      // One can give back one's own only.
      try await store.giveBackLease("sites", of: "a")
      #expect(try await !store.takeLease("sites", for: "a", until: now + 40, at: now + 22))
      try await store.giveBackLease("sites", of: "b")
      #expect(try await store.takeLease("sites", for: "a", until: now + 40, at: now + 23))
    },
    StoreCheck("of many who want a lease one gets it") { store in
      let taken = try await withThrowingTaskGroup(of: Bool.self) { group in
        for number in 0..<20 {
          group.addTask {
            try await store.takeLease("sites", for: "\(number)", until: Samples.moment + 10, at: Samples.moment)
          }
        }
        return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
      }
      #expect(taken == 1)
    },
  ]
}
