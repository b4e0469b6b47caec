import GatewayCore
import GatewayHandlers
import OCPPCodec
import Testing

struct CoreHandler201Tests {
  private static func event(_ kind: String, _ number: Int, _ rest: String = "") -> String {
    #"{"eventType":"\#(kind)","timestamp":"2026-03-14T09:0\#(number):00Z","triggerReason":"Authorized","seqNo":\#(number),"#
      + #""transactionInfo":{"transactionId":"T-1"}\#(rest)}"#
  }

  private static let token = #","idToken":{"idToken":"TAG-1","type":"ISO14443"}"#

  private func conversation() async throws -> Conversation {
    let conversation = try Conversation(.v201)
    try await conversation.store.putIdTokens([IdTokenRecord(id: "TAG-1", parent: "FLEET")])
    return conversation
  }

  @Test func stationsWaitUntilTheirBootIsAccepted() async throws {
    let conversation = try Conversation(.v201, registration: nil)
    let early = try await conversation.call("Heartbeat", "{}")
    #expect(early.elements[2].string == "SecurityError")
    let boot = try await conversation.result(
      "BootNotification", #"{"reason":"PowerUp","chargingStation":{"model":"M","vendorName":"ACME"}}"#, id: "2")
    #expect(boot["status"]?.string == "Accepted")
    let heartbeat = try await conversation.result("Heartbeat", "{}", id: "3")
    #expect(heartbeat["currentTime"]?.string == "2026-03-14T09:26:03.111Z")
  }

  @Test(arguments: [("TAG-1", "ISO14443", "Accepted"), ("TAG-2", "ISO14443", "Unknown")])
  func authorizes(token: String, type: String, status: String) async throws {
    let conversation = try await conversation()
    let answer = try await conversation.result(
      "Authorize", #"{"idToken":{"idToken":"\#(token)","type":"\#(type)"}}"#)
    #expect(answer["idTokenInfo"]?["status"]?.string == status)
    #expect(answer["idTokenInfo"]?["groupIdToken"]?["idToken"]?.string == (status == "Accepted" ? "FLEET" : nil))
  }

  @Test(arguments: [[0, 1, 2], [2, 0, 1], [0, 2, 2], [1, 2, 0]])
  func eventsMakeATransactionInAnyOrder(order: [Int]) async throws {
    let conversation = try await conversation()
    let energy =
      #","meterValue":[{"timestamp":"2026-03-14T09:02:00Z","sampledValue":[{"value":1.5,"unitOfMeasure":{"unit":"kWh"}}]}]"#
    let events = [
      Self.event("Started", 0, Self.token), Self.event("Updated", 1), Self.event("Ended", 2, energy),
    ]
    for (index, number) in order.enumerated() {
      let answer = try await conversation.result("TransactionEvent", events[number], id: "\(index)")
      #expect(answer["idTokenInfo"]?["status"]?.string == (number == 0 ? "Accepted" : nil))
    }
    let record = try #require(try await conversation.store.transaction("T-1", of: conversation.station))
    #expect(record.state == .ended)
    #expect(record.lastSequenceNumber == 2)
    #expect(record.idToken == "TAG-1")
    #expect(record.meterStop == 1500)
  }

  @Test func aReportIsKept() async throws {
    let conversation = try await conversation()
    _ = try await conversation.result(
      "NotifyReport",
      #"{"requestId":1,"generatedAt":"2026-03-14T09:00:00Z","seqNo":0,"reportData":[{"component":{"name":"C"},"#
        + #""variable":{"name":"V"},"variableAttribute":[{"value":"7"}]}]}"#)
    let variables = try await conversation.store.variables(of: conversation.station)
    #expect(variables.map(\.value) == ["7"])
    #expect(variables.map(\.attribute) == ["Actual"])
  }

  @Test func statusMeterValuesAndSecurityEventsAreTaken() async throws {
    let conversation = try await conversation()
    _ = try await conversation.result(
      "StatusNotification",
      #"{"timestamp":"2026-03-14T09:00:00Z","connectorStatus":"Occupied","evseId":2,"connectorId":1}"#)
    _ = try await conversation.result(
      "MeterValues",
      #"{"evseId":2,"meterValue":[{"timestamp":"2026-03-14T09:00:00Z","sampledValue":[{"value":1}]}]}"#, id: "2")
    _ = try await conversation.result(
      "SecurityEventNotification", #"{"type":"TamperDetectionActivated","timestamp":"2026-03-14T09:00:00Z"}"#, id: "3")
    let connectors = try await conversation.store.connectors(of: conversation.station)
    #expect(connectors.map { [$0.evse, $0.connector] } == [[2, 1]])
    let events = try await conversation.store.securityEvents(of: conversation.station, limit: 5)
    #expect(events.map(\.type) == ["TamperDetectionActivated"])
  }
}
