import GatewayCore
import OCPP16
import OCPPCodec
import ServiceLifecycle
import Testing

@testable import GatewayAPI

@Suite struct BackgroundCommandsTests {
  private let clock = TestClock()

  @Test func noMoreAreUnderWayThanCanBeKept() throws {
    let commands = BackgroundCommands(clock: clock, capacity: 100, maximumSize: 100_000)
    for number in 0..<100 {
      let identity = try identity("\(number)")
      try commands.submit(identity) { Self.report(identity) }
    }
    #expect(throws: BackgroundCommands.Full.self) {
      let identity = try identity("one more")
      try commands.submit(identity) { Self.report(identity) }
    }
  }

  @Test func theOldestReportGoesWhenThereAreTooMany() async throws {
    let commands = BackgroundCommands(clock: clock, capacity: 100, maximumSize: 100_000)
    let station = try #require(StationID("A"))
    try await run(commands) {
      for number in 0...100 {
        let identity = try identity("\(number)")
        try commands.submit(identity) { Self.report(identity) }
        // The next one may need this one's place.
        while case .pending = commands.state(of: "\(number)", for: station) { await Task.yield() }
      }
      #expect(commands.state(of: "0", for: station) == nil)
      #expect(commands.state(of: "1", for: station) != nil)
    }
  }

  @Test func longAnswersAreForgottenEarlier() async throws {
    let commands = BackgroundCommands(clock: clock, capacity: 100, maximumSize: 100_000)
    let station = try #require(StationID("A"))
    let text = String(repeating: "x", count: 25_000)
    try await run(commands) {
      for number in 0..<4 {
        let identity = try identity("\(number)")
        try commands.submit(identity) {
          CommandReport(identity, response: OCPP16.DataTransferResponse(status: .accepted, data: text))
        }
        while case .pending = commands.state(of: "\(number)", for: station) { await Task.yield() }
      }
      #expect(commands.state(of: "0", for: station) == nil)
      #expect(commands.state(of: "1", for: station) != nil)
      #expect(commands.state(of: "3", for: station) != nil)
    }
  }

  @Test func afterTheEndNoneIsTaken() async throws {
    let commands = BackgroundCommands(clock: clock, capacity: 100, maximumSize: 100_000)
    try await run(commands) {}
    #expect(throws: BackgroundCommands.Full.self) {
      let identity = try identity("late")
      try commands.submit(identity) { Self.report(identity) }
    }
  }

  private func run(_ commands: BackgroundCommands, _ body: () async throws -> Void) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await commands.run() }
      try await body()
      group.cancelAll()
    }
  }

  private func identity(_ id: String) throws -> CommandReport.Identity {
    CommandReport.Identity(requestID: id, station: try #require(StationID("A")), command: "ClearCache")
  }

  private static func report(_ identity: CommandReport.Identity) -> CommandReport {
    CommandReport(identity, response: OCPP16.ClearCacheResponse(status: .accepted))
  }
}
