import BenchmarkSupport
import CoreMetrics
import GatewayConfig
import GatewayConformance
import GatewayCore
import GatewaySQLite
import Logging
import OCPP16
import OCPPCodec

/// A station whose messages are answered by a gateway of a configuration, without sockets.
struct BenchmarkStation: Sendable {
  private let dispatcher: Dispatcher
  private let session: Session

  /// What can't be measured.
  struct Problem: Error {
    var text: String
  }

  init(_ yaml: String) throws {
    let check = GatewayConfiguration.check(
      source: SourceText(name: "benchmark.yaml", bytes: Array(yaml.utf8)), environment: [:])
    let logger = Logger(label: "benchmark") { _ in SwiftLogNoOpLogHandler() }
    let metrics = GatewayMetrics(factory: NOOPMetricsHandler.instance)
    var end = RoutedHandler(name: "end")
    end.on(MeterValuesRequest.self) { _, _, _ in MeterValuesResponse() }
    var problems: [ChainTable.Problem] = []
    let chains = ChainTable(
      [ChainDeclaration(version: .v16, action: "*", handlers: ["end"])], handlers: [end], problems: &problems)
    let services = GatewayServices(
      store: try SQLiteStore.inMemory(), sessions: SessionRegistry(), chains: chains, clock: SystemClock(),
      logger: logger, metrics: metrics)
    dispatcher = Dispatcher(
      chains: chains, services: services,
      conformance: ConformanceEngine(
        ConformanceSetup(check.configuration, reporting: check), ledger: ConformanceLedger(), metrics: metrics,
        logger: logger))
    guard let station = StationID("CP-1"),
      let session = services.sessions.open(
        station, version: .v16, remoteAddress: "-", connectedAt: 0, connection: NoConnection())?.session
    else { throw Problem(text: "no session") }
    session.registration = .accepted
    self.session = session
  }

  /// Says frames, over and over.
  func say(_ frames: [[UInt8]], times: Int) async throws -> Cost {
    let mark = Cost.Mark()
    for number in 0..<times {
      let receipt = frames[number % frames.count].withUnsafeBufferPointer { dispatcher.receive($0, from: session) }
      guard case .call(let call) = receipt, case .reply = await dispatcher.handle(call, from: session) else {
        throw Problem(text: "no answer")
      }
    }
    return mark.cost(of: times)
  }
}

extension Subject {
  func station() throws -> BenchmarkStation { try BenchmarkStation(configuration) }
}

/// A connection to no station.
private final class NoConnection: StationConnection {
  func send(_ frame: [UInt8]) {}

  func close(_ reason: ConnectionCloseReason) {}
}
