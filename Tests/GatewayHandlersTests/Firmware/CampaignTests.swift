import GatewayCore
import GatewayHandlers
import GatewayTestSupport
import OCPPCodec
import Testing

@Suite("Campaigns")
struct CampaignTests {
  private static let path = "/api/v1/campaigns"

  private func fixture() throws -> HandlerFixture {
    try HandlerFixture(handlers: [
      CoreHandler.make(options: StationOptions(CoreConfiguration()), heartbeatInterval: .seconds(300)),
      FirmwareHandler.make(configuration: FirmwareConfiguration()),
    ])
  }

  private func boot(_ id: String, version: String = "1.0", in fixture: HandlerFixture) async throws -> ScriptedStation {
    let station = try await fixture.connect(id)
    station.answers("UpdateFirmware") { _ in .result("{}") }
    try await station.result(
      "BootNotification",
      #"{"chargePointVendor":"ACME","chargePointModel":"One","firmwareVersion":"\#(version)"}"#)
    return station
  }

  private func create(_ body: String, in fixture: HandlerFixture) async throws -> String {
    let answer = try await fixture.request("POST", Self.path, body)
    #expect(answer.status == 201, "\(answer.text)")
    return try #require(answer.data["campaignId"]?.string)
  }

  private func progress(_ id: String, in fixture: HandlerFixture) async throws -> [CampaignTarget.State: Int] {
    fixture.clock.advance(by: .seconds(6))
    return try #require(try await fixture.store.campaign(id)).progress
  }

  @Test("as many at a time as may run, to the last one")
  func parallelism() async throws {
    let fixture = try fixture()
    try await fixture.run {
      var stations: [ScriptedStation] = []
      for number in 1...5 { stations.append(try await boot("CP-\(number)", in: fixture)) }
      let other = try await boot("OTHER", in: fixture)
      let current = try await boot("CP-6", version: "2.0", in: fixture)
      let id = try await create(
        #"""
        {"name":"2.0","location":"https://h/2.bin","expectedVersion":"2.0","parallelism":2,
         "stations":{"id":"CP-*","vendor":"ACME"}}
        """#, in: fixture)
      try await eventually("two run") { try await progress(id, in: fixture)[.running] == 2 }
      #expect(try await progress(id, in: fixture) == [.pending: 3, .running: 2, .skipped: 1])
      let all = stations
      try await eventually("all done") {
        for station in all where station.commands.contains(where: { $0.action == "UpdateFirmware" }) {
          try await station.result("FirmwareStatusNotification", #"{"status":"Downloading"}"#)
          try await station.result("FirmwareStatusNotification", #"{"status":"Installed"}"#)
        }
        #expect(try await progress(id, in: fixture)[.running] ?? 0 <= 2)
        return try await fixture.store.campaign(id)?.state == .completed
      }
      #expect(try await progress(id, in: fixture) == [.succeeded: 5, .skipped: 1])
      #expect(stations.allSatisfy { $0.commands.filter { $0.action == "UpdateFirmware" }.count == 1 })
      #expect(other.commands.isEmpty)
      #expect(current.commands.isEmpty)
      let jobs = try await fixture.store.operations(OperationQuery(parent: id))
      #expect(jobs.count == 5)
      let listed = try await fixture.request("GET", "\(Self.path)/\(id)/stations?status=succeeded")
      #expect(listed.data["items"]?.elements.count == 5)
    }
  }

  @Test("too many failures abort it; what was started is finished")
  func aborts() async throws {
    let fixture = try fixture()
    try await fixture.run {
      var stations: [ScriptedStation] = []
      for number in 1...4 { stations.append(try await boot("CP-\(number)", in: fixture)) }
      for station in stations { station.answers("UpdateFirmware") { _ in .error("NotSupported") } }
      let id = try await create(
        #"{"name":"x","location":"https://h/2.bin","parallelism":1,"abortAfterFailures":2,"stations":{"id":"*"}}"#,
        in: fixture)
      try await eventually("aborted") {
        _ = try await progress(id, in: fixture)
        return try await fixture.store.campaign(id)?.state == .aborted
      }
      #expect(try await progress(id, in: fixture) == [.failed: 2, .pending: 2])
      #expect(try await fixture.store.campaign(id)?.reason == "2 of 2 jobs failed")
    }
  }

  @Test("paused, resumed, aborted by an operator")
  func byHand() async throws {
    let fixture = try fixture()
    try await fixture.run {
      let station = try await boot("CP-1", in: fixture)
      station.disconnect()
      let id = try await create(
        #"{"name":"x","location":"https://h/2.bin","stations":{"firmware":"1.*"}}"#, in: fixture)
      #expect(try await fixture.request("POST", "\(Self.path)/\(id)/pause").status == 200)
      #expect(try await fixture.request("POST", "\(Self.path)/\(id)/pause").status == 409)
      let back = try await boot("CP-1", in: fixture)
      for _ in 0..<5 { #expect(try await progress(id, in: fixture) == [.pending: 1]) }
      #expect(try await fixture.request("POST", "\(Self.path)/\(id)/resume").data["state"]?.string == "running")
      try await eventually("started") { try await progress(id, in: fixture)[.running] == 1 }
      #expect(try await fixture.request("POST", "\(Self.path)/\(id)/abort").data["state"]?.string == "aborted")
      // What was started goes on, and is noted.
      try await back.command("UpdateFirmware")
      try await back.result("FirmwareStatusNotification", #"{"status":"Installed"}"#)
      try await eventually("finished") { try await progress(id, in: fixture)[.succeeded] == 1 }
      #expect(try await fixture.request("GET", "\(Self.path)?state=aborted").data["items"]?.elements.count == 1)
    }
  }

  @Test("a job of which nobody knew corrects its campaign when it succeeds late")
  func late() async throws {
    let fixture = try fixture()
    try await fixture.run {
      let station = try await boot("CP-1", in: fixture)
      station.answers("UpdateFirmware") { _ in .disconnect }
      let id = try await create(
        #"{"name":"x","location":"https://h/2.bin","stations":{"id":"CP-1"}}"#, in: fixture)
      try await eventually("it counts as failed") {
        fixture.clock.advance(by: .seconds(60))
        return try await fixture.store.campaign(id)?.progress == [.failed: 1]
      }
      let operation = try #require(try await fixture.store.operations(OperationQuery(parent: id)).first)
      #expect(operation.state == .uncertain)
      let back = try await fixture.connect("CP-1")
      try await back.result("FirmwareStatusNotification", #"{"status":"Installed"}"#)
      try await eventually("it counts as succeeded") {
        try await fixture.store.campaign(id)?.progress == [.succeeded: 1]
      }
    }
  }

  @Test("stations that don't come are given up at its end")
  func ends() async throws {
    let fixture = try fixture()
    try await fixture.run {
      try await boot("CP-1", in: fixture).disconnect()
      let id = try await create(
        #"""
        {"name":"x","location":"https://h/2.bin","endsAt":"2026-01-01T00:01:00Z","stations":{"id":"*"}}
        """#, in: fixture)
      try await eventually("completed") {
        _ = try await progress(id, in: fixture)
        return try await fixture.store.campaign(id)?.state == .completed
      }
      #expect(try await progress(id, in: fixture) == [.failed: 1])
    }
  }

  @Test(
    "what is wrong is told",
    arguments: [
      (#"{"location":"https://h/x","stations":{"id":"*"}}"#, 400), (#"{"name":"x","stations":{"id":"*"}}"#, 400),
      (#"{"name":"x","location":"https://h/x"}"#, 400), (#"{"name":"x","location":"https://h/x","stations":{}}"#, 400),
      (#"{"name":"x","location":"https://h/x","stations":{"colour":"red"}}"#, 400),
      (#"{"name":"x","location":"gopher://h/x","stations":{"id":"*"}}"#, 400),
      (#"{"name":"x","location":"https://h/x","stations":{"id":"*"},"parallelism":0}"#, 400),
      (#"{"name":"x","location":"https://h/x","stations":{"id":"*"},"kind":"Reset"}"#, 400),
      (#"{"name":"x","location":"https://h/x","stations":{"id":"nobody"}}"#, 404),
    ])
  func invalid(_ body: String, status: Int) async throws {
    let fixture = try fixture()
    #expect(try await fixture.request("POST", Self.path, body).status == status)
  }
}
