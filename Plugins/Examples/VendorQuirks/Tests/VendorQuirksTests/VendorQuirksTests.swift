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
