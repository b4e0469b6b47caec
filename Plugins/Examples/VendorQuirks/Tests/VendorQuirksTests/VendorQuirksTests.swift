import GatewayPluginSDK
import GatewayPluginTestKit
import Synchronization
import Testing

@testable import VendorQuirks

@Suite struct VendorQuirksTests {
  private let time = DateTime(rfc3339: "2026-03-01T13:00:00.000Z") ?? DateTime()
  private let earlier = DateTime(rfc3339: "2026-03-01T12:00:00.000Z") ?? DateTime()

  private func gateway(_ quirks: String, _ options: String = "") throws -> TestGateway<VendorQuirks> {
    try TestGateway(VendorQuirks.self, configuration: #"{"quirks": [\#(quirks)]\#(options)}"#)
  }

  @Test("id tags lose their padding", arguments: ["TAG-1  ", "\u{0}TAG-1\u{0}\u{0}", "TAG-1"])
  func idTags(_ tag: String) async throws {
    let gateway = try gateway(#""padded_id_tags""#)
    gateway.next(OCPP16.AuthorizeRequest.self) { request in
      .init(idTagInfo: .init(parentIdTag: request.idTag, status: .accepted))
    }
    let response = try await gateway.receive(OCPP16.AuthorizeRequest(idTag: tag))
    #expect(response.idTagInfo.parentIdTag == "TAG-1")
    #expect(gateway.metrics.isEmpty == (tag == "TAG-1"))
  }

  @Test("kWh are said to be kWh, local time becomes UTC")
  func energyAndTime() async throws {
    let gateway = try gateway(#""kilowatt_hours", "local_time""#, #", "minutes_ahead": 60"#)
    let seen = Mutex<[OCPP16.MeterValue]>([])
    gateway.next(OCPP16.MeterValuesRequest.self) { request in
      seen.withLock { $0 = request.meterValue }
      return .init()
    }
    gateway.next(OCPP16.StartTransactionRequest.self) { [earlier] request in
      .init(
        idTagInfo: .init(status: request.timestamp == earlier ? .accepted : .invalid), transactionId: request.meterStart
      )
    }
    _ = try await gateway.receive(
      OCPP16.MeterValuesRequest(
        connectorId: 1,
        meterValue: [
          .init(
            timestamp: time,
            sampledValue: [
              .init(value: "12.5"), .init(value: "3", measurand: .energyActiveImportRegister, unit: .kWh),
              .init(value: "16", measurand: .currentImport, unit: .a),
            ])
        ]))
    let values = seen.withLock { $0 }
    #expect(values.first?.timestamp == earlier)
    #expect(values.first?.sampledValue.map(\.unit) == [.kWh, .kWh, .a])
    let start = try await gateway.receive(
      OCPP16.StartTransactionRequest(connectorId: 1, idTag: "A", meterStart: 12, timestamp: time))
    #expect(start.transactionId == 12_000 && start.idTagInfo.status == .accepted)
  }

  @Test("2.0.1: tokens, energy and time")
  func version201() async throws {
    let gateway = try gateway(
      #""padded_id_tags", "kilowatt_hours", "local_time""#, #", "minutes_ahead": 60"#)
    let seen = Mutex<OCPP201.TransactionEventRequest?>(nil)
    gateway.next(OCPP201.TransactionEventRequest.self) { request in
      seen.withLock { $0 = request }
      return .init()
    }
    gateway.next(OCPP201.AuthorizeRequest.self) { request in
      .init(idTokenInfo: .init(status: request.idToken.idToken == "TAG-1" ? .accepted : .invalid))
    }
    gateway.next(OCPP201.StatusNotificationRequest.self) { [earlier] request in
      #expect(request.timestamp == earlier)
      return .init()
    }
    _ = try await gateway.receive(
      OCPP201.TransactionEventRequest(
        eventType: .started,
        meterValue: [
          .init(
            sampledValue: [
              .init(value: 12), .init(value: 3, unitOfMeasure: .init(unit: "Wh", multiplier: 1)),
              .init(value: 16, measurand: .currentImport),
              .init(value: 4, unitOfMeasure: .init(unit: "kWh")),
            ], timestamp: time)
        ], timestamp: time, triggerReason: .authorized, seqNo: 0, transactionInfo: .init(transactionId: "T-1"),
        idToken: .init(idToken: "TAG-1\u{0}", type: .iso14443)))
    let request = try #require(seen.withLock { $0 })
    #expect(request.timestamp == earlier && request.meterValue?.first?.timestamp == earlier)
    #expect(request.idToken?.idToken == "TAG-1")
    let units = request.meterValue?.first?.sampledValue.map(\.unitOfMeasure)
    #expect(units == [.init(unit: "kWh"), .init(unit: "kWh", multiplier: 1), nil, .init(unit: "kWh")])
    let answer = try await gateway.receive(
      OCPP201.AuthorizeRequest(idToken: .init(idToken: " TAG-1", type: .iso14443)))
    #expect(answer.idTokenInfo.status == .accepted)
    _ = try await gateway.receive(
      OCPP201.StatusNotificationRequest(timestamp: time, connectorStatus: .available, evseId: 1, connectorId: 1))
  }

  @Test("without quirks nothing is changed")
  func none() async throws {
    let gateway = try gateway("")
    gateway.next(OCPP16.StartTransactionRequest.self) { request in
      .init(idTagInfo: .init(parentIdTag: request.idTag, status: .accepted), transactionId: request.meterStart)
    }
    let response = try await gateway.receive(
      OCPP16.StartTransactionRequest(connectorId: 1, idTag: "A ", meterStart: 12, timestamp: time))
    #expect(response.transactionId == 12 && response.idTagInfo.parentIdTag == "A ")
  }

  @Test("a half configuration is refused")
  func configuration() {
    let error = #expect(throws: TestGatewayError.self) { try gateway(#""local_time""#) }
    #expect(error?.description == "'minutes_ahead' belongs to the quirk 'local_time': give both or none")
  }
}
