import BenchmarkSupport
import CoreMetrics
import GatewayCore
import GatewayPluginHost
import GatewaySQLite
import Logging
import OCPP16
import OCPPCodec

/// A chain that is measured.
enum Subject: String, CaseIterable {
  case builtIn = "built-in handler"
  case inProcess = "plugin in process"
  case inProcessNext = "plugin in process, then built-in"
  case isolated = "isolated plugin"
  case isolatedNext = "isolated plugin, then built-in"

  var isIsolated: Bool { self == .isolated || self == .isolatedNext }

  private var passes: Bool { self == .inProcessNext || self == .isolatedNext }

  /// Handles messages, so many at a time.
  func measure(_ library: String, messages: Int, callers: Int) async throws -> Cost {
    let file = try PluginFile(library)
    let descriptor = try PluginProbe(file, executable: "/proc/self/exe").descriptor
    let options = PluginOptions(
      id: "echo", isolation: isIsolated ? .process : .inProcess,
      configuration: (passes ? RawJSON(text: #"{"next":true}"#) : nil) ?? .emptyObject)
    let plugin = try HostedPlugin(options, file: file, descriptor: descriptor)
    let host = PluginHost(self == .builtIn ? [] : [plugin])
    var end = RoutedHandler(name: "end")
    end.on(AuthorizeRequest.self) { _, _, _ in AuthorizeResponse(idTagInfo: IdTagInfo(status: .accepted)) }
    let handlers: [any Handler] =
      self == .builtIn ? [end] : [PluginHandler(plugin, policy: .reject, name: "echo"), end]
    var problems: [ChainTable.Problem] = []
    let chains = ChainTable(
      [ChainDeclaration(version: .v16, action: "Authorize", handlers: handlers.map(\.name))], handlers: handlers,
      problems: &problems)
    let services = GatewayServices(
      store: try SQLiteStore.inMemory(), sessions: SessionRegistry(), chains: chains, clock: SystemClock(),
      logger: Logger(label: "benchmark") { _ in SwiftLogNoOpLogHandler() },
      metrics: GatewayMetrics(factory: NOOPMetricsHandler.instance))
    try await host.start(PluginEnvironment(services))
    return try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await host.run() }
      defer { group.cancelAll() }
      _ = try await run(services, messages: messages / 10, callers: callers)
      return try await run(services, messages: messages, callers: callers)
    }
  }

  private func run(_ services: GatewayServices, messages: Int, callers: Int) async throws -> Cost {
    guard let action = MessageCatalog.v16.action(named: "Authorize") else { throw PluginError("there is no Authorize") }
    let chain = services.chains.chain(Route(.v16, .inbound, action: action.index), rule: nil)
    let call = Call(
      action: action, direction: .inbound, message: AuthorizeRequest(idTag: "TAG-1"), id: "1", receivedAt: 0)
    let mark = Cost.Mark()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for caller in 0..<callers {
        guard let station = StationID("CP-\(caller)"),
          let session = services.sessions.open(
            station, version: .v16, remoteAddress: "-", connectedAt: 0, connection: NoConnection())?.session
        else { continue }
        group.addTask {
          let context = CallContext(session: session, services: services)
          for _ in 0..<messages / callers {
            _ = try await chain(call, context) { _, _, _ in throw CallError(.notSupported, "nobody answered") }
          }
        }
      }
      try await group.waitForAll()
    }
    return mark.cost(of: messages)
  }
}

/// A connection to no station.
private final class NoConnection: StationConnection {
  func send(_ frame: [UInt8]) {}

  func close(_ reason: ConnectionCloseReason) {}
}
