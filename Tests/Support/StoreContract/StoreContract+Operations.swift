import GatewayCore
import OCPPCodec
import Testing

extension StoreContract {
  private static func operation(
    _ id: String, kind: String = "UpdateFirmware", station: String = "CP-1", state: OperationState = .pending,
    parent: String? = nil
  ) throws -> OperationRecord {
    OperationRecord(
      id: id, kind: kind, station: try Samples.station(station), state: state, parent: parent,
      details: try Samples.json(#"{"n":1}"#), createdAt: Samples.moment, updatedAt: Samples.moment)
  }

  private static func change(
    _ id: String, _ state: OperationState, _ reason: String? = nil, details: String? = nil, after: Int64 = 1
  ) throws -> OperationChange {
    OperationChange(
      id: id, state: state, details: try details.map(Samples.json), reason: reason, moment: Samples.moment + after)
  }

  static let operationChecks: [StoreCheck] = [
    StoreCheck("an operation has its steps, its latest state and its latest details") { store in
      try await store.createOperation(operation("a", parent: "p"), reason: "asked")
      let sent = try #require(try await store.advanceOperation(change("a", .sent)))
      #expect(sent.state == .sent)
      #expect(sent.details.text == #"{"n":1}"#)
      _ = try await store.advanceOperation(change("a", .inProgress, "half", details: #"{"n":2}"#, after: 2))
      // Said again, it is no step.
      _ = try await store.advanceOperation(change("a", .inProgress, "half", after: 3))
      let found = try #require(try await store.operation("a"))
      #expect(found.history.map(\.state) == [.pending, .sent, .inProgress])
      #expect(found.history.map(\.reason) == ["asked", nil, "half"])
      #expect(found.history.map(\.moment) == [0, 1, 2].map { Samples.moment + $0 })
      #expect(found.updatedAt == Samples.moment + 3)
      #expect(found.details.text == #"{"n":2}"#)
      #expect(found.parent == "p")
      #expect(try await store.operation("b") == nil)
    },
    StoreCheck("an operation that has ended doesn't change, nor does one that is created again") { store in
      try await store.createOperation(operation("a"), reason: nil)
      _ = try await store.advanceOperation(change("a", .succeeded, "done"))
      #expect(try await store.advanceOperation(change("a", .failed)) == nil)
      #expect(try await store.advanceOperation(change("b", .failed)) == nil)
      try await store.createOperation(operation("a"), reason: "again")
      let found = try #require(try await store.operation("a"))
      #expect(found.state == .succeeded)
      #expect(found.history.map(\.reason) == [nil, "done"])
    },
    StoreCheck("operations are found by station, kind, state and parent, the newest first, page by page") { store in
      for (id, kind, station, parent) in [
        ("a", "Reset", "CP-1", nil), ("b", "UpdateFirmware", "CP-1", "p"), ("c", "UpdateFirmware", "CP-2", "p"),
        ("d", "UpdateFirmware", "CP-1", nil),
      ] {
        try await store.createOperation(operation(id, kind: kind, station: station, parent: parent), reason: nil)
      }
      _ = try await store.advanceOperation(change("b", .accepted))
      func ids(_ query: OperationQuery) async throws -> [String] { try await store.operations(query).map(\.id) }
      let station = try Samples.station()
      #expect(try await ids(OperationQuery()) == ["d", "c", "b", "a"])
      #expect(try await ids(OperationQuery(station: station)) == ["d", "b", "a"])
      #expect(try await ids(OperationQuery(station: station, kind: "UpdateFirmware")) == ["d", "b"])
      #expect(try await ids(OperationQuery(states: [.accepted, .sent])) == ["b"])
      #expect(try await ids(OperationQuery(parent: "p")) == ["c", "b"])
      #expect(try await ids(OperationQuery(station: Samples.station("CP-3"))) == [])
      let page = try await store.operations(OperationQuery(limit: 3))
      #expect(page.allSatisfy { $0.history.isEmpty })
      #expect(try await ids(OperationQuery(limit: 3, after: page.last?.cursor)) == ["a"])
      #expect(try await ids(OperationQuery(after: "?!")) == [])
    },
    StoreCheck("operations whose command was on its way become uncertain, the others stay") { store in
      for id in ["a", "b", "c"] { try await store.createOperation(operation(id), reason: nil) }
      _ = try await store.advanceOperation(change("a", .sent))
      _ = try await store.advanceOperation(change("b", .accepted))
      #expect(try await store.interruptOperations(reason: "ended", at: Samples.moment + 9) == 1)
      let found = try #require(try await store.operation("a"))
      #expect(found.state == .uncertain)
      #expect(found.history.map(\.state) == [.pending, .sent, .uncertain])
      #expect(found.history.last?.reason == "ended")
      #expect(try await store.operation("b")?.state == .accepted)
      #expect(try await store.operation("c")?.state == .pending)
      #expect(try await store.interruptOperations(reason: "ended", at: Samples.moment + 10) == 0)
      // It may still end.
      #expect(try await store.advanceOperation(change("a", .succeeded))?.state == .succeeded)
    },
    StoreCheck("what comes too late for the state counts for the details") { store in
      try await store.createOperation(operation("a"), reason: nil)
      _ = try await store.advanceOperation(change("a", .sent))
      _ = try await store.advanceOperation(change("a", .inProgress, "at it", after: 2))
      var late = try change("a", .accepted, "answered", details: #"{"n":3}"#, after: 3)
      late.from = [.sent]
      let found = try #require(try await store.advanceOperation(late))
      #expect(found.state == .inProgress)
      #expect(found.details.text == #"{"n":3}"#)
      #expect(found.history.map(\.state) == [.pending, .sent, .inProgress])
      #expect(found.history.last?.reason == "at it")
      late.from = [.inProgress]
      #expect(try await store.advanceOperation(late)?.state == .accepted)
    },
    StoreCheck("of very many steps the oldest are dropped") { store in
      try await store.createOperation(operation("a"), reason: nil)
      for number in 0..<600 { _ = try await store.advanceOperation(change("a", .inProgress, "\(number)")) }
      let history = try #require(try await store.operation("a")).history
      #expect((400...600).contains(history.count))
      #expect(history.last?.reason == "599")
    },
  ]
}
