import GatewayCore
import GatewayHandlers
import GatewayTestSupport
import OCPPCodec
import Testing

@Suite("Handler firmware")
struct FirmwareHandlerTests {
  private static let firmware = "/api/v1/chargepoints/CP-1/firmware"
  private static let diagnostics = "/api/v1/chargepoints/CP-1/diagnostics"
  private static let body = #"{"location":"https://files.example.com/2.bin"}"#

  private func fixture(_ configuration: FirmwareConfiguration = FirmwareConfiguration()) throws -> HandlerFixture {
    try HandlerFixture(handlers: [
      CoreHandler.make(options: StationOptions(CoreConfiguration()), heartbeatInterval: .seconds(300)),
      FirmwareHandler.make(configuration: configuration),
    ])
  }

  private func operation(_ id: String, in fixture: HandlerFixture) async throws -> OperationRecord {
    try #require(try await fixture.store.operation(id))
  }

  private func waitFor(_ state: OperationState, _ id: String, in fixture: HandlerFixture) async throws {
    try await eventually("operation is \(state.rawValue)") { try await fixture.store.operation(id)?.state == state }
  }

  private func begin(
    _ path: String = firmware, _ body: String = body, in fixture: HandlerFixture
  ) async throws -> String {
    let answer = try await fixture.request("POST", path, body)
    #expect(answer.status == 202, "\(answer.text)")
    return try #require(answer.data["operationId"]?.string)
  }

