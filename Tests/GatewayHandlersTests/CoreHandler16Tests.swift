import GatewayCore
import GatewayHandlers
import OCPPCodec
import Testing

struct CoreHandler16Tests {
  private static let start = #"{"connectorId":1,"idTag":"TAG-1","meterStart":1000,"timestamp":"2026-03-14T09:00:00Z"}"#

  private func conversation(_ tokens: [IdTokenRecord] = [IdTokenRecord(id: "TAG-1")]) async throws -> Conversation {
    let conversation = try Conversation(.v16)
    try await conversation.store.putIdTokens(tokens)
    return conversation
  }

  @Test func bootIsRecordedAndAnswered() async throws {
    let conversation = try Conversation(.v16, registration: nil)
    let answer = try await conversation.result(
      "BootNotification", #"{"chargePointVendor":"ACME","chargePointModel":"M1","firmwareVersion":"1.2"}"#)
    #expect(answer["status"]?.string == "Accepted")
    #expect(answer["interval"]?.integer == 300)
    #expect(answer["currentTime"]?.string == "2026-03-14T09:26:03.111Z")
    let record = try #require(try await conversation.store.station(conversation.station))
    #expect(record.vendor == "ACME")
    #expect(record.firmwareVersion == "1.2")
    #expect(record.registration == .accepted)
  }

  @Test func pendingStationsWaitWhenTheConfigurationIsStrict() async throws {
    let configuration = CoreConfiguration(
      registration: .pending, bootRetryInterval: .seconds(7), beforeBoot: BootPolicy(isLenientWith16: false))
    let conversation = try Conversation(.v16, configuration: configuration, registration: nil)
    let boot = try await conversation.result("BootNotification", #"{"chargePointVendor":"A","chargePointModel":"M"}"#)
    #expect(boot["status"]?.string == "Pending")
    #expect(boot["interval"]?.integer == 7)
    let heartbeat = try await conversation.call("Heartbeat", "{}", id: "2")
    #expect(heartbeat.elements[2].string == "SecurityError")
  }

  @Test(arguments: [
    (IdTokenRecord(id: "tag-1"), "Accepted"),
    (IdTokenRecord(id: "TAG-1", status: .blocked), "Blocked"),
    (IdTokenRecord(id: "TAG-1", expiryDate: "2026-03-14T09:26:03Z", expiresAt: 1_773_480_363_000), "Expired"),
    (IdTokenRecord(id: "TAG-1", parent: "FLEET"), "Blocked"),
    (IdTokenRecord(id: "OTHER"), "Invalid"),
  ])
  func authorizes(token: IdTokenRecord, status: String) async throws {
    let conversation = try await conversation([token, IdTokenRecord(id: "FLEET", status: .blocked)])
    let answer = try await conversation.result("Authorize", #"{"idTag":"TAG-1"}"#)
    #expect(answer["idTagInfo"]?["status"]?.string == status)
  }

  @Test func aTransactionIsStartedMeteredAndStopped() async throws {
    let conversation = try await conversation()
    let started = try await conversation.result("StartTransaction", Self.start)
    let id = try #require(started["transactionId"]?.integer)
    #expect(id > 0 && id <= Int(Int32.max))
    #expect(started["idTagInfo"]?["status"]?.string == "Accepted")
    _ = try await conversation.result(
      "MeterValues",
      #"{"connectorId":1,"transactionId":\#(id),"meterValue":[{"timestamp":"2026-03-14T09:10:00Z","sampledValue":[{"value":"1100"}]}]}"#,
      id: "2")
    let stopped = try await conversation.result(
      "StopTransaction",
      #"{"transactionId":\#(id),"meterStop":1500,"timestamp":"2026-03-14T09:20:00Z","reason":"Local"}"#, id: "3")
    #expect(stopped["idTagInfo"] == nil)
    let record = try #require(try await conversation.store.transaction(String(id), of: conversation.station))
    #expect(record.state == .ended)
    #expect(record.meterStart == 1000)
    #expect(record.meterStop == 1500)
    #expect(record.stopReason == "Local")
    let values = try await conversation.store.meterValues(
      ofTransaction: String(id), of: conversation.station, limit: 10)
    #expect(values.count == 1)
  }

  @Test func aRepeatedStartHasTheSameIdAndASecondOneIsConcurrent() async throws {
    let conversation = try await conversation()
    let first = try await conversation.result("StartTransaction", Self.start)
    let again = try await conversation.result("StartTransaction", Self.start, id: "2")
    #expect(first["transactionId"] == again["transactionId"])
    let other = try await conversation.result(
      "StartTransaction",
      #"{"connectorId":2,"idTag":"TAG-1","meterStart":0,"timestamp":"2026-03-14T09:01:00Z"}"#, id: "3")
    #expect(other["idTagInfo"]?["status"]?.string == "ConcurrentTx")
    #expect(other["transactionId"] != first["transactionId"])
  }

  @Test func aRefusedStartHasAnIdToo() async throws {
    let conversation = try await conversation([])
    let answer = try await conversation.result("StartTransaction", Self.start)
    #expect(answer["idTagInfo"]?["status"]?.string == "Invalid")
    #expect((answer["transactionId"]?.integer ?? 0) > 0)
  }

  @Test(arguments: [-1, 0, 4711])
  func aStopOfNothingIsAnsweredAndKept(id: Int) async throws {
    let conversation = try await conversation()
    _ = try await conversation.result(
      "StopTransaction", #"{"transactionId":\#(id),"meterStop":5,"timestamp":"2026-03-14T09:20:00Z"}"#)
    let orphans = try await conversation.store.transactions(
      TransactionQuery(station: conversation.station, state: .orphaned))
    #expect(orphans.map(\.id) == [String(id)])
  }

  @Test func statusIsKeptUnlessALaterOneIsThere() async throws {
    let conversation = try await conversation()
    for (id, status, time) in [("1", "Charging", "09:10"), ("2", "Available", "09:00")] {
      _ = try await conversation.result(
        "StatusNotification",
        #"{"connectorId":1,"errorCode":"NoError","status":"\#(status)","timestamp":"2026-03-14T\#(time):00Z"}"#, id: id)
    }
    let connectors = try await conversation.store.connectors(of: conversation.station)
    #expect(connectors.map(\.status) == ["Charging"])
  }

  @Test func dataOfUnknownVendorsIsRefused() async throws {
    let conversation = try await conversation()
    let answer = try await conversation.result("DataTransfer", #"{"vendorId":"com.example"}"#)
    #expect(answer["status"]?.string == "UnknownVendorId")
  }

  @Test func whatHasNoHandlerIsNotSupported() async throws {
    let conversation = try await conversation()
    let frame = try await conversation.call("FirmwareStatusNotification", #"{"status":"Idle"}"#)
    #expect(frame.elements[2].string == "NotSupported")
  }
}
