import Foundation
import OCPPCodec
import SwiftASN1
import Testing
import X509

@testable import GatewayHandlers
@testable import GatewaySimulator

@Suite("commands to a simulated station of OCPP 1.6")
struct StationCommandTests {
  private func csms(connectors: Int = 1, settings: [String: String] = [:]) -> TestCSMS {
    var group = StationGroup()
    group.connectors = connectors
    group.sessions.perDay = 0
    group.sessions.power = 11_000...11_000
    group.sessions.full = 0
    group.sessions.duration = .seconds(3600)...(.seconds(3600))
    group.settings = settings
    var csms = TestCSMS(group)
    csms.powerOn()
    return csms
  }

  private func status(_ answer: JSONValue?) -> String? { answer?["status"]?.string }

  private func lastStatus(_ csms: TestCSMS, _ connector: Int = 1) -> String? {
    csms.calls("StatusNotification").last { $0.payload["connectorId"] == .integer(connector) }?.payload["status"]?
      .string
  }

  @Test("remote start and stop")
  func remote() {
    var csms = csms()
    #expect(status(csms.send("RemoteStartTransaction", #"{"idTag":"A","connectorId":1}"#)) == "Accepted")
    #expect(csms.calls("StartTransaction").first?.payload["idTag"] == .string("A"))
    #expect(lastStatus(csms) == "Charging")
    #expect(status(csms.send("RemoteStartTransaction", #"{"idTag":"B","connectorId":1}"#)) == "Rejected")
    csms.run(seconds: 600)
    #expect(status(csms.send("RemoteStopTransaction", #"{"transactionId":7}"#)) == "Rejected")
    #expect(status(csms.send("RemoteStopTransaction", #"{"transactionId":101}"#)) == "Accepted")
    let stop = csms.calls("StopTransaction").first?.payload
    #expect(stop?["reason"] == .string("Remote"))
    #expect(csms.entries.first.map { ($0.meterStop ?? 0) - $0.meterStart }.map { (1832...1834).contains($0) } == true)
  }

