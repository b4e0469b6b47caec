import GatewayCore
import GatewayTestSupport
import Hummingbird
import HummingbirdTesting
import Logging
import OCPP16
import OCPPCodec

@testable import GatewayAPI

/// A gateway without sockets, and its REST interface.
final class APIFixture: Sendable {
  let probe = StoreProbe()
  let store: any Store
  let sessions = SessionRegistry()
  let clock = TestClock()
  let metrics = PrometheusRegistry()
  let gateway: GatewayServices
  let dispatcher: Dispatcher
  let services: APIServices
  let server: APIServer
  let table: EndpointTable

  /// - Parameter backlog: how many messages wait elsewhere.
  init(
    options: APIOptions = APIOptions(host: "127.0.0.1", port: 0, version: "1.2.3"), endpoints: [Endpoint] = [],
    backlog: Int = 0
  ) throws {
    store = try probe.openStore()
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    // A handler that forbids one command, as a plugin may.
    var veto = RoutedHandler(name: "veto")
    veto.onCommand(OCPP16.ResetRequest.self) { request, _, next in
      if request.type == .hard { throw CallError(.securityError, "no hard resets") }
      return try await next(request)
    }
    var problems: [ChainTable.Problem] = []
    let chains = ChainTable(
      [ChainDeclaration(version: .v16, action: "*", handlers: ["veto"])], handlers: [veto], problems: &problems)
    gateway = GatewayServices(
      store: store, sessions: sessions, chains: chains, clock: clock, logger: logger,
      metrics: GatewayMetrics(factory: metrics))
    dispatcher = Dispatcher(chains: chains, services: gateway)
    services = APIServices(gateway, metrics: metrics, options: options, endpoints: endpoints, backlog: { backlog })
    server = APIServer(services)
    table = server.application.responder.table
  }

  /// Connects a station.
  @discardableResult
  func connect(
    _ id: String,
    _ version: OCPPVersion = .v16,
    isOpen: Bool = true,
    answer: @escaping TestStation.Answer = { _, _ in .result("{\"status\":\"Accepted\"}") }
  ) async throws -> TestStation {
    guard let id = StationID(id) else { throw FixtureError(message: "no id: \(id)") }
    let station = TestStation(clock: clock, dispatcher: dispatcher, sessions: sessions, answer: answer)
    let opened = sessions.open(
      id, version: version, remoteAddress: "192.0.2.1:50000", connectedAt: clock.milliseconds, connection: station)
    station.session = opened?.session
    if isOpen { opened?.session.outbound.open() }
    try await store.recordConnection(
      StationConnectionRecord(
        station: id, version: version, remoteAddress: "192.0.2.1:50000", connectedAt: clock.milliseconds))
    return station
  }

  /// Makes a station that was connected once.
  func know(_ id: String, _ version: OCPPVersion = .v16, vendor: String = "ACME", model: String = "M1") async throws {
    guard let id = StationID(id) else { throw FixtureError(message: "no id: \(id)") }
    try await store.recordBoot(
      StationBoot(
        station: id, version: version, vendor: vendor, model: model, serialNumber: "S-1", firmwareVersion: nil,
        payload: RawJSON.emptyObject, registration: .accepted,
        receivedAt: clock.milliseconds))
  }

  /// Serves requests in memory.
  func serve<Result: Sendable>(_ body: @Sendable (APIClient) async throws -> Result) async throws -> Result {
    let table = table
    return try await server.application.test(.router) { try await body(APIClient(client: $0, table: table)) }
  }
}

struct FixtureError: Error {
  var message: String
}