  @Test("an update from the command to the installed firmware")
  func update() async throws {
    let fixture = try fixture()
    try await fixture.run {
      let station = try await fixture.connect()
      station.answers("UpdateFirmware") { _ in .result("{}") }
      let id = try await begin(in: fixture)
      let sent = try await station.command("UpdateFirmware").payload
      #expect(sent["location"]?.string == "https://files.example.com/2.bin")
      #expect(sent["retrieveDate"]?.string == "2026-01-01T00:00:00.000Z")
      try await waitFor(.accepted, id, in: fixture)
      for (status, state) in [
        ("Downloading", OperationState.inProgress), ("Downloaded", .inProgress), ("Installing", .inProgress),
        ("Installed", .succeeded),
      ] {
        try await station.result("FirmwareStatusNotification", #"{"status":"\#(status)"}"#)
        #expect(try await operation(id, in: fixture).state == state)
      }
      let states = try await operation(id, in: fixture).history.map(\.state)
      #expect(states == [.pending, .sent, .accepted, .inProgress, .inProgress, .inProgress, .succeeded])
      let shown = try await fixture.request("GET", Self.firmware)
      #expect(shown.data["operation"]?["state"]?.string == "succeeded")
    }
  }

  @Test("alone in its chains")
  func alone() async throws {
    let fixture = try HandlerFixture(handlers: [FirmwareHandler.make(configuration: FirmwareConfiguration())])
    try await fixture.run {
      let station = try await fixture.connect()
      station.answers("UpdateFirmware") { _ in .result("{}") }
      let id = try await begin(in: fixture)
      try await waitFor(.accepted, id, in: fixture)
      try await station.result("FirmwareStatusNotification", #"{"status":"Installed"}"#)
      #expect(try await operation(id, in: fixture).state == .succeeded)
    }
  }

  @Test("a notification without a job is answered all the same")
  func unsolicited() async throws {
    let fixture = try fixture()
    let station = try await fixture.connect()
    try await station.result("FirmwareStatusNotification", #"{"status":"Idle"}"#)
    try await station.result("DiagnosticsStatusNotification", #"{"status":"Uploaded"}"#)
    #expect(try await fixture.store.operations(OperationQuery()) == [])
  }

  @Test("a command by hand is a job too; a new one takes the place of the other")
  func byHand() async throws {
    let fixture = try fixture()
    try await fixture.run {
      let station = try await fixture.connect()
      station.answers("UpdateFirmware") { _ in .result("{}") }
      let id = try #require(StationID("CP-1"))
      let payload = try #require(
        RawJSON(text: #"{"location":"ftp://u:p@host/1.bin","retrieveDate":"2026-01-01T00:00:00Z"}"#))
      for _ in 0..<2 { _ = try await fixture.gateway.commands.send("UpdateFirmware", payload: payload, to: id) }
      let operations = try await fixture.store.operations(OperationQuery(kind: "UpdateFirmware"))
      #expect(operations.map(\.state) == [.accepted, .cancelled])
      try await station.result("FirmwareStatusNotification", #"{"status":"DownloadFailed"}"#)
      #expect(
        try await fixture.store.operations(OperationQuery(kind: "UpdateFirmware")).map(\.state)
          == [.failed, .cancelled])
    }
  }

  @Test("a location that is not allowed is neither taken nor sent")
  func locations() async throws {
    var configuration = FirmwareConfiguration()
    configuration.firmwareLocations = FileLocationPolicy(schemes: [.https])
    let fixture = try fixture(configuration)
    try await fixture.run {
      let station = try await fixture.connect()
      for location in ["http://files.example.com/2.bin", "https://files.example.com@10.0.0.1/2.bin", "nonsense"] {
        let answer = try await fixture.request("POST", Self.firmware, #"{"location":"\#(location)"}"#)
        #expect(answer.status == 400)
        #expect(answer.data["violations"]?.elements.first?["pointer"]?.string == "/location")
      }
      let payload = try #require(
        RawJSON(text: #"{"location":"http://10.0.0.1/1.bin","retrieveDate":"2026-01-01T00:00:00Z"}"#))
      await #expect(throws: CommandFailure.self) {
        try await fixture.gateway.commands.send("UpdateFirmware", payload: payload, to: try #require(StationID("CP-1")))
      }
      #expect(station.commands.isEmpty)
      #expect(try await fixture.store.operations(OperationQuery()) == [])
    }
  }

  @Test("diagnostics: the file's name, and the end of its upload", arguments: ["Uploaded", "UploadFailed"])
  func upload(_ end: String) async throws {
    let fixture = try fixture()
    try await fixture.run {
      let station = try await fixture.connect()
      station.answers("GetDiagnostics") { _ in .result(#"{"fileName":"log.gz"}"#) }
      let id = try await begin(
        Self.diagnostics, #"{"location":"https://files.example.com/","startTime":"2025-12-31T00:00:00Z"}"#, in: fixture)
      let sent = try await station.command("GetDiagnostics").payload
      #expect(sent["startTime"]?.string == "2025-12-31T00:00:00Z")
      try await waitFor(.accepted, id, in: fixture)
      try await station.result("DiagnosticsStatusNotification", #"{"status":"Uploading"}"#)
      try await station.result("DiagnosticsStatusNotification", #"{"status":"\#(end)"}"#)
      let operation = try await operation(id, in: fixture)
      #expect(operation.state == (end == "Uploaded" ? .succeeded : .failed))
      #expect(operation.details.text.contains(#""fileName":"log.gz""#))
    }
  }

  @Test("a station without diagnostics")
  func nothingToUpload() async throws {
    let fixture = try fixture()
    try await fixture.run {
      let station = try await fixture.connect()
      station.answers("GetDiagnostics") { _ in .result("{}") }
      let id = try await begin(Self.diagnostics, #"{"location":"https://files.example.com/"}"#, in: fixture)
      try await waitFor(.succeeded, id, in: fixture)
      #expect(try await operation(id, in: fixture).history.last?.reason == "the station has no diagnostics to upload")
    }
  }

  @Test("a station that is away gets its job when it comes")
  func waits() async throws {
    let fixture = try fixture()
    try await fixture.run {
      try await fixture.connect().disconnect()
      let id = try await begin(in: fixture)
      #expect(try await operation(id, in: fixture).state == .pending)
      let station = try await fixture.connect()
      station.answers("UpdateFirmware") { _ in .result("{}") }
      try await eventually("the command") {
        fixture.clock.advance(by: .seconds(6))
        return try await fixture.store.operation(id)?.state == .accepted
      }
      #expect(station.commands.filter { $0.action == "UpdateFirmware" }.count == 1)
    }
  }

  @Test("a failure is tried again, as often as it may be")
  func retries() async throws {
    let fixture = try fixture()
    try await fixture.run {
      let station = try await fixture.connect()
      station.answers("UpdateFirmware") { _ in .result("{}") }
      let id = try await begin(Self.firmware, #"{"location":"https://h/2.bin","attempts":2}"#, in: fixture)
      for attempt in 1...2 {
        try await eventually("attempt \(attempt)") {
          fixture.clock.advance(by: .seconds(6))
          return try await fixture.store.operation(id)?.state == .accepted
        }
        try await station.result("FirmwareStatusNotification", #"{"status":"DownloadFailed"}"#)
      }
      #expect(try await operation(id, in: fixture).state == .failed)
      #expect(station.commands.filter { $0.action == "UpdateFirmware" }.count == 2)
    }
  }

  @Test("a silent station is asked, then given up")
  func silence() async throws {
    let fixture = try fixture()
    try await fixture.run {
      let station = try await fixture.connect()
      station.answers("UpdateFirmware") { _ in .result("{}") }
      station.answers("TriggerMessage") { _ in .result(#"{"status":"Accepted"}"#) }
      let id = try await begin(in: fixture)
      try await waitFor(.accepted, id, in: fixture)
      try await eventually("the question") {
        fixture.clock.advance(by: .seconds(20))
        return station.commands.contains { $0.action == "TriggerMessage" }
      }
      let asked = try await station.command("TriggerMessage").payload
      #expect(asked["requestedMessage"]?.string == "FirmwareStatusNotification")
      try await eventually("the end") {
        fixture.clock.advance(by: .seconds(6))
        return try await fixture.store.operation(id)?.state == .failed
      }
    }
  }

  @Test("a broken connection leaves it uncertain until the station tells")
  func uncertain() async throws {
    let fixture = try fixture()
    try await fixture.run {
      let station = try await fixture.connect()
      station.answers("UpdateFirmware") { _ in .disconnect }
      let id = try await begin(in: fixture)
      try await waitFor(.uncertain, id, in: fixture)
      let back = try await fixture.connect()
      try await back.result("FirmwareStatusNotification", #"{"status":"Downloading"}"#)
      #expect(try await operation(id, in: fixture).state == .inProgress)
      #expect(back.commands.contains { $0.action == "UpdateFirmware" } == false)
    }
  }

  @Test("a station that refuses")
  func rejected() async throws {
    let fixture = try fixture()
    try await fixture.run {
      let station = try await fixture.connect()
      station.answers("UpdateFirmware") { _ in .error("NotSupported") }
      let id = try await begin(in: fixture)
      try await waitFor(.rejected, id, in: fixture)
    }
  }

  @Test("a boot with the expected firmware ends the update")
  func booted() async throws {
    let fixture = try fixture()
    try await fixture.run {
      let station = try await fixture.connect()
      station.answers("UpdateFirmware") { _ in .result("{}") }
      let id = try await begin(Self.firmware, #"{"location":"https://h/2.bin","expectedVersion":"2.0"}"#, in: fixture)
      try await waitFor(.accepted, id, in: fixture)
      try await station.result(
        "BootNotification", #"{"chargePointVendor":"A","chargePointModel":"B","firmwareVersion":"2.0"}"#)
      try await waitFor(.succeeded, id, in: fixture)
    }
  }

  @Test("one job at a time, unless the other is given up")
  func oneAtATime() async throws {
    let fixture = try fixture()
    try await fixture.run {
      let station = try await fixture.connect()
      station.answers("UpdateFirmware") { _ in .result("{}") }
      let id = try await begin(in: fixture)
      try await waitFor(.accepted, id, in: fixture)
      #expect(try await fixture.request("POST", Self.firmware, Self.body).status == 409)
      let other = try await begin("\(Self.firmware)?replace=true", in: fixture)
      #expect(try await operation(id, in: fixture).state == .cancelled)
      try await waitFor(.accepted, other, in: fixture)
      let given = try await fixture.request("DELETE", Self.firmware)
      #expect(given.data["state"]?.string == "cancelled")
      #expect(try await fixture.request("DELETE", Self.firmware).status == 404)
    }
  }
}
