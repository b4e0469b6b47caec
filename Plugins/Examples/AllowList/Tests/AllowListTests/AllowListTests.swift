import Foundation
import GatewayPluginSDK
import GatewayPluginTestKit
import Testing

@testable import AllowList

@Suite struct AllowListTests {
  private let file = FileManager.default.temporaryDirectory.appending(component: "allow-\(UUID().uuidString)")

  private func gateway(_ text: String, _ options: String = "") throws -> TestGateway<AllowList> {
    try Data(text.utf8).write(to: file)
    let gateway = try TestGateway(AllowList.self, configuration: #"{"file": "\#(file.path)"\#(options)}"#)
    gateway.next(OCPP16.AuthorizeRequest.self) { _ in .init(idTagInfo: .init(status: .blocked)) }
    gateway.next(OCPP16.StartTransactionRequest.self) { _ in
      .init(idTagInfo: .init(status: .accepted), transactionId: 77)
    }
    gateway.next(OCPP201.TransactionEventRequest.self) { _ in .init(totalCost: 3) }
    return gateway
  }

  private let list = """
    # fleet
    Tag-1
    TAG-2 2020-01-01T00:00:00Z   # left the company
    TAG-3 2099-01-01T00:00:00Z
    """

  @Test(
    "1.6: listed, expired, unlisted",
    arguments: [("TAG-1", OCPP16.AuthorizationStatus.accepted), ("TAG-2", .expired), ("TAG-9", .invalid)])
  func authorize(_ tag: String, _ status: OCPP16.AuthorizationStatus) async throws {
    let response = try await gateway(list).receive(OCPP16.AuthorizeRequest(idTag: tag))
    #expect(response.idTagInfo == .init(status: status))
  }

  @Test("2.0.1: listed until a date, unlisted")
  func authorize201() async throws {
    let gateway = try gateway(list)
    func info(_ token: String) async throws -> OCPP201.IdTokenInfoType {
      try await gateway.receive(OCPP201.AuthorizeRequest(idToken: .init(idToken: token, type: .iso14443))).idTokenInfo
    }
    let expiry = try #require(DateTime(rfc3339: "2099-01-01T00:00:00.000Z"))
    #expect(try await info("tag-3") == .init(status: .accepted, cacheExpiryDateTime: expiry))
    #expect(try await info("TAG-9") == .init(status: .unknown))
  }

  @Test("a transaction is recorded, whatever the list says")
  func transactions() async throws {
    let gateway = try gateway(list)
    let time = DateTime(millisecondsSinceEpoch: 0)
    let response = try await gateway.receive(
      OCPP16.StartTransactionRequest(connectorId: 1, idTag: "TAG-9", meterStart: 0, timestamp: time))
    #expect(response.transactionId == 77 && response.idTagInfo.status == .invalid)
    let event = try await gateway.receive(
      OCPP201.TransactionEventRequest(
        eventType: .started, timestamp: time, triggerReason: .authorized, seqNo: 0,
        transactionInfo: .init(transactionId: "T"), idToken: .init(idToken: "TAG-1", type: .iso14443)))
    #expect(event.totalCost == 3 && event.idTokenInfo?.status == .accepted)
  }

  @Test("`unlisted: next` asks the rest of the chain")
  func next() async throws {
    let response = try await gateway(list, #", "unlisted": "next""#).receive(OCPP16.AuthorizeRequest(idTag: "TAG-9"))
    #expect(response.idTagInfo.status == .blocked)
  }

  @Test("a changed file counts at once; a broken one doesn't, and is reported once")
  func reload() async throws {
    let gateway = try gateway(list)
    func status() async throws -> OCPP16.AuthorizationStatus {
      try await gateway.receive(OCPP16.AuthorizeRequest(idTag: "TAG-9")).idTagInfo.status
    }
    #expect(try await status() == .invalid)
    try Data("TAG-9".utf8).write(to: file)
    #expect(try await status() == .accepted)
    try Data("TAG-1\nTAG-9 tomorrow".utf8).write(to: file)
    #expect(try await status() == .accepted)
    #expect(try await status() == .accepted)
    #expect(gateway.logs.count == 1)
    #expect(
      gateway.logs.first?.fields["reason"]?.hasSuffix(":2: 'tomorrow' is no date such as 2030-12-31T23:59:59Z") == true)
  }

  @Test("a missing file refuses the configuration")
  func missing() {
    let error = #expect(throws: TestGatewayError.self) {
      try TestGateway(AllowList.self, configuration: #"{"file": "/nowhere/list"}"#)
    }
    #expect(error?.description == "/nowhere/list: No such file or directory")
  }
}
