@testable import GatewaySimulator
import OCPPCodec
import Testing

@Suite("a simulated station of OCPP 2.0.1 in virtual time")
struct Station201Tests {
  private func csms(perDay: Double = 0, _ change: (inout StationGroup) -> Void = { _ in }) -> TestCSMS {
    var group = StationGroup()
    group.version = .v201
    group.sessions.perDay = perDay
    group.sessions.power = 11_000...11_000
    change(&group)
    var csms = TestCSMS(group)
    csms.answer = { call, csms in
      switch call.action {
      case "Authorize": RawJSON(text: #"{"idTokenInfo":{"status":"Accepted"}}"#)
      case "BootNotification", "Heartbeat": csms.ordinaryAnswer(call)
      default: .emptyObject
      }
    }
    csms.powerOn()
    return csms
  }

  private func status(_ answer: JSONValue?) -> String? { answer?["status"]?.string }

  @Test("events of a transaction are numbered from 0 without gaps, also those from offline")
  func events() {
    var csms = csms(perDay: 100) { $0.settings = ["MeterValueSampleInterval": "300"] }
    csms.run(seconds: 20_000)
    csms.isReachable = false
    csms.breakConnection()
    csms.run(seconds: 10_000)
    csms.isReachable = true
    csms.run(seconds: 10_000)
    var sequences: [String: [Int]] = [:]
    for call in csms.calls("TransactionEvent") {
      let id = call.payload["transactionInfo"]?["transactionId"]?.string ?? ""
      sequences[id, default: []].append(call.payload["seqNo"]?.integer ?? -1)
    }
    #expect(sequences.count > 5)
    for sequence in sequences.values { #expect(sequence == Array(0..<sequence.count)) }
    #expect(csms.calls("TransactionEvent").contains { $0.payload["offline"] == .boolean(true) })
    #expect(csms.contradictions.isEmpty)
  }

  @Test("start and stop on request; the answer names the transaction")
  func remote() {
    var csms = csms()
    let answer = csms.send(
      "RequestStartTransaction", #"{"evseId":1,"remoteStartId":9,"idToken":{"idToken":"A","type":"ISO14443"}}"#)
    let id = answer?["transactionId"]?.string ?? ""
    let started = csms.calls("TransactionEvent").first?.payload
    #expect(started?["triggerReason"] == .string("RemoteStart"))
    #expect(started?["transactionInfo"]?["remoteStartId"] == .integer(9))
    #expect(started?["transactionInfo"]?["transactionId"]?.string == id)
    #expect(csms.send("GetTransactionStatus", #"{"transactionId":"\#(id)"}"#)?["ongoingIndicator"] == .boolean(true))
    #expect(status(csms.send("UnlockConnector", #"{"evseId":1,"connectorId":1}"#)) == "OngoingAuthorizedTransaction")
    #expect(status(csms.send("RequestStopTransaction", #"{"transactionId":"\#(id)"}"#)) == "Accepted")
    #expect(csms.calls("TransactionEvent").last?.payload["transactionInfo"]?["stoppedReason"] == .string("Remote"))
    #expect(csms.entries.first?.stop == .confirmed)
  }

  @Test("a base report comes in pages, the last one without tbc")
  func report() {
    var csms = csms()
    #expect(status(csms.send("GetBaseReport", #"{"requestId":3,"reportBase":"FullInventory"}"#)) == "Accepted")
    let pages = csms.calls("NotifyReport").map(\.payload)
    #expect(pages.map { $0["seqNo"]?.integer } == [0, 1])
    #expect(pages.map { $0["tbc"]?.boolean } == [true, false])
  }

  @Test("variables are read and set, with effect")
  func variables() {
    var csms = csms()
    let item = #""component":{"name":"OCPPCommCtrlr"},"variable":{"name":"HeartbeatInterval"}"#
    let set = csms.send("SetVariables", #"{"setVariableData":[{"attributeValue":"60",\#(item)}]}"#)
    #expect(set?["setVariableResult"]?.elements.first?["attributeStatus"] == .string("Accepted"))
    let get = csms.send(
      "GetVariables",
      #"{"getVariableData":[{\#(item)},{"component":{"name":"Nothing"},"variable":{"name":"X"}}]}"#)
    let results = get?["getVariableResult"]?.elements ?? []
    #expect(results.first?["attributeValue"] == .string("60"))
    #expect(results.last?["attributeStatus"] == .string("UnknownComponent"))
    csms.run(seconds: 130)
    #expect(csms.calls("Heartbeat").count == 2)
  }

  @Test("a reset waits for transactions, or doesn't", arguments: [("OnIdle", "Scheduled"), ("Immediate", "Accepted")])
  func reset(type: String, outcome: String) {
    var csms = csms()
    let answer = csms.send(
      "RequestStartTransaction", #"{"remoteStartId":9,"idToken":{"idToken":"A","type":"ISO14443"}}"#)
    #expect(status(csms.send("Reset", #"{"type":"\#(type)"}"#)) == outcome)
    csms.run(seconds: 60)
    #expect(csms.calls("BootNotification").count == (type == "Immediate" ? 2 : 1))
    let id = answer?["transactionId"]?.string ?? ""
    csms.send("RequestStopTransaction", #"{"transactionId":"\#(id)"}"#)
    csms.run(seconds: 60)
    #expect(csms.calls("BootNotification").count == 2)
    #expect(csms.calls("BootNotification").last?.payload["reason"] == .string("RemoteReset"))
  }

  @Test(
    "triggered messages", arguments: ["StatusNotification", "Heartbeat", "MeterValues", "FirmwareStatusNotification"])
  func trigger(message: String) {
    var csms = csms()
    let before = csms.calls.count
    #expect(status(csms.send("TriggerMessage", #"{"requestedMessage":"\#(message)"}"#)) == "Accepted")
    #expect(csms.calls.dropFirst(before).first?.action == message)
    #expect(status(csms.send("TriggerMessage", #"{"requestedMessage":"TransactionEvent"}"#)) == "Rejected")
  }
}
