import CoreMetrics
package import GatewayCore
import Logging
package import OCPPCodec
import ServiceLifecycle

/// A gateway without sockets, with the handlers of a test: stations talk with it, operators ask it.
package final class HandlerFixture: Sendable {
  /// How an operator's request was answered.
  package struct Answer: Sendable {
    package let status: Int
    package let message: String
    package let data: JSONValue
    /// The whole body.
    package let text: String
  }

  package let probe = StoreProbe()
  package let clock: ManualClock
  package let gateway: GatewayServices
  package let table: EndpointTable
  let dispatcher: Dispatcher
  let bus: DirectBus
  private let services: [any Service]

  /// - Parameters:
  ///   - handlers: all of them stand in all chains, in this order.
  ///   - rules: chains for some stations.
  ///   - boot: what stations may send before their boot is accepted.
  ///   - admission: which stations may connect.
  ///   - store: one that was there before; nil: a new one in memory.
  package init(
    handlers: [any Handler],
    rules: [StationRule] = [],
    boot: BootPolicy = BootPolicy(),
    admission: AdmissionPolicy = .all,
    clock: ManualClock = ManualClock(),
    store: (any Store)? = nil
  ) throws {
    self.clock = clock
    var problems: [ChainTable.Problem] = []
    let chains = ChainTable(
      OCPPVersion.allCases.map { ChainDeclaration(version: $0, action: "*", handlers: handlers.map(\.name)) },
      rules: rules, handlers: handlers, problems: &problems)
    if let problem = problems.first { throw problem }
    gateway = GatewayServices(
      store: try store ?? probe.openStore(), sessions: SessionRegistry(), chains: chains, clock: clock,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
      metrics: GatewayMetrics(factory: NOOPMetricsHandler.instance))
    dispatcher = Dispatcher(chains: chains, services: gateway, boot: boot)
    bus = DirectBus(
      dispatcher: dispatcher, services: gateway, admission: StationAdmission(admission, services: gateway))
    table = EndpointTable(chains.handlers.flatMap { [gateway] in $0.endpoints(gateway) })
    services = chains.handlers.flatMap { [gateway] in $0.services(gateway) } + [gateway.background]
  }

  package var store: any Store { gateway.store }

  /// Runs what the handlers run beside CALLs, as long as the test takes.
  package func run<Result: Sendable>(_ body: @Sendable () async throws -> Result) async throws -> Result {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for service in services {
        group.addTask { try await service.run() }
      }
      defer { group.cancelAll() }
      return try await body()
    }
  }

  /// Connects a station.
  ///
  /// - Parameter registration: what its latest boot was answered; nil: it never booted.
  package func connect(
    _ id: String = "CP-1",
    _ version: OCPPVersion = .v16,
    registration: RegistrationState? = .accepted
  ) async throws -> ScriptedStation {
    guard let id = StationID(id) else { throw FixtureFailure(description: "no station id: \(id)") }
    let station = ScriptedStation(id, self)
    guard
      let session = try await bus.open(id, version: version, remoteAddress: "192.0.2.1:50000", connection: station)
    else { throw FixtureFailure(description: "no session for \(id)") }
    session.registration = registration
    station.begin(session)
    return station
  }

  /// Asks as an operator does, through the handlers' own routes.
  ///
  /// - Parameters:
  ///   - method: such as `GET`.
  ///   - path: with the query, if there is one.
  package func request(_ method: String, _ path: String, _ body: String = "") async throws -> Answer {
    let parts = path.split(separator: "?", maxSplits: 1)
    guard case .endpoint(let endpoint, let values) = table.match(method, path: String(parts[0])) else {
      throw FixtureFailure(description: "no route \(method) \(path)")
    }
    let answer = await endpoint.answer(
      path: values, query: parts.count > 1 ? String(parts[1]) : nil, body: Array(body.utf8), logger: gateway.logger)
    guard endpoint.allStatuses.contains(answer.status.code) else {
      throw FixtureFailure(description: "\(method) \(path) does not describe its answer \(answer.status.code)")
    }
    guard case .bytes(let bytes) = answer.body else { throw FixtureFailure(description: "a stream") }
    let text = String(decoding: bytes, as: UTF8.self)
    let json = try? JSONValue(parsing: text)
    return Answer(
      status: answer.status.code, message: json?["message"]?.string ?? "", data: json?["data"] ?? .null, text: text)
  }
}

/// A test's own doing, or waiting in vain.
package struct FixtureFailure: Error, CustomStringConvertible {
  package var description: String

  package init(description: String) { self.description = description }
}

/// Waits until something has come true; for what other tasks do.
///
/// - Throws: ``FixtureFailure`` after ten seconds.
package func eventually(_ what: String, _ condition: @Sendable () async throws -> Bool) async throws {
  for _ in 0..<2000 {
    if try await condition() { return }
    try await Task.sleep(for: .milliseconds(5))
  }
  throw FixtureFailure(description: "waited in vain: \(what)")
}