  @Test("a reset ends transactions, and the station boots again", arguments: ["Hard", "Soft"])
  func reset(type: String) {
    var csms = csms()
    csms.send("RemoteStartTransaction", #"{"idTag":"A"}"#)
    #expect(status(csms.send("Reset", #"{"type":"\#(type)"}"#)) == "Accepted")
    csms.run(seconds: 60)
    #expect(csms.calls("BootNotification").count == 2)
    #expect(csms.calls("StopTransaction").first?.payload["reason"] == .string("\(type)Reset"))
  }

  @Test("a connector is taken out of service at once, or when its transaction is over")
  func availability() {
    var csms = csms(connectors: 2)
    csms.send("RemoteStartTransaction", #"{"idTag":"A","connectorId":1}"#)
    let off = #""type":"Inoperative"}"#
    #expect(status(csms.send("ChangeAvailability", #"{"connectorId":2,"# + off)) == "Accepted")
    #expect(lastStatus(csms, 2) == "Unavailable")
    #expect(status(csms.send("ChangeAvailability", #"{"connectorId":1,"# + off)) == "Scheduled")
    #expect(lastStatus(csms) == "Charging")
    csms.send("RemoteStopTransaction", #"{"transactionId":101}"#)
    #expect(lastStatus(csms) == "Unavailable")
    #expect(status(csms.send("RemoteStartTransaction", #"{"idTag":"A","connectorId":1}"#)) == "Rejected")
    #expect(status(csms.send("ChangeAvailability", #"{"connectorId":7,"# + off)) == "Rejected")
  }

  @Test("settings: read, changed with effect, refused, unknown, and after a reboot")
  func configuration() {
    var csms = csms()
    let change = { (csms: inout TestCSMS, key: String, value: String) in
      csms.send("ChangeConfiguration", #"{"key":"\#(key)","value":"\#(value)"}"#)?["status"]?.string
    }
    #expect(change(&csms, "HeartbeatInterval", "60") == "Accepted")
    csms.run(seconds: 181)
    #expect(csms.calls("Heartbeat").count == 3)
    #expect(change(&csms, "HeartbeatInterval", "often") == "Rejected")
    #expect(change(&csms, "NumberOfConnectors", "3") == "Rejected")
    #expect(change(&csms, "Nonsense", "1") == "NotSupported")
    #expect(change(&csms, "WebSocketPingInterval", "30") == "RebootRequired")
    let answer = csms.send("GetConfiguration", #"{"key":["HeartbeatInterval","Nonsense","WebSocketPingInterval"]}"#)
    #expect(answer?["configurationKey"]?.elements.map { $0["value"]?.string } == ["60", "0"])
    #expect(answer?["unknownKey"] == .array([.string("Nonsense")]))
    csms.send("Reset", #"{"type":"Soft"}"#)
    csms.run(seconds: 60)
    let rebooted = csms.send("GetConfiguration", #"{"key":["WebSocketPingInterval"]}"#)
    #expect(rebooted?["configurationKey"]?.elements.first?["value"]?.string == "30")
  }

  @Test("a reservation is kept for whom it is, used by a transaction, and expires")
  func reservation() {
    var csms = csms(connectors: 2)
    let expiry = DateTime(millisecondsSinceEpoch: csms.now + 600_000).description
    let reserve = { (csms: inout TestCSMS, id: Int, connector: Int) in
      csms.send(
        "ReserveNow", #"{"connectorId":\#(connector),"expiryDate":"\#(expiry)","idTag":"A","reservationId":\#(id)}"#)?[
          "status"]?.string
    }
    #expect(reserve(&csms, 1, 1) == "Accepted")
    #expect(lastStatus(csms) == "Reserved")
    #expect(reserve(&csms, 2, 1) == "Occupied")
    #expect(reserve(&csms, 3, 2) == "Accepted")
    #expect(status(csms.send("RemoteStartTransaction", #"{"idTag":"B","connectorId":1}"#)) == "Rejected")
    #expect(status(csms.send("RemoteStartTransaction", #"{"idTag":"A","connectorId":1}"#)) == "Accepted")
    #expect(csms.calls("StartTransaction").first?.payload["reservationId"] == .integer(1))
    #expect(status(csms.send("CancelReservation", #"{"reservationId":1}"#)) == "Rejected")
    csms.run(seconds: 601)
    #expect(lastStatus(csms, 2) == "Available")
  }

  @Test("the local list: full, differential, wrong version")
  func localList() {
    var csms = csms()
    let update = { (csms: inout TestCSMS, version: Int, type: String, list: String) in
      csms.send(
        "SendLocalList", #"{"listVersion":\#(version),"updateType":"\#(type)","localAuthorizationList":[\#(list)]}"#)?[
          "status"]?.string
    }
    let accepted = #"{"idTag":"A","idTagInfo":{"status":"Accepted"}}"#
    #expect(csms.send("GetLocalListVersion")?["listVersion"] == .integer(0))
    #expect(update(&csms, 3, "Full", accepted) == "Accepted")
    #expect(update(&csms, 3, "Differential", "") == "VersionMismatch")
    #expect(update(&csms, 4, "Differential", #"{"idTag":"A"}"#) == "Accepted")
    #expect(update(&csms, 5, "Full", accepted + "," + accepted) == "Failed")
    #expect(csms.send("GetLocalListVersion")?["listVersion"] == .integer(4))
    #expect(csms.station.authorization.list.isEmpty)
  }

  @Test("a charging profile limits the power, and the schedule tells it")
  func profiles() {
    var csms = csms()
    let profile = #"""
      {"connectorId":1,"csChargingProfiles":{"chargingProfileId":1,"stackLevel":0,"chargingProfilePurpose":"TxProfile",
       "chargingProfileKind":"Relative","chargingSchedule":{"chargingRateUnit":"W","chargingSchedulePeriod":
       [{"startPeriod":0,"limit":2000},{"startPeriod":1800,"limit":0}]}}}
      """#
    #expect(status(csms.send("SetChargingProfile", profile)) == "Rejected")
    csms.send("RemoteStartTransaction", #"{"idTag":"A"}"#)
    #expect(status(csms.send("SetChargingProfile", profile)) == "Accepted")
    let answer = csms.send("GetCompositeSchedule", #"{"connectorId":1,"duration":3600,"chargingRateUnit":"W"}"#)
    let periods = answer?["chargingSchedule"]?["chargingSchedulePeriod"]?.elements ?? []
    #expect(periods.map { $0["startPeriod"]?.integer } == [0, 1800])
    #expect(periods.map { $0["limit"]?.integer } == [2000, 0])
    csms.run(seconds: 3000)
    #expect(lastStatus(csms) == "SuspendedEVSE")
    csms.send("RemoteStopTransaction", #"{"transactionId":101}"#)
    #expect(csms.entries.first.map { ($0.meterStop ?? 0) - $0.meterStart } == 1000)
    #expect(status(csms.send("ClearChargingProfile", #"{"id":1}"#)) == "Unknown")
  }

  @Test("firmware and diagnostics go through their states")
  func transfers() {
    var csms = csms()
    csms.send("UpdateFirmware", #"{"location":"http://x/f","retrieveDate":"\#(csms.time)"}"#)
    let answer = csms.send("GetDiagnostics", #"{"location":"ftp://x/"}"#)
    #expect(answer?["fileName"]?.string?.isEmpty == false)
    csms.run(seconds: 300)
    #expect(
      csms.calls("FirmwareStatusNotification").map { $0.payload["status"]?.string } == [
        "Downloading", "Downloaded", "Installing", "Installed",
      ])
    #expect(
      csms.calls("DiagnosticsStatusNotification").map { $0.payload["status"]?.string } == ["Uploading", "Uploaded"])
    #expect(csms.calls("BootNotification").count == 2)
  }

  @Test(
    "triggered messages",
    arguments: [
      ("BootNotification", "BootNotification"), ("Heartbeat", "Heartbeat"), ("MeterValues", "MeterValues"),
      ("StatusNotification", "StatusNotification"), ("FirmwareStatusNotification", "FirmwareStatusNotification"),
      ("DiagnosticsStatusNotification", "DiagnosticsStatusNotification"),
    ])
  func trigger(message: String, action: String) {
    var csms = csms()
    let before = csms.calls.count
    #expect(status(csms.send("TriggerMessage", #"{"requestedMessage":"\#(message)","connectorId":1}"#)) == "Accepted")
    #expect(csms.calls.dropFirst(before).first?.action == action)
  }

  @Test("every command of the CSMS has an answer that conforms")
  func everyCommand() {
    var csms = csms()
    #expect(csms.send("Nonsense") == .string("NotImplemented"))
    #expect(csms.send("Reset", #"{"type":"Perhaps"}"#) == .string("FormationViolation"))
    #expect(csms.contradictions.count == 1)
    #expect(status(csms.send("UnlockConnector", #"{"connectorId":1}"#)) == "Unlocked")
    #expect(status(csms.send("ClearCache")) == "Accepted")
    #expect(status(csms.send("DataTransfer", #"{"vendorId":"Nobody"}"#)) == "UnknownVendorId")
    #expect(
      status(csms.send("GetInstalledCertificateIds", #"{"certificateType":"CentralSystemRootCertificate"}"#))
        == "NotFound")
    #expect(
      status(csms.send("InstallCertificate", #"{"certificateType":"CentralSystemRootCertificate","certificate":"x"}"#))
        == "Accepted")
    let ids = csms.send("GetInstalledCertificateIds", #"{"certificateType":"CentralSystemRootCertificate"}"#)
    let hash = ids?["certificateHashData"]?.elements.first?.json.text ?? "{}"
    #expect(status(csms.send("DeleteCertificate", #"{"certificateHashData":\#(hash)}"#)) == "Accepted")
    #expect(
      status(csms.send("GetLog", #"{"logType":"SecurityLog","requestId":4,"log":{"remoteLocation":"ftp://x/"}}"#))
        == "Accepted")
    #expect(status(csms.send("ExtendedTriggerMessage", #"{"requestedMessage":"Heartbeat"}"#)) == "Accepted")
    csms.run(seconds: 60)
    #expect(csms.calls("LogStatusNotification").map { $0.payload["requestId"] } == [.integer(4), .integer(4)])
  }

  @Test("a certificate is asked for, and taken if it is for the key")
  func certificate() throws {
    var csms = csms(settings: ["CpoName": "Acme"])
    let trigger = #"{"requestedMessage":"SignChargePointCertificate"}"#
    func signed(_ chain: String) -> String { #"{"certificateChain":\#(JSONValue.string(chain).json.text)}"# }
    let authority = try CertificateAuthority.make(organization: nil, from: Date(), validity: .seconds(86_400)).authority
    func chain(_ csms: TestCSMS) throws -> String {
      let text = try #require(csms.calls("SignCertificate").last?.payload["csr"]?.string)
      let id = StationGroup().stationIDs[0]
      let checked = try CertificateSigningRules().check(text, station: id, serialNumber: nil)
      let certificate = try authority.issue(
        checked.request, subject: checked.subject, at: Date(), validity: .seconds(3600))
      return try certificate.serializeAsPEM().pemString
    }
    // None was asked for.
    #expect(status(csms.send("CertificateSigned", signed("text"))) == "Rejected")
    #expect(csms.calls("SecurityEventNotification").last?.payload["type"]?.string == "InvalidChargePointCertificate")
    #expect(status(csms.send("ExtendedTriggerMessage", trigger)) == "Accepted")
    let first = try chain(csms)
    #expect(status(csms.send("CertificateSigned", signed(first))) == "Accepted")
    // One for an earlier key.
    #expect(status(csms.send("ExtendedTriggerMessage", trigger)) == "Accepted")
    #expect(status(csms.send("CertificateSigned", signed(first))) == "Rejected")
    #expect(status(csms.send("CertificateSigned", signed(try chain(csms)))) == "Accepted")
  }

  @Test("misbehaviour: CALLERRORs, silence, late answers")
  func misbehaviour() {
    var group = StationGroup()
    group.sessions.perDay = 0
    group.quirks.callError = 1
    var csms = TestCSMS(group)
    csms.powerOn()
    #expect(csms.send("ClearCache") == .string("InternalError"))
    group.quirks.callError = 0
    group.quirks.noAnswer = 1
    csms = TestCSMS(group)
    csms.powerOn()
    #expect(csms.send("ClearCache") == nil)
    group.quirks.noAnswer = 0
    group.quirks.slowAnswer = 1
    csms = TestCSMS(group)
    csms.powerOn()
    #expect(csms.send("ClearCache") == nil)
    csms.run(seconds: 11)
    #expect(csms.replies.count == 1)
  }
}
