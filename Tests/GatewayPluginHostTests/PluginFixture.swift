import CoreMetrics
import Foundation
import GatewayCore
import GatewayPluginHost
import GatewaySQLite
import OCPP16
import OCPPCodec
import Synchronization
import Testing

/// Where a plugin's code runs, for tests of both.
enum Mode: String, CaseIterable, CustomTestStringConvertible {
  case inProcess
  case process

  var isolation: PluginOptions.Isolation { self == .inProcess ? .inProcess : .process }
  var testDescription: String { rawValue }
}

/// A gateway without sockets whose chains are a plugin and a handler behind it.
final class PluginFixture: Sendable {
  let log = RecordedLog()
  let plugin: HostedPlugin
  /// The StartTransactions that came through the plugins.
  let started: StartedTransactions
  let services: GatewayServices
  let dispatcher: Dispatcher
  /// Makes the store take no state of plugins.
  let storeFailure = StoreFailure()
  private let host: PluginHost

  /// Runs a test with a plugin that does what a fault says.
  static func run(
    _ fault: String, _ mode: Mode, policy: FailurePolicy = .reject, _ body: (PluginFixture) async throws -> Void
  ) async throws {
    try await run(fault, mode, policy: policy, { _ in }, body)
  }

  /// Runs a test with a plugin that does what a fault says, with other options.
  static func run(
    _ fault: String, _ mode: Mode, policy: FailurePolicy = .reject, _ change: (inout PluginOptions) -> Void,
    _ body: (PluginFixture) async throws -> Void
  ) async throws {
    var options = PluginOptions(
      id: "fault", isolation: mode.isolation, configuration: try #require(RawJSON(text: #"{"fault":"\#(fault)"}"#)),
      deadline: .seconds(60))
    change(&options)
    try await run([(options, try FaultPlugin.library())], policy: policy, body)
  }

  /// Runs a test with plugins that follow each other in the chain.
  static func run(
    _ plugins: [(options: PluginOptions, library: String)], policy: FailurePolicy = .reject,
    _ body: (PluginFixture) async throws -> Void
  ) async throws {
    let fixture = try PluginFixture(plugins, policy)
    try await fixture.host.start(PluginEnvironment(fixture.services, executable: FaultPlugin.gateway))
    await withDiscardingTaskGroup { group in
      group.addTask { try? await fixture.services.background.run() }
      group.addTask { try? await fixture.host.run() }
      do {
        try await body(fixture)
      } catch {
        Issue.record("\(error)\n\(fixture.log.all.joined(separator: "\n"))")
      }
      group.cancelAll()
    }
  }

  private init(_ libraries: [(options: PluginOptions, library: String)], _ policy: FailurePolicy) throws {
    let plugins = try libraries.map { options, library in
      let file = try PluginFile(library)
      let probe = try PluginProbe(file, executable: FaultPlugin.gateway)
      return try HostedPlugin(options, file: file, descriptor: probe.descriptor)
    }
    plugin = plugins[0]
    host = PluginHost(plugins)
    started = StartedTransactions()
    var problems: [ChainTable.Problem] = []
    let chains = ChainTable(
      [ChainDeclaration(version: .v16, action: "*", handlers: plugins.map(\.options.id) + ["end"])],
      handlers: plugins.map { PluginHandler($0, policy: policy, name: $0.options.id) } + [Self.end(started)],
      problems: &problems)
    try #require(problems.isEmpty)
    var configuration = SQLiteStoreConfiguration(.memory)
    configuration.beforeOperation = { [storeFailure] operation in
      guard storeFailure.isOn.load(ordering: .relaxed), "\(operation)".hasPrefix("changePluginState") else { return }
      throw StoreError(.unavailable, "the store was told to fail")
    }
    services = GatewayServices(
      store: try SQLiteStore.inMemory(configuration), sessions: SessionRegistry(), chains: chains,
      clock: SystemClock(), logger: log.logger, metrics: GatewayMetrics(factory: NOOPMetricsHandler.instance))
    dispatcher = Dispatcher(
      chains: chains, services: services,
      stall: StallPolicy(limit: .milliseconds(400), interval: .milliseconds(50)))
  }

