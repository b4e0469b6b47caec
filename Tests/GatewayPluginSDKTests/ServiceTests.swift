import GatewayPluginSDK
import GatewayPluginTestKit
import Testing

@Suite("SDK: what the gateway does for a plugin")
struct ServiceTests {
  private func gateway() throws -> TestGateway<Counter> {
    let gateway = try TestGateway(Counter.self)
    gateway.next(OCPP16.HeartbeatRequest.self) { _ in .init(currentTime: DateTime()) }
    return gateway
  }

  @Test("state is read, and committed with the answer")
  func state() async throws {
    let gateway = try gateway()
    for _ in 1...3 { _ = try await gateway.receive(OCPP16.HeartbeatRequest()) }
    #expect(try gateway.stateValue("count", as: Int.self) == 3)
  }

  @Test("a value that expires is gone when the gateway's clock says so, and only then")
  func expiry() async throws {
    let time = try #require(DateTime(rfc3339: "2026-03-01T12:00:00.000Z"))
    let gateway = try TestGateway(Counter.self, time: time)
    gateway.next(OCPP16.HeartbeatRequest.self) { _ in .init(currentTime: DateTime()) }
    func heartbeat() async throws -> String? {
      _ = try await gateway.receive(OCPP16.HeartbeatRequest())
      return try gateway.stateValue("recent", as: String.self)
    }
    #expect(try await heartbeat() == "2026-03-01T12:00:00.000Z")
    gateway.advance(by: .milliseconds(59_999))
    #expect(try await heartbeat() == "2026-03-01T12:00:00.000Z")
    gateway.advance(by: .milliseconds(1))
    #expect(try gateway.stateValue("recent", as: String.self) == nil)
    #expect(try await heartbeat() == "2026-03-01T12:01:00.000Z")
    #expect(try gateway.stateValue("count", as: Int.self) == 3)
  }

  @Test("what a handler read and somebody else wrote meanwhile: it is run again, the rest of the chain is not")
  func conflict() async throws {
    let gateway = try gateway()
    gateway.next(OCPP16.HeartbeatRequest.self) { _ in
      try gateway.setStateValue("count", (gateway.stateValue("count", as: Int.self) ?? 0) + 100)
      return .init(currentTime: DateTime())
    }
    _ = try await gateway.receive(OCPP16.HeartbeatRequest())
    #expect(try gateway.stateValue("count", as: Int.self) == 101)
  }

  @Test("a handler that fails leaves no state behind")
  func failure() async throws {
    let gateway = try gateway()
    await #expect(throws: TestGatewayError.self) {
      try await gateway.receive(OCPP16.MeterValuesRequest(connectorId: 1, meterValue: []))
    }
    #expect(try gateway.stateValue("kept", as: String.self) == nil)
  }

  @Test("commands: the own station only after the reply, others at once")
  func commands() async throws {
    let gateway = try gateway()
    gateway.station(answers: OCPP16.ClearCacheRequest.self) { station, _ in
      guard station == "CP-2" else { throw OCPPError(.notSupported, "no cache") }
      return .init(status: .accepted)
    }
    func status(_ connector: Int) -> OCPP16.StatusNotificationRequest {
      .init(connectorId: connector, errorCode: .noError, status: .available)
    }
    _ = try await gateway.receive(status(1))
    _ = try await gateway.receive(status(2))
    await #expect(throws: OCPPError(.notSupported, "no cache")) { try await gateway.receive(status(3)) }
    #expect(gateway.logs.map(\.message) == ["same", "Accepted"])
    #expect(gateway.commands.map(\.station) == ["CP-2", "CP-3"])

    _ = try await gateway.receive(OCPP16.HeartbeatRequest())
    await gateway.settle()
    let command = try #require(gateway.commands.last)
    #expect(command.isAfterReply && command.station == "CP-1")
    #expect(command.request(OCPP16.TriggerMessageRequest.self)?.requestedMessage == .meterValues)
  }

  @Test("what has no handler of its own gets to the one for all")
  func any() async throws {
    let gateway = try gateway()
    gateway.next(OCPP201.HeartbeatRequest.self) { _ in .init(currentTime: DateTime()) }
    _ = try await gateway.receive(OCPP201.HeartbeatRequest())
    _ = try await gateway.receive(OCPP16.HeartbeatRequest())
    #expect(gateway.logs.map(\.message) == ["2.0.1 Heartbeat"])
  }

  @Test("background work runs beside the handlers")
  func background() async throws {
    let gateway = try TestGateway(Sleeper.self)
    for _ in 1...1000 where gateway.logs.isEmpty { try await Task.sleep(for: .milliseconds(2)) }
    #expect(gateway.logs.map(\.message) == ["running"])
    #expect(try gateway.stateValue("started", as: Int.self) == 1)
  }
}
