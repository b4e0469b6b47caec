@testable import GatewaySimulator
import OCPPCodec
import Testing

@Suite("a simulated station of OCPP 1.6 in virtual time")
struct StationSessionTests {
  private static func group(perDay: Double = 48, settings: [String: String] = [:]) -> StationGroup {
    var group = StationGroup()
    group.sessions.perDay = perDay
    group.sessions.duration = .seconds(600)...(.seconds(1200))
    group.settings = settings
    return group
  }

  @Test("it boots, tells its state, and sends heartbeats as it is told")
  func boot() {
    var csms = TestCSMS(Self.group(perDay: 0))
    csms.powerOn()
    csms.run(seconds: 7300)
    #expect(
      csms.calls.map(\.action) == [
        "BootNotification", "StatusNotification", "StatusNotification", "Heartbeat", "Heartbeat",
      ])
    #expect(csms.calls("StatusNotification").map { $0.payload["connectorId"] } == [.integer(0), .integer(1)])
  }

  @Test(
    "one that is told to wait boots again after the interval, and sends nothing else",
    arguments: ["Pending", "Rejected"])
  func bootRetry(status: String) {
    var csms = TestCSMS(Self.group())
    csms.answer = { call, csms in
      guard call.action == "BootNotification", csms.calls.count < 3 else { return csms.ordinaryAnswer(call) }
      return RawJSON(text: #"{"status":"\#(status)","currentTime":"2026-03-14T00:00:00Z","interval":600}"#)
    }
    csms.powerOn()
    csms.run(seconds: 599)
    #expect(csms.calls.map(\.action) == ["BootNotification"])
    csms.run(seconds: 602)
    #expect(csms.calls("BootNotification").map { ($0.at - TestCSMS.begin) / 1000 } == [0, 600, 1200])
    #expect(csms.calls.count > 3)
  }

  @Test("energy is what flowed: registers only grow, each transaction begins where the meter stands")
  func energy() throws {
    var csms = TestCSMS(Self.group(settings: ["MeterValueSampleInterval": "60"]))
    csms.powerOn()
    csms.run(seconds: 86_400)
    let starts = csms.calls("StartTransaction")
    let stops = csms.calls("StopTransaction")
    #expect(starts.count > 10)
    #expect(csms.entries.count == stops.count)
    var register = 0
    for call in csms.calls {
      let samples = call.payload["meterValue"]?.elements.flatMap { $0["sampledValue"]?.elements ?? [] } ?? []
      let sampled = samples.first { $0["measurand"]?.string == "Energy.Active.Import.Register" }
      let reading = [
        call.payload["meterStart"]?.integer, call.payload["meterStop"]?.integer,
        sampled?["value"]?.string.flatMap { Int($0) },
      ].compactMap { $0 }.first
      guard let reading else { continue }
      #expect(reading >= register)
      register = reading
    }
    for entry in csms.entries {
      let energy = try #require(entry.meterStop) - entry.meterStart
      // At least half of ten minutes at 3.7 kW, at most twenty minutes at 22 kW.
      #expect((300...7400).contains(energy))
      #expect(entry.start == .confirmed && entry.stop == .confirmed)
    }
    #expect(csms.contradictions.isEmpty)
  }

  @Test("the same seed gives the same day, another one another")
  func seed() {
    func day(_ seed: UInt64) -> [String] {
      var csms = TestCSMS(Self.group(), seed: seed)
      csms.powerOn()
      csms.run(seconds: 86_400)
      return csms.calls.map { "\($0.at) \($0.action) \($0.payload.json.text)" }
    }
    #expect(day(7) == day(7))
    #expect(day(7) != day(8))
  }

  @Test("what happens offline is told later, in order, with the times it happened at")
  func offline() throws {
    var group = Self.group(perDay: 200, settings: ["MeterValueSampleInterval": "300"])
    group.sessions.departure = .seconds(5)...(.seconds(10))
    var csms = TestCSMS(group)
    csms.powerOn()
    csms.isReachable = false
    csms.breakConnection()
    csms.run(seconds: 10_800)
    let offline = csms.calls.count
    csms.isReachable = true
    csms.run(seconds: 400)
    let told = csms.calls.dropFirst(offline).filter {
      ["StartTransaction", "StopTransaction", "MeterValues"].contains($0.action)
    }
    let times = told.compactMap { call in
      (call.payload["timestamp"] ?? call.payload["meterValue"]?.elements.first?["timestamp"])?.string
    }
    #expect(times.count == told.count && times.count > 10)
    #expect(times == times.sorted())
    let first = try #require(times.first.flatMap { DateTime(rfc3339: $0)?.millisecondsSinceEpoch })
    #expect(first < TestCSMS.begin + 10_000_000)
    // Every message names the transaction that was answered to the start before it.
    var current: Int?
    for call in told {
      if call.action == "StartTransaction" {
        current = nil
      } else {
        let id = call.payload["transactionId"]?.integer
        #expect(id != nil && id != -1 && (current == nil || current == id))
        current = id
      }
    }
    csms.windDown()
    #expect(csms.station.isFinished)
    #expect(csms.entries.allSatisfy { $0.stop == .confirmed })
  }

  @Test("one that forgets ids ends offline transactions with -1, and the ledger says so")
  func unknownID() {
    var group = Self.group(perDay: 200)
    group.quirks.unknownTransactionID = 1
    var csms = TestCSMS(group)
    csms.powerOn()
    csms.isReachable = false
    csms.breakConnection()
    csms.run(seconds: 3600)
    csms.isReachable = true
    csms.run(seconds: 3600)
    let offline = csms.entries.filter(\.startedOffline)
    #expect(!offline.isEmpty)
    #expect(offline.allSatisfy { $0.unknownID == -1 && $0.id != nil })
    let stops = csms.calls("StopTransaction").map { $0.payload["transactionId"]?.integer }
    #expect(stops.filter { $0 == -1 }.count == offline.count)
    #expect(csms.entries.contains { !$0.startedOffline && $0.unknownID == nil })
  }

  @Test("after a lost answer the message is sent again, with the same id or another", arguments: [0.0, 1.0])
  func lostAnswer(sameID: Double) {
    var group = Self.group(perDay: 100)
    group.quirks.lostAnswer = 1
    group.quirks.resendSameID = sameID
    var csms = TestCSMS(group)
    csms.powerOn()
    csms.run(seconds: 7200)
    let starts = csms.calls("StartTransaction")
    #expect(starts.count >= 2)
    #expect(starts[0].payload == starts[1].payload)
    #expect((starts[0].id == starts[1].id) == (sameID == 1))
    #expect(csms.connections > 2)
  }

  @Test("a repeated start that gets another id is a contradiction")
  func contradiction() {
    var group = Self.group(perDay: 100)
    group.quirks.repeatNewID = 1
    var csms = TestCSMS(group)
    csms.powerOn()
    csms.run(seconds: 3600)
    #expect(csms.contradictions.contains { $0.contains("repeated start") })
  }

  @Test("refused messages of a transaction are tried as often as configured, then given up")
  func refusal() {
    var csms = TestCSMS(Self.group(perDay: 100))
    csms.answer = { call, csms in
      guard call.action == "StartTransaction" else { return csms.ordinaryAnswer(call) }
      return RawJSON(text: #"[4,"\#(call.id)","InternalError","",{}]"#)
    }
    csms.powerOn()
    while csms.entries.isEmpty, csms.now < TestCSMS.begin + 86_400_000 { csms.run(seconds: 60) }
    let starts = csms.calls("StartTransaction")
    #expect(starts.prefix(3).map { ($0.at - starts[0].at) / 1000 } == [0, 60, 180])
    #expect(csms.entries.first?.start == .refused)
    #expect(csms.entries.first?.stop == .refused)
  }

  @Test("a faulty connector ends the transaction, takes nobody, and works again")
  func fault() throws {
    var group = Self.group(perDay: 100)
    group.quirks.fault = 1
    group.quirks.faultDuration = .seconds(1800)...(.seconds(1800))
    var csms = TestCSMS(group)
    csms.powerOn()
    while csms.entries.isEmpty, csms.now < TestCSMS.begin + 86_400_000 { csms.run(seconds: 60) }
    #expect(csms.entries.first?.stopReason == "Other")
    let faulted = try #require(csms.calls("StatusNotification").last?.payload)
    #expect(faulted["status"] == .string("Faulted") && faulted["errorCode"] == .string("GroundFailure"))
    let expiry = DateTime(millisecondsSinceEpoch: csms.now + 600_000).description
    let reservation = #"{"connectorId":1,"expiryDate":"\#(expiry)","idTag":"A","reservationId":1}"#
    #expect(csms.send("ReserveNow", reservation)?["status"] == .string("Faulted"))
    #expect(csms.send("RemoteStartTransaction", #"{"idTag":"A","connectorId":1}"#)?["status"] == .string("Rejected"))
    csms.run(seconds: 1800)
    let repaired = csms.calls("StatusNotification").last { $0.payload["connectorId"] == .integer(1) }?.payload
    #expect(repaired?["status"] != .string("Faulted") && repaired?["errorCode"] == .string("NoError"))
  }

  @Test("a driver who is refused doesn't charge; one refused at the start stops")
  func unauthorized() {
    var csms = TestCSMS(Self.group(perDay: 100))
    csms.answer = { call, csms in
      call.action == "Authorize" ? RawJSON(text: #"{"idTagInfo":{"status":"Blocked"}}"#) : csms.ordinaryAnswer(call)
    }
    csms.powerOn()
    csms.run(seconds: 7200)
    #expect(!csms.calls("Authorize").isEmpty)
    #expect(csms.calls("StartTransaction").isEmpty)

    csms = TestCSMS(Self.group(perDay: 100))
    csms.answer = { call, csms in
      call.action == "StartTransaction"
        ? RawJSON(text: #"{"transactionId":5,"idTagInfo":{"status":"Invalid"}}"#) : csms.ordinaryAnswer(call)
    }
    csms.powerOn()
    csms.run(seconds: 3600)
    #expect(csms.calls("StopTransaction").first?.payload["reason"] == .string("DeAuthorized"))
  }

  @Test("clocks: fast or slow, at 1970, or without a zone", arguments: StationQuirks.Clock.allCases)
  func clocks(clock: StationQuirks.Clock) throws {
    var group = Self.group(perDay: 0)
    group.quirks.wrongClock = 1
    group.quirks.clock = clock
    var csms = TestCSMS(group)
    csms.powerOn()
    let text = try #require(csms.calls("StatusNotification").first?.payload["timestamp"]?.string)
    switch clock {
    case .epoch: #expect(text.hasPrefix("1970-01-01T00:00:0"))
    case .noZone: #expect(text == String(csms.time.dropLast()))
    case .offset:
      let time = try #require(DateTime(rfc3339: text)?.millisecondsSinceEpoch)
      #expect(time != csms.now && abs(time - csms.now) <= 3_600_000)
    }
  }
}