  /// Behind the plugin: answers with the tag that it saw as the parent.
  private static func end(_ started: StartedTransactions) -> RoutedHandler {
    var end = RoutedHandler(name: "end")
    end.on(AuthorizeRequest.self) { request, _, _ in
      AuthorizeResponse(idTagInfo: IdTagInfo(parentIdTag: request.idTag, status: .accepted))
    }
    end.on(StartTransactionRequest.self) { request, _, _ in
      started.requests.withLock { $0.append(request) }
      return StartTransactionResponse(idTagInfo: IdTagInfo(status: .accepted), transactionId: 42)
    }
    return end
  }

  // MARK: Stations

  func open(_ station: String, _ connection: RecordingConnection = RecordingConnection()) throws -> Session {
    let opened = services.sessions.open(
      try #require(StationID(station)), version: .v16, remoteAddress: "-", connectedAt: 0, connection: connection)
    let session = try #require(opened).session
    session.registration = .accepted
    return session
  }

  private static let ids = Atomic(0)

  /// Sends a CALL; gives the frame that answers it, `closed` when the connection is to be closed.
  func call(_ action: String, _ payload: String, _ session: Session) async -> String {
    let id = Self.ids.wrappingAdd(1, ordering: .relaxed).newValue
    var text = "[2,\"\(id)\",\"\(action)\",\(payload)]"
    switch text.withUTF8({ dispatcher.receive($0, from: session) }) {
    case .call(let call):
      switch await dispatcher.handle(call, from: session) {
      case .reply(let frame):
        session.outbound.open()
        return String(decoding: frame, as: UTF8.self).replacing("\"\(id)\",", with: "")
      case .close: return "closed"
      }
    case .reply(let frame): return String(decoding: frame, as: UTF8.self)
    case .nothing: return "nothing"
    }
  }

  func authorize(_ station: String = "A") async throws -> String {
    await call("Authorize", #"{"idTag":"TAG"}"#, try open(station))
  }

  /// Whether another station is answered by the plugin before long.
  func recovers() async throws -> Bool {
    let clock = ContinuousClock()
    let end = clock.now + .seconds(30)
    while try await authorize("SANE") != Self.accepted {
      guard clock.now < end else { return false }
      try await Task.sleep(for: .milliseconds(5))
    }
    return true
  }

  func start(_ station: String) async throws -> String {
    await call(
      "StartTransaction", #"{"connectorId":1,"idTag":"TAG","meterStart":0,"timestamp":"2026-01-01T00:00:00Z"}"#,
      try open(station))
  }

  /// How often calls ended in some way.
  func count(_ outcome: String) -> Int { plugin.report.calls.first { $0.outcome == outcome }?.count ?? 0 }

  /// What the plugin answers itself.
  static let accepted = #"[3,{"idTagInfo":{"status":"Accepted"}}]"#
  /// What the handler behind it answers.
  static let fromEnd = #"[3,{"idTagInfo":{"parentIdTag":"TAG","status":"Accepted"}}]"#
  static let rejected = #"[4,"InternalError","plugin 'fault' could not handle Authorize",{}]"#
}

/// What the handler behind the plugins was told.
final class StartedTransactions: Sendable {
  let requests = Mutex<[StartTransactionRequest]>([])
}

/// Whether a store fails.
final class StoreFailure: Sendable {
  let isOn = Atomic(false)
}

/// A connection that answers each command as a test says.
final class RecordingConnection: StationConnection {
  private let frames = Mutex<[String]>([])
  private let answer: @Sendable (String) -> Void

  init(answer: @escaping @Sendable (String) -> Void = { _ in }) {
    self.answer = answer
  }

  var sent: [String] { frames.withLock { $0 } }

  func send(_ frame: [UInt8]) {
    let text = String(decoding: frame, as: UTF8.self)
    frames.withLock { $0.append(text) }
    answer(text)
  }

  func close(_ reason: ConnectionCloseReason) {}
}

/// Waits until something is so, a little.
func eventually(_ limit: Duration = .seconds(30), _ condition: () -> Bool) async -> Bool {
  let clock = ContinuousClock()
  let end = clock.now + limit
  while !condition() {
    guard clock.now < end else { return false }
    try? await Task.sleep(for: .milliseconds(5))
  }
  return true
}
