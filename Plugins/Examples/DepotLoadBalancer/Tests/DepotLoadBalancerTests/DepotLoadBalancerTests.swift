import GatewayPluginSDK
import GatewayPluginTestKit
import Testing

@testable import DepotLoadBalancer

@Suite struct DepotLoadBalancerTests {
  private let time = DateTime(millisecondsSinceEpoch: 0)

  private func gateway(_ limit: Int = 32) throws -> TestGateway<DepotLoadBalancer> {
    let gateway = try TestGateway(
      DepotLoadBalancer.self,
      configuration: #"{"sites": [{"name": "north", "stations": ["DEPOT-*"], "limit": \#(limit)}]}"#)
    gateway.next(OCPP16.StartTransactionRequest.self) { request in
      .init(idTagInfo: .init(status: request.idTag == "no" ? .invalid : .accepted), transactionId: request.meterStart)
    }
    gateway.next(OCPP16.StopTransactionRequest.self) { _ in .init() }
    gateway.next(OCPP16.StatusNotificationRequest.self) { _ in .init() }
    gateway.next(OCPP201.TransactionEventRequest.self) { _ in .init() }
    gateway.station(answers: OCPP16.SetChargingProfileRequest.self) { _, _ in .init(status: .accepted) }
    gateway.station(answers: OCPP201.SetChargingProfileRequest.self) { _, _ in .init(status: .rejected) }
    return gateway
  }

  private func start(
    _ gateway: TestGateway<DepotLoadBalancer>,
    _ station: String,
    _ transaction: Int,
    _ tag: String = "A"
  ) async throws {
    _ = try await gateway.receive(
      OCPP16.StartTransactionRequest(connectorId: 1, idTag: tag, meterStart: transaction, timestamp: time),
      from: station)
    await gateway.settle()
  }

  /// Limits sent since the last ones, as `station ampere`.
  private func limits(_ gateway: TestGateway<DepotLoadBalancer>, after count: Int) -> [String] {
    gateway.commands.dropFirst(count).map { command in
      let limit =
        command.request(OCPP16.SetChargingProfileRequest.self)?.csChargingProfiles.chargingSchedule
        .chargingSchedulePeriod.first?.limit
        ?? command.request(OCPP201.SetChargingProfileRequest.self)?.chargingProfile.chargingSchedule.first?
        .chargingSchedulePeriod.first?.limit
      return "\(command.station) \(limit.map(String.init(describing:)) ?? "-")"
    }
  }

  @Test("cars share the limit, anew when one comes or goes")
  func comeAndGo() async throws {
    let gateway = try gateway()
    try await start(gateway, "DEPOT-1", 11)
    #expect(limits(gateway, after: 0) == ["DEPOT-1 32.0"])
    try await start(gateway, "DEPOT-2", 12)
    #expect(limits(gateway, after: 1) == ["DEPOT-1 16.0", "DEPOT-2 16.0"])
    let profile = gateway.commands[2].request(OCPP16.SetChargingProfileRequest.self)
    #expect(profile?.connectorId == 1 && profile?.csChargingProfiles.transactionId == 12)
    #expect(gateway.commands.allSatisfy { $0.isAfterReply })
    try await start(gateway, "DEPOT-3", 13)
    #expect(limits(gateway, after: 3) == ["DEPOT-1 10.6", "DEPOT-2 10.6", "DEPOT-3 10.6"])
    _ = try await gateway.receive(
      OCPP16.StopTransactionRequest(meterStop: 9, timestamp: time, transactionId: 11), from: "DEPOT-1")
    #expect(limits(gateway, after: 6) == ["DEPOT-2 16.0", "DEPOT-3 16.0"])
    // The station says the connector is free: its end was lost.
    _ = try await gateway.receive(
      OCPP16.StatusNotificationRequest(connectorId: 1, errorCode: .noError, status: .available), from: "DEPOT-3")
    #expect(limits(gateway, after: 8) == ["DEPOT-2 32.0"])
    #expect(gateway.metrics.last { $0.name == "charging_cars" }?.value == 1)
  }

  @Test("when it is too little for all, the last to come wait")
  func minimum() async throws {
    let gateway = try gateway(13)
    for (index, station) in ["DEPOT-1", "DEPOT-2", "DEPOT-3"].enumerated() {
      try await start(gateway, station, index + 1)
    }
    #expect(limits(gateway, after: 0) == ["DEPOT-1 13.0", "DEPOT-1 6.5", "DEPOT-2 6.5", "DEPOT-3 0.0"])
    _ = try await gateway.receive(
      OCPP16.StopTransactionRequest(meterStop: 9, timestamp: time, transactionId: 1), from: "DEPOT-1")
    #expect(limits(gateway, after: 4) == ["DEPOT-3 6.5"])
  }

  @Test("others' stations and refused cars get no share")
  func others() async throws {
    let gateway = try gateway()
    try await start(gateway, "STREET-1", 1)
    try await start(gateway, "DEPOT-1", 2, "no")
    #expect(gateway.commands.isEmpty)
  }

  @Test("2.0.1 stations take part; a limit that isn't taken is logged")
  func version201() async throws {
    let gateway = try gateway()
    for (type, seqNo) in [(OCPP201.TransactionEventEnumType.started, 0), (.updated, 1)] {
      _ = try await gateway.receive(
        OCPP201.TransactionEventRequest(
          eventType: type, timestamp: time, triggerReason: .authorized, seqNo: seqNo,
          transactionInfo: .init(transactionId: "T"), evse: .init(id: 2)),
        from: "DEPOT-9")
      await gateway.settle()
    }
    #expect(limits(gateway, after: 0) == ["DEPOT-9 32.0"])
    let request = gateway.commands.first?.request(OCPP201.SetChargingProfileRequest.self)
    #expect(request?.evseId == 2 && request?.chargingProfile.transactionId == "T")
    #expect(
      gateway.logs == [
        TestLogLine(
          .warning, "a limit was not taken", ["station": "DEPOT-9", "connector": "2", "answer": "Rejected"])
      ])
  }

  @Test(
    "stations are found by pattern",
    arguments: [("A*C", "ABBC", true), ("A*C", "AC", true), ("A*C", "ACB", false), ("*", "", true)])
  func pattern(_ pattern: String, _ station: String, _ matches: Bool) throws {
    let site = try Site(.init(name: "s", stations: [pattern], limit: 10))
    #expect(site.includes(station) == matches)
  }

  @Test("a limit below the minimum is refused")
  func configuration() {
    let error = #expect(throws: TestGatewayError.self) { try gateway(5) }
    #expect(error?.description.hasPrefix("site 'north': the limit must be at least the minimum") == true)
  }
}
