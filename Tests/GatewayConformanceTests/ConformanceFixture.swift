import CoreMetrics
import GatewayConfig
import GatewayConformance
import GatewayCore
import GatewayHandlers
import Logging
import OCPPCodec
import GatewayTestSupport
import Synchronization

/// Stations that talk with a gateway of a configuration, without sockets.
final class ConformanceFixture {
  /// 2026-03-14T09:26:03.111Z
  static let now: Int64 = 1_773_480_363_111

  let ledger = ConformanceLedger()
  let log = LogRecords()
  let seen = SeenMessages()
  let problems: [String]
  let bus: DirectBus
  let services: GatewayServices
  private let sessions = SessionRegistry()
  private let dispatcher: Dispatcher

  /// - Parameters:
  ///   - yaml: the configuration.
  ///   - core: whether messages go to the core handler, too.
  init(_ yaml: String = "", core: Bool = true) throws {
    let check = GatewayConfiguration.check(
      source: SourceText(name: "gateway.yaml", bytes: Array(yaml.utf8)), environment: [:])
    let configuration = check.configuration
    let setup = ConformanceSetup(configuration, reporting: check)
    problems = (check.diagnostics() + setup.diagnostics).map { "\($0.location): \($0.message)" }
    let metrics = GatewayMetrics(factory: NOOPMetricsHandler.instance)
    let log = log
    let logger = Logger(label: "test") { _ in RecordingLogHandler(log) }
    var chainProblems: [ChainTable.Problem] = []
    let handlers: [any Handler] =
      [SeeingHandler(seen)]
      + (core ? BuiltInHandlers(core: CoreConfiguration()).all(heartbeatInterval: .seconds(300)) : [])
    let names = core ? ["seeing", "core"] : ["seeing"]
    let chains = ChainTable(
      OCPPVersion.allCases.map { ChainDeclaration(version: $0, action: "*", handlers: names) },
      rules: configuration.stations.map { rule in
        StationRule(chains: []) { station, type in
          rule.match.includes(id: station.text, vendor: type.vendor, model: type.model, firmware: type.firmware)
        }
      },
      handlers: handlers, problems: &chainProblems)
    services = GatewayServices(
      store: try StoreProbe().openStore(), sessions: sessions, chains: chains, clock: StandingClock(), logger: logger,
      metrics: metrics)
    dispatcher = Dispatcher(
      chains: chains, services: services,
      conformance: ConformanceEngine(setup, ledger: ledger, metrics: metrics, logger: logger))
    bus = DirectBus(
      dispatcher: dispatcher, services: services, admission: StationAdmission(.all, services: services))
  }

  func open(_ version: OCPPVersion, station: String = "CP-1") throws -> Session {
    guard let id = StationID(station),
      let session = sessions.open(
        id, version: version, remoteAddress: "-", connectedAt: Self.now, connection: QuietConnection())?.session
    else { throw FixtureError(description: "no session") }
    session.registration = .accepted
    session.rule = dispatcher.chains.rule(for: id, type: StationType())
    return session
  }

  /// How a frame is answered; nil when it isn't.
  func answer(_ frame: String, _ session: Session) async throws -> Answer? {
    try await answer(bytes: Array(frame.utf8), session)
  }

  func answer(bytes: [UInt8], _ session: Session) async throws -> Answer? {
    switch bytes.withUnsafeBufferPointer({ dispatcher.receive($0, from: session) }) {
    case .nothing: return nil
    case .reply(let frame): return try Answer(frame)
    case .call(let call):
      guard case .reply(let frame) = await dispatcher.handle(call, from: session) else { return nil }
      return try Answer(frame)
    }
  }
}

/// A CALLRESULT or CALLERROR.
struct Answer {
  let type: Int
  let id: String
  /// Of a CALLERROR.
  let code: String?
  let description: String?

  init(_ frame: [UInt8]) throws {
    let elements = try JSONValue(parsing: String(decoding: frame, as: UTF8.self)).elements
    type = elements[0].integer ?? 0
    id = elements[1].string ?? ""
    code = type == 4 ? elements[2].string : nil
    description = type == 4 ? elements[3].string : nil
  }
}

struct FixtureError: Error, CustomStringConvertible {
  var description: String
}

struct StandingClock: GatewayClock {
  var milliseconds: Int64 { ConformanceFixture.now }

  func sleep(for duration: Duration) async throws {}
}

final class QuietConnection: StationConnection {
  func send(_ frame: [UInt8]) {}

  func close(_ reason: ConnectionCloseReason) {}
}

/// The messages that handlers got.
final class SeenMessages: Sendable {
  private let messages = Mutex<[any OCPPMessage]>([])

  func add(_ message: any OCPPMessage) { messages.withLock { $0.append(message) } }

  func clear() { messages.withLock { $0 = [] } }

  var last: (any OCPPMessage)? { messages.withLock { $0.last } }

  /// The last message's text.
  var lastText: String? {
    last.map { message in
      var writer = JSONWriter()
      message.encode(to: &writer)
      return writer.text
    }
  }
}

/// Notes what passes; where nobody comes after it, answers with the least there can be.
struct SeeingHandler: Handler {
  let name = "seeing"
  private let seen: SeenMessages

  init(_ seen: SeenMessages) {
    self.seen = seen
  }

  func link(for route: Route) -> HandlerLink? {
    guard route.direction == .inbound else { return nil }
    return { [seen] call, context, next in
      seen.add(call.message)
      return try await next(call, context)
    }
  }
}

/// What was logged.
final class LogRecords: Sendable {
  struct Record: Sendable {
    var message: String
    var metadata: Logger.Metadata
  }

  private let records = Mutex<[Record]>([])

  func add(_ record: Record) { records.withLock { $0.append(record) } }

  var all: [Record] { records.withLock { $0 } }

  /// The metadata of the last line with a message.
  func last(_ message: String) -> [String: String]? {
    all.last { $0.message == message }?.metadata.mapValues(\.description)
  }
}

struct RecordingLogHandler: LogHandler {
  var metadata: Logger.Metadata = [:]
  var logLevel: Logger.Level = .trace
  private let records: LogRecords

  init(_ records: LogRecords) {
    self.records = records
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    records.add(LogRecords.Record(message: event.message.description, metadata: event.metadata ?? [:]))
  }
}
