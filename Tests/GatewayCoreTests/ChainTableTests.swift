import GatewayCore
import OCPP16
import OCPPCodec
import Testing

@Suite("ChainTable")
struct ChainTableTests {
  private typealias Declaration = ChainDeclaration

  private func names(
    _ fixture: CoreFixture, _ action: String, _ direction: MessageDirection = .inbound, _ version: OCPPVersion = .v16,
    rule: Int? = nil
  ) throws -> [String] {
    let descriptor = try #require(MessageCatalog.of(version).action(named: action))
    return fixture.chains.chain(Route(version, direction, action: descriptor.index), rule: rule).names
  }

  private func handlers(_ names: String...) -> [any Handler] { names.map { TracingHandler(name: $0) } }

  @Test("a chain of its own instead of the one for all, in its own order")
  func order() throws {
    let fixture = try CoreFixture(
      handlers("a", "b", "c"),
      chains: [
        Declaration(version: .v16, action: "Authorize", handlers: ["c", "a"]),
        Declaration(version: .v16, action: "*", handlers: ["a", "b"]),
        Declaration(version: .v16, action: "Heartbeat", handlers: []),
        Declaration(version: .v201, action: "*", handlers: ["b"]),
      ])
    #expect(fixture.problems.isEmpty)
    #expect(try names(fixture, "Authorize") == ["c", "a"])
    #expect(try names(fixture, "BootNotification") == ["a", "b"])
    #expect(try names(fixture, "Heartbeat") == [])
    #expect(try names(fixture, "Authorize", .inbound, .v201) == ["b"])
  }

  @Test("each direction has the handlers that take part in it")
  func directions() throws {
    let fixture = try CoreFixture([
      TracingHandler(name: "in", directions: [.inbound]), TracingHandler(name: "out", directions: [.outbound]),
      TracingHandler(name: "some", actions: ["DataTransfer", "Reset"]),
    ])
    #expect(fixture.problems.isEmpty)
    #expect(try names(fixture, "DataTransfer", .inbound) == ["in", "some"])
    #expect(try names(fixture, "DataTransfer", .outbound) == ["out", "some"])
    #expect(try names(fixture, "Heartbeat", .inbound) == ["in"])
    #expect(try names(fixture, "Heartbeat", .outbound) == [])
    #expect(try names(fixture, "Reset", .inbound) == [])
    #expect(try names(fixture, "Reset", .outbound) == ["out", "some"])
  }

  @Test("a rule's chains over the general ones, action by action; the first rule counts")
  func rules() throws {
    let fixture = try CoreFixture(
      handlers("a", "b", "c"),
      chains: [
        Declaration(version: .v16, action: "*", handlers: ["a"]),
        Declaration(version: .v16, action: "Authorize", handlers: ["b"]),
      ],
      rules: [
        StationRule(chains: [Declaration(version: .v16, action: "Authorize", handlers: ["c", "b"])]) { id, _ in
          id.text.hasPrefix("D")
        },
        StationRule(chains: [Declaration(version: .v16, action: "*", handlers: ["c"])]) { _, type in
          type.vendor == "V" || type.model == "M" || type.firmware == "2"
        },
      ])
    #expect(fixture.problems.isEmpty)
    let depot = try #require(StationID("D1"))
    let other = try #require(StationID("X1"))
    #expect(fixture.chains.rule(for: depot, type: StationType(vendor: "V")) == 0)
    #expect(fixture.chains.rule(for: other, type: StationType(vendor: "V")) == 1)
    #expect(fixture.chains.rule(for: other, type: StationType(model: "M")) == 1)
    #expect(fixture.chains.rule(for: other, type: StationType(firmware: "2")) == 1)
    #expect(fixture.chains.rule(for: other, type: StationType()) == nil)
    #expect(try names(fixture, "Authorize") == ["b"])
    #expect(try names(fixture, "Authorize", rule: 0) == ["c", "b"])
    #expect(try names(fixture, "Heartbeat", rule: 0) == ["a"])
    // What a rule says of all actions goes before what is said in general of one.
    #expect(try names(fixture, "Authorize", rule: 1) == ["c"])
  }

