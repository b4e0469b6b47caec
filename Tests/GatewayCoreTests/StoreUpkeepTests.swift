import GatewayCore
import GatewayTestSupport
import OCPPCodec
import Testing

@Suite("Upkeep of the store", .timeLimit(.minutes(1)))
struct StoreUpkeepTests {
  private let retention = StoreUpkeep.Retention(
    operations: .seconds(3600), operationCount: 100, reservations: .seconds(3600), campaigns: .seconds(3600))

  /// Runs a test with the upkeep beside it.
  private func run(_ fixture: HandlerFixture, _ body: @Sendable () async throws -> Void) async throws {
    let upkeep = StoreUpkeep(retention, fixture.gateway)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await upkeep.run() }
      defer { group.cancelAll() }
      try await body()
    }
  }

  private func operation(_ fixture: HandlerFixture, _ state: OperationState) async throws -> String {
    let station = try #require(StationID("CP-1"))
    let operation = try await fixture.gateway.operations.create("Reset", of: station)
    try await fixture.gateway.operations.advance(operation.id, to: state)
    return operation.id
  }

  @Test("operations that have ended are forgotten after their time")
  func forgets() async throws {
    let fixture = try HandlerFixture(handlers: [])
    let ended = try await operation(fixture, .succeeded)
    let open = try await operation(fixture, .accepted)
    try await run(fixture) {
      try await fixture.clock.advance(by: .seconds(3600), pastSleepOf: .seconds(300))
      #expect(try await fixture.store.operation(ended) != nil)
      try await fixture.clock.advance(by: .seconds(300), pastSleepOf: .seconds(300))
      #expect(try await fixture.store.operation(ended) == nil)
      #expect(try await fixture.store.operation(open)?.state == .accepted)
    }
  }

  @Test("while another process does it, this one doesn't")
  func leased() async throws {
    let fixture = try HandlerFixture(handlers: [])
    let ended = try await operation(fixture, .succeeded)
    let now = fixture.clock.milliseconds
    #expect(try await fixture.store.takeLease("store upkeep", for: "another", until: now + 36_000_000, at: now))
    try await run(fixture) {
      for _ in 0..<3 { try await fixture.clock.advance(by: .seconds(3600), pastSleepOf: .seconds(300)) }
      #expect(try await fixture.store.operation(ended) != nil)
      try await fixture.store.giveBackLease("store upkeep", of: "another")
      try await fixture.clock.advance(by: .seconds(300), pastSleepOf: .seconds(300))
      #expect(try await fixture.store.operation(ended) == nil)
    }
  }
}
