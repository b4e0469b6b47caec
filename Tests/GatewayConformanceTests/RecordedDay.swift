import CoreMetrics
import Foundation
import GatewayConfig
import GatewayConformance
import GatewayCore
import GatewayHandlers
import GatewayTestSupport
import Logging
import OCPPCodec

/// A day of two stations and a gateway of a configuration, recorded.
struct RecordedDay {
  let folder: URL
  private let bus: RecordingBus
  private let recorder: TrafficRecorder
  private let services: GatewayServices
  private let clock = MovingClock()

  static let yaml = """
    store: { sqlite: ":memory:" }
    repair: { packs: [common] }
    id_tags: [{ id_tag: T1 }, { id_tag: T2, status: Blocked }]
    """

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(component: "day-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let check = GatewayConfiguration.check(
      source: SourceText(name: "gateway.yaml", bytes: Array(Self.yaml.utf8)), environment: [:])
    let metrics = GatewayMetrics(factory: NOOPMetricsHandler.instance)
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    var problems: [ChainTable.Problem] = []
    let chains = ChainTable(
      OCPPVersion.allCases.map { ChainDeclaration(version: $0, action: "*", handlers: ["core"]) },
      handlers: BuiltInHandlers(core: CoreConfiguration()).all(heartbeatInterval: .seconds(300)), problems: &problems)
    services = GatewayServices(
      store: try StoreProbe().openStore(), sessions: SessionRegistry(), chains: chains, clock: clock, logger: logger,
      metrics: metrics)
    let conformance = ConformanceEngine(
      ConformanceSetup(check.configuration, reporting: check), ledger: ConformanceLedger(), metrics: metrics,
      logger: logger)
    var options = RecorderOptions(gateway: "gw-1", folder: folder.path)
    options.hiding = nil
    recorder = try TrafficRecorder(
      options, clock: clock, metrics: RecorderMetrics(factory: NOOPMetricsHandler.instance), logger: logger)
    bus = RecordingBus(
      DirectBus(
        dispatcher: Dispatcher(chains: chains, services: services, conformance: conformance), services: services,
        admission: StationAdmission(.all, services: services)), recorder: recorder)
  }

  /// Lives the day.
  ///
  /// - Returns: the recordings.
  func live() async throws -> [URL] {
    try await services.store.putIdTokens([
      IdTokenRecord(id: "T1", type: nil, status: .accepted, expiryDate: nil, expiresAt: nil, parent: nil),
      IdTokenRecord(id: "T2", type: nil, status: .blocked, expiryDate: nil, expiresAt: nil, parent: nil),
    ])
    try await old()
    try await new()
    await recorder.close()
    return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .sorted { $0.lastPathComponent < $1.lastPathComponent }
  }

  private func old() async throws {
    let station = try await RecordedStation("OLD", .v16, bus)
    _ = try await station.call("BootNotification", #"{"chargePointVendor":"V","chargePointModel":"M","iccid":null}"#)
    for hour in 0..<24 {
      clock.advance(3_600_000)
      _ = try await station.call("Heartbeat", hour % 3 == 0 ? "null" : "{}")
      let tag = hour % 5 == 0 ? "T2" : hour % 7 == 0 ? "unknown" : "T1"
      _ = try await station.call("Authorize", "{\"idTag\":\"\(tag)\"}")
      let time = DateTime(millisecondsSinceEpoch: clock.milliseconds).description
      let started = try await station.call(
        "StartTransaction", "{\"connectorId\":1,\"idTag\":\"\(tag)\",\"meterStart\":\(hour),\"timestamp\":\"\(time)\"}")
      guard let number = started[2]["transactionId"]?.integer else { throw FixtureError(description: "\(started)") }
      _ = try await station.call(
        "MeterValues",
        "{\"connectorId\":1,\"transactionId\":\(number),\"meterValue\":[{\"timestamp\":\"\(time)\",\"sampledValue\":[{\"value\":\(hour)}]}]}"
      )
      if hour % 6 == 0 {
        async let answer = services.commands.send(
          "RemoteStopTransaction", payload: RawJSON(text: "{\"transactionId\":\(number)}") ?? .emptyObject,
          to: station.session.station)
        try await station.answer(#"{"status":"Accepted"}"#)
        _ = try await answer
      }
      _ = try await station.call(
        "StopTransaction", "{\"transactionId\":\(number),\"meterStop\":\(hour + 5),\"timestamp\":\"\(time)\"}")
    }
    _ = try await station.call("Nonsense", "{}")
    station.close()
  }

  private func new() async throws {
    let station = try await RecordedStation("NEW", .v201, bus)
    _ = try await station.call(
      "BootNotification", #"{"reason":"PowerUp","chargingStation":{"model":"M","vendorName":"V"}}"#)
    for sequence in 0..<10 {
      clock.advance(60_000)
      let kind = sequence == 0 ? "Started" : sequence == 9 ? "Ended" : "Updated"
      let time = DateTime(millisecondsSinceEpoch: clock.milliseconds).description
      _ = try await station.call(
        "TransactionEvent",
        "{\"eventType\":\"\(kind)\",\"timestamp\":\"\(time)\",\"triggerReason\":\"MeterValuePeriodic\",\"seqNo\":\(sequence),"
          + "\"transactionInfo\":{\"transactionId\":\"a1\"},\"idToken\":{\"idToken\":\"T1\",\"type\":\"ISO14443\"}}")
    }
    station.close()
  }
}

/// A station whose frames go over a bus.
final class RecordedStation: Sendable {
  let session: Session
  private let bus: RecordingBus
  private let connection: CommandConnection

  init(_ name: String, _ version: OCPPVersion, _ bus: RecordingBus) async throws {
    self.bus = bus
    connection = CommandConnection()
    guard let id = StationID(name),
      let session = try await bus.open(id, version: version, remoteAddress: "-", connection: connection)
    else { throw FixtureError(description: "no session") }
    self.session = session
  }

  /// Sends a CALL.
  ///
  /// - Returns: the elements of the answering frame.
  func call(_ action: String, _ payload: String) async throws -> [JSONTree] {
    let frame = Array("[2,\"\(MessageID.make())\",\"\(action)\",\(payload)]".utf8)
    let reply: [UInt8]
    switch frame.withUnsafeBufferPointer({ bus.receive($0, from: session) }) {
    case .nothing: throw FixtureError(description: "no answer")
    case .reply(let frame): reply = frame
    case .call(let call):
      guard case .reply(let frame) = await bus.handle(call, from: session) else {
        throw FixtureError(description: "closed")
      }
      reply = frame
    }
    session.outbound.open()
    guard case .array(let elements) = try JSONTreeParser.parse(String(decoding: reply, as: UTF8.self)) else {
      return []
    }
    return elements
  }

  /// Answers the next command.
  func answer(_ payload: String) async throws {
    let frame = await connection.next()
    guard case .array(let elements) = try JSONTreeParser.parse(String(decoding: frame, as: UTF8.self)),
      let id = elements[1].string
    else { throw FixtureError(description: "no command") }
    _ = Array("[3,\"\(id)\",\(payload)]".utf8).withUnsafeBufferPointer { bus.receive($0, from: session) }
  }

  func close() { bus.close(session) }
}

/// Hands commands to a test.
final class CommandConnection: StationConnection {
  private let frames: AsyncStream<[UInt8]>
  private let continuation: AsyncStream<[UInt8]>.Continuation

  init() {
    (frames, continuation) = AsyncStream.makeStream()
  }

  func next() async -> [UInt8] {
    for await frame in frames { return frame }
    return []
  }

  func send(_ frame: [UInt8]) { continuation.yield(frame) }

  func close(_ reason: ConnectionCloseReason) { continuation.finish() }
}
