import GatewayCore
import GatewayTestSupport
import OCPP16
import OCPP201
import OCPPCodec
import Synchronization
import Testing

@Suite("Dispatcher")
struct DispatcherTests {
  /// A handler that fails so many times, then answers; it counts.
  private final class Failing: Sendable {
    private let state: Mutex<(left: Int, attempts: Int)>
    private let error: any Error

    init(_ times: Int, _ error: any Error = StoreError(.unavailable, "the disk is full")) {
      state = Mutex((times, 0))
      self.error = error
    }

    var attempts: Int { state.withLock { $0.attempts } }

    func attempt() throws {
      let fails = state.withLock { state in
        state.attempts += 1
        state.left -= 1
        return state.left >= 0
      }
      if fails { throw error }
    }

    var handler: RoutedHandler {
      var handler = RoutedHandler(name: "core")
      handler.on(OCPP16.StartTransactionRequest.self) { _, _, _ in
        try self.attempt()
        return try OCPP16.StartTransactionResponse.decode(#"{"idTagInfo":{"status":"Accepted"},"transactionId":7}"#)
      }
      handler.on(OCPP16.AuthorizeRequest.self) { _, _, _ in
        try self.attempt()
        return try OCPP16.AuthorizeResponse.decode(#"{"idTagInfo":{"status":"Accepted"}}"#)
      }
      handler.on(OCPP16.BootNotificationRequest.self) { _, _, _ in
        try self.attempt()
        return try OCPP16.BootNotificationResponse.decode(
          #"{"currentTime":"2026-01-01T00:00:00Z","interval":300,"status":"Accepted"}"#)
      }
      handler.on(OCPP201.TransactionEventRequest.self) { _, _, _ in
        try self.attempt()
        return try OCPP201.TransactionEventResponse.decode("{}")
      }
      handler.on(OCPP201.NotifyReportRequest.self) { _, _, _ in
        try self.attempt()
        return try OCPP201.NotifyReportResponse.decode("{}")
      }
      return handler
    }
  }

  private let start =
    #"[2,"s1","StartTransaction",{"connectorId":1,"idTag":"T","meterStart":5,"timestamp":"2026-01-01T00:00:00Z"}]"#
  private let started = #"[3,"s1",{"idTagInfo":{"status":"Accepted"},"transactionId":7}]"#
  private let authorize = #"[2,"a1","Authorize",{"idTag":"T"}]"#
  private let authorized = #"[3,"a1",{"idTagInfo":{"status":"Accepted"}}]"#
  private let event = """
    [2,"e1","TransactionEvent",{"eventType":"Started","timestamp":"2026-01-01T00:00:00Z","triggerReason":"Authorized",\
    "seqNo":0,"transactionInfo":{"transactionId":"t"}}]
    """
  private let report = #"[2,"r1","NotifyReport",{"requestId":1,"generatedAt":"2026-01-01T00:00:00Z","seqNo":0}]"#

  @Test("a transaction message waits for the store")
  func stalls() async throws {
    let failing = Failing(2)
    let fixture = try CoreFixture([failing.handler], clock: ManualClock(isInstant: true))
    #expect(await fixture.answer(start, try fixture.open()) == .frame(started))
    #expect(failing.attempts == 3)
    #expect(fixture.clock.slept == [.seconds(1), .seconds(1)])
  }

  @Test("a transaction message that the store never takes gets no answer, and nothing is kept")
  func givesUp() async throws {
    let failing = Failing(4)
    let stall = StallPolicy(limit: .seconds(3), interval: .seconds(1))
    let fixture = try CoreFixture([failing.handler], stall: stall, clock: ManualClock(isInstant: true))
    let session = try fixture.open()
    #expect(await fixture.answer(start, session) == .close(.overloaded))
    #expect(failing.attempts == 4)
    // It comes again when the store is well.
    #expect(await fixture.answer(start, session) == .frame(started))
  }

  @Test("in 2.0.1 too")
  func givesUp201() async throws {
    let stall = StallPolicy(limit: .seconds(3), interval: .seconds(1))
    let fixture = try CoreFixture([Failing(100).handler], stall: stall, clock: ManualClock(isInstant: true))
    #expect(await fixture.answer(event, try fixture.open("A", .v201)) == .close(.overloaded))
  }

  @Test("other messages are answered with InternalError at once")
  func internalError() async throws {
    let fixture = try CoreFixture([Failing(1).handler], clock: ManualClock(isInstant: true))
    let session = try fixture.open()
    #expect(await fixture.answer(authorize, session).errorCode == "InternalError")
    #expect(fixture.clock.slept.isEmpty)
  }

  @Test("an error that isn't the store's is no reason to wait, and says nothing of itself")
  func otherError() async throws {
    let fixture = try CoreFixture(
      [Failing(1, FixtureError(description: "secret")).handler], clock: ManualClock(isInstant: true))
    let answer = await fixture.answer(start, try fixture.open())
    #expect(answer.errorCode == "InternalError")
    #expect("\(answer)".contains("secret") == false)
    #expect(fixture.clock.slept.isEmpty)
  }

  @Test("a retry gets the same answer and runs nothing; another message with its id does")
  func retry() async throws {
    let failing = Failing(0)
    let fixture = try CoreFixture([failing.handler])
    let session = try fixture.open()
    #expect(await fixture.answer(start, session) == .frame(started))
    #expect(await fixture.answer(start, session) == .frame(started))
    #expect(failing.attempts == 1)
    #expect(await fixture.answer(start.replacing("meterStart\":5", with: "meterStart\":6"), session) == .frame(started))
    #expect(failing.attempts == 2)
  }

  @Test("a CALLERROR is kept as well")
  func retryOfError() async throws {
    let failing = Failing(1, CallError(.genericError, "no"))
    let fixture = try CoreFixture([failing.handler])
    let session = try fixture.open()
    let first = await fixture.answer(authorize, session)
    #expect(first.errorCode == "GenericError")
    #expect(await fixture.answer(authorize, session) == first)
    #expect(failing.attempts == 1)
  }

  @Test(
    "before the boot is accepted",
    arguments: [
      (nil, .v16, true, true), (.pending, .v16, true, true), (.rejected, .v16, true, true), (nil, .v16, false, false),
      (.pending, .v16, false, false), (.accepted, .v16, false, true), (nil, .v201, true, false),
      (.pending, .v201, true, false), (.rejected, .v201, true, false), (.accepted, .v201, true, true),
    ] as [(RegistrationState?, OCPPVersion, Bool, Bool)])
  func boot(
    _ registration: RegistrationState?, _ version: OCPPVersion, _ isLenient: Bool, _ isAllowed: Bool
  ) async throws {
    let fixture = try CoreFixture([Failing(0).handler], boot: BootPolicy(isLenientWith16: isLenient))
    let session = try fixture.open("A", version, registration: registration)
    let answer = await fixture.answer(version == .v16 ? authorize : event, session)
    #expect(answer.errorCode == (isAllowed ? nil : "SecurityError"))
    #expect(answer != .nothing)
  }

  @Test("a strict gateway still lets stations boot")
  func bootItself() async throws {
    let fixture = try CoreFixture([Failing(0).handler], boot: BootPolicy(isLenientWith16: false))
    let session = try fixture.open(registration: nil)
    let boot = #"[2,"b1","BootNotification",{"chargePointVendor":"v","chargePointModel":"m"}]"#
    let answer = await fixture.answer(boot, session)
    #expect(answer.id == "b1" && answer.errorCode == nil)
  }

  @Test("what the gateway asked for may come before the boot is accepted")
  func expected() async throws {
    let fixture = try CoreFixture([Failing(0).handler])
    let session = try fixture.open("A", .v201, registration: .pending)
    #expect(await fixture.answer(report, session).errorCode == "SecurityError")
    session.expect("NotifyReport")
    let other = report.replacing("r1", with: "r2")
    #expect(await fixture.answer(other, session) == .frame(#"[3,"r2",{}]"#))
    #expect(await fixture.answer(event, session).errorCode == "SecurityError")
  }

  @Test(
    "frames that are not handled",
    arguments: [
      (.v16, "x", "-1", "FormationViolation"), (.v201, "x", "-1", "RpcFrameworkError"),
      (.v16, #"[2,"7"]"#, "7", "FormationViolation"), (.v201, #"[2,"7"]"#, "7", "RpcFrameworkError"),
      (.v16, #"[2,"7","Nothing",{}]"#, "7", "NotImplemented"), (.v201, #"[2,"7","Nothing",{}]"#, "7", "NotImplemented"),
      (.v16, #"[2,"7","Heartbeat",{}]"#, "7", "NotSupported"), (.v16, #"[2,"7","ClearCache",{}]"#, "7", "NotSupported"),
      (.v16, #"[2,"7","Authorize",{}]"#, "7", "OccurenceConstraintViolation"),
      (.v201, #"[2,"7","NotifyReport",{}]"#, "7", "OccurrenceConstraintViolation"),
      (.v16, #"[9,"7"]"#, nil, nil), (.v201, #"[9,"7"]"#, "7", "MessageTypeNotSupported"),
      (.v16, #"[3,"7",{}]"#, nil, nil), (.v201, #"[4,"7","GenericError","",{}]"#, nil, nil), (.v16, "[3", nil, nil),
      (.v201, #"[4,"7"]"#, nil, nil),
    ] as [(OCPPVersion, String, String?, String?)])
  func refused(_ version: OCPPVersion, _ text: String, _ id: String?, _ code: String?) async throws {
    let fixture = try CoreFixture([Failing(0).handler])
    let answer = await fixture.answer(text, try fixture.open("A", version))
    #expect(answer.id == id)
    #expect(answer.errorCode == code)
    if code == nil { #expect(answer == .nothing) }
  }

  @Test("hostile text is never echoed raw")
  func hostileText() async throws {
    let fixture = try CoreFixture()
    let answer = await fixture.answer(
      #"[2,"7","\u001b[31m\u202e"# + String(repeating: "x", count: 5000) + #"",{}]"#, try fixture.open())
    guard case .frame(let text) = answer else {
      Issue.record("not answered: \(answer)")
      return
    }
    #expect(text.utf8.count < 400)
    #expect(text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0 != "\u{202E}" })
    #expect(text.contains(#"\\u{1b}"#))
  }

  @Test("what a station boots as chooses the station's chains")
  func ruleByBoot() async throws {
    let general = Failing(0, CallError(.genericError, "")).handler
    var special = RoutedHandler(name: "special")
    special.on(OCPP16.AuthorizeRequest.self) { _, _, _ in throw CallError(.protocolError, "special") }
    let fixture = try CoreFixture(
      [general, special], chains: [ChainDeclaration(version: .v16, action: "*", handlers: ["core"])],
      rules: [
        StationRule(chains: [ChainDeclaration(version: .v16, action: "Authorize", handlers: ["special"])]) {
          $1 == StationType(vendor: "ACME", model: "X1", firmware: "7.1")
        }
      ])
    let session = try fixture.open()
    #expect(await fixture.answer(authorize, session) == .frame(authorized))
    let boot =
      #"[2,"b1","BootNotification",{"chargePointVendor":"ACME","chargePointModel":"X1","firmwareVersion":"7.1"}]"#
    _ = await fixture.answer(boot, session)
    #expect(session.rule == 0)
    #expect(await fixture.answer(authorize.replacing("a1", with: "a2"), session).errorCode == "ProtocolError")
  }

  @Test("messages are signs of life")
  func lastSeen() throws {
    let fixture = try CoreFixture()
    let session = try fixture.open()
    let before = session.lastSeenAt
    fixture.clock.advance(by: .seconds(5))
    _ = fixture.receive("nonsense", session)
    #expect(session.lastSeenAt == before + 5000)
  }
}