  @Test("problems say where they are")
  func problems() throws {
    let fixture = try CoreFixture(
      [TracingHandler(name: "a"), TracingHandler(name: "boot", actions: ["BootNotification"])],
      chains: [
        Declaration(version: .v16, action: "*", handlers: ["a", "boot", "none"]),
        Declaration(version: .v16, action: "Authorise", handlers: ["a"]),
        Declaration(version: .v16, action: "Heartbeat", handlers: ["a", "boot"]),
        Declaration(version: .v201, action: "NotifyReport", handlers: ["a", "a"]),
      ],
      rules: [
        StationRule(chains: []) { _, _ in true },
        StationRule(chains: [
          Declaration(version: .v201, action: "*", handlers: ["a"]),
          Declaration(version: .v201, action: "StopTransaction", handlers: []),
        ]) { _, _ in true },
      ])
    let places = fixture.problems.map { [$0.rule ?? -1, $0.declaration, $0.handler ?? -1] }
    #expect(Set(places) == [[-1, 0, 2], [-1, 1, -1], [-1, 2, 1], [-1, 3, 1], [1, 1, -1]])
    #expect(places.count == 5)
    let messages = fixture.problems.map(\.message)
    for part in [
      "'none'; there are: a, boot", "'Authorise'", "can't take part in Heartbeat", "twice", "'StopTransaction'",
    ] {
      #expect(messages.contains { $0.contains(part) }, "\(part)")
    }
  }

  @Test("a chain runs to its end and back")
  func running() async throws {
    let trace = TracingHandler.Trace()
    let fixture = try CoreFixture([TracingHandler(name: "a", trace: trace), TracingHandler(name: "b", trace: trace)])
    let call = try Call("ClearCache", .v16, .outbound)
    let context = CallContext(session: try fixture.open(), services: fixture.services)
    let chain = fixture.chains.chain(Route(.v16, .outbound, action: call.action.index), rule: nil)
    let answer = try await chain(call, context) { _, _, _ in
      trace.note("station")
      return OCPP16.ClearCacheResponse(status: .accepted)
    }
    #expect(answer as? OCPP16.ClearCacheResponse == OCPP16.ClearCacheResponse(status: .accepted))
    #expect(trace.names == ["a in", "b in", "station", "b out", "a out"])
  }

  @Test("a handler can answer by itself, refuse, and change what goes on")
  func intervening() async throws {
    var handler = RoutedHandler(name: "h")
    handler.onCommand(OCPP16.ResetRequest.self) { request, _, next in
      if request.type == .hard { throw CallError(.securityError, "no") }
      return OCPP16.ResetResponse(status: .rejected)
    }
    handler.onCommand(OCPP16.ChangeConfigurationRequest.self) { request, _, next in
      var request = request
      request.value = "changed"
      return try await next(request)
    }
    let fixture = try CoreFixture([handler])
    let context = CallContext(session: try fixture.open(), services: fixture.services)
    func run(_ call: Call, end: @escaping HandlerLink) async throws -> any OCPPMessage {
      let route = Route(.v16, .outbound, action: call.action.index)
      return try await fixture.chains.chain(route, rule: nil)(call, context, end: end)
    }
    let unreached: HandlerLink = { _, _, _ in throw FixtureError(description: "reached the station") }
    let soft = try await run(try Call("Reset", .v16, .outbound, payload: #"{"type":"Soft"}"#), end: unreached)
    #expect((soft as? OCPP16.ResetResponse)?.status == .rejected)
    await #expect(throws: CallError.self) {
      try await run(try Call("Reset", .v16, .outbound, payload: #"{"type":"Hard"}"#), end: unreached)
    }
    let seen = TracingHandler.Trace()
    _ = try await run(
      try Call("ChangeConfiguration", .v16, .outbound, payload: #"{"key":"k","value":"v"}"#)
    ) { call, _, _ in
      seen.note((call.message as? OCPP16.ChangeConfigurationRequest)?.value ?? "-")
      return OCPP16.ChangeConfigurationResponse(status: .accepted)
    }
    #expect(seen.names == ["changed"])
  }
}
