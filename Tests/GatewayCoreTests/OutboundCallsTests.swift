import GatewayCore
import GatewayTestSupport
import OCPPCodec
import Testing

@Suite("OutboundCalls", .timeLimit(.minutes(1)))
struct OutboundCallsTests {
  private let clock = ManualClock()
  private let connection = RecordingConnection()
  private let outbound: OutboundCalls

  init() throws {
    let station = try #require(StationID("A"))
    let opened = SessionRegistry().open(
      station, version: .v16, remoteAddress: "-", connectedAt: 1, connection: connection)
    outbound = try #require(opened).session.outbound
  }

  @Test("nothing is sent before the station's first message has been answered")
  func waitsForFirstAnswer() async {
    async let outcome = CommandProbe.call(outbound, "1", clock, timeout: .seconds(10))
    await clock.sleepers(1)
    clock.advance(by: .seconds(10))
    #expect(await outcome == .failed("timed out, not sent"))
    async let second = CommandProbe.call(outbound, "2", clock)
    await clock.sleepers(1)
    #expect(connection.sent.isEmpty)
    outbound.open()
    #expect(await connection.next() == "CALL 2")
    // Opening again sends nothing again.
    outbound.open()
    CommandProbe.resolve(outbound, "2")
    #expect(await second == .answered)
    #expect(connection.sent == ["CALL 2"])
  }

  @Test("one at a time, the others in their order")
  func oneAtATime() async {
    outbound.open()
    async let first = CommandProbe.call(outbound, "1", clock)
    #expect(await connection.next() == "CALL 1")
    async let second = CommandProbe.call(outbound, "2", clock)
    await clock.sleepers(2)
    // What waits can't be answered yet.
    #expect(CommandProbe.resolve(outbound, "2") == false)
    #expect(connection.sent == ["CALL 1"])
    #expect(CommandProbe.resolve(outbound, "1"))
    #expect(await first == .answered)
    #expect(await connection.next() == "CALL 2")
    #expect(CommandProbe.resolve(outbound, "2", error: CallError(.notSupported, "no")))
    #expect(await second == .failed("NotSupported"))
    #expect(connection.sent == ["CALL 1", "CALL 2"])
  }

  @Test("answers that nobody waits for", arguments: ["", "x", "1 ", "01", "2"])
  func unexpected(_ id: String) async {
    #expect(CommandProbe.resolve(outbound, id) == false)
    outbound.open()
    async let outcome = CommandProbe.call(outbound, "1", clock)
    _ = await connection.next()
    #expect(CommandProbe.resolve(outbound, id) == false)
    #expect(CommandProbe.resolve(outbound, "1"))
    #expect(CommandProbe.resolve(outbound, "1") == false)
    #expect(await outcome == .answered)
  }

  @Test("a timeout makes room for the next, and a late answer is nobody's")
  func timeout() async {
    outbound.open()
    async let first = CommandProbe.call(outbound, "1", clock, timeout: .seconds(10))
    _ = await connection.next()
    async let second = CommandProbe.call(outbound, "2", clock, timeout: .seconds(30))
    await clock.sleepers(2)
    clock.advance(by: .milliseconds(9999))
    #expect(connection.sent == ["CALL 1"])
    clock.advance(by: .milliseconds(1))
    #expect(await first == .failed("timed out, sent"))
    #expect(await connection.next() == "CALL 2")
    #expect(CommandProbe.resolve(outbound, "1") == false)
    CommandProbe.resolve(outbound, "2")
    #expect(await second == .answered)
  }

  @Test("the end of the connection ends all")
  func disconnect() async {
    outbound.open()
    async let sent = CommandProbe.call(outbound, "1", clock)
    _ = await connection.next()
    outbound.close()
    #expect(await sent == .failed("disconnected, sent"))
    #expect(CommandProbe.resolve(outbound, "1") == false)
    #expect(await CommandProbe.call(outbound, "2", clock) == .failed("offline"))
    #expect(connection.sent == ["CALL 1"])
  }

  @Test("what wasn't sent is known not to have been done")
  func disconnectBeforeSending() async {
    // The waiting can't be seen from outside, but either it waits or it comes too late.
    async let waiting = CommandProbe.call(outbound, "1", clock)
    await clock.sleepers(1)
    outbound.close()
    #expect([.failed("disconnected, not sent"), .failed("offline")].contains(await waiting))
    #expect(connection.sent.isEmpty)
  }

  @Test("a caller that is gone already leaves nothing behind")
  func cancelledBefore() async {
    let caller = Task { [outbound, clock] in
      withUnsafeCurrentTask { $0?.cancel() }
      return await CommandProbe.call(outbound, "1", clock)
    }
    #expect(await caller.value != .answered)
    outbound.open()
    async let next = CommandProbe.call(outbound, "2", clock)
    #expect(await connection.next() == "CALL 2")
    CommandProbe.resolve(outbound, "2")
    #expect(await next == .answered)
  }

  @Test("a caller that goes away makes room")
  func cancelledWhileSent() async {
    outbound.open()
    let caller = Task { [outbound, clock] in await CommandProbe.call(outbound, "1", clock) }
    _ = await connection.next()
    caller.cancel()
    #expect(await caller.value != .answered)
    async let next = CommandProbe.call(outbound, "2", clock)
    #expect(await connection.next() == "CALL 2")
    CommandProbe.resolve(outbound, "2")
    #expect(await next == .answered)
  }

  @Test("not endlessly many wait")
  func capacity() async {
    let outcomes = await withTaskGroup(of: CommandProbe.Outcome.self) { group in
      for number in 0..<300 {
        group.addTask { [outbound, clock] in await CommandProbe.call(outbound, "\(number)", clock) }
      }
      // Those that find no room end at once; then the others do.
      var outcomes: [CommandProbe.Outcome] = []
      while outcomes.count < 44, let outcome = await group.next() { outcomes.append(outcome) }
      #expect(outcomes.allSatisfy { $0 == .failed("busy") })
      outbound.close()
      for await outcome in group { outcomes.append(outcome) }
      return outcomes
    }
    #expect(outcomes.filter { $0 == .failed("busy") }.count == 44)
    #expect(outcomes.filter { $0 == .failed("disconnected, not sent") }.count == 256)
  }
}
