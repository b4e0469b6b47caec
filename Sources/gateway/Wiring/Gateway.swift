import GatewayAPI
import GatewayConfig
import GatewayCore
import GatewayEdge
import GatewayHandlers
import GatewayPluginHost
import Logging
import NIOCore
import NIOPosix
import OCPPCodec
import ServiceLifecycle
import UnixSignals

/// All parts of a gateway in one process, put together.
struct Gateway {
  let edge: EdgeServer
  let api: APIServer
  let store: any Store
  let group: ServiceGroup

  /// Opens the store and puts the parts together; nothing is served yet.
  ///
  /// - Throws: ``StoreError`` when the store can't be opened, `PluginError` when a plugin can't be started.
  init(
    _ assembly: Assembly, file: String?, logger: Logger,
    onListening: @escaping @Sendable (_ port: Int) async -> Void
  ) async throws {
    let configuration = assembly.configuration
    let clock = SystemClock()
    let registry = PrometheusRegistry()
    let metrics = GatewayMetrics(factory: registry)
    let store = try await OpenStore.open(configuration, logger: logger)
    try await store.putIdTokens(configuration.idTags.map(\.record))
    let services = GatewayServices(
      store: store, sessions: SessionRegistry(), chains: assembly.chains, clock: clock, logger: logger,
      metrics: metrics,
      commandTimeouts: CommandTimeouts(
        standard: configuration.http.commandTimeout, longest: configuration.ocpp.callTimeout))
    // In a store that is shared it is perhaps another gateway that waits.
    if !configuration.store.usesRedis { try await services.operations.interrupt() }
    let plugins = PluginHost(assembly.plugins)
    do {
      try await plugins.start(PluginEnvironment(services))
    } catch {
      await store.close()
      throw error
    }
    let core = assembly.handlers.core.general
    let bus = DirectBus(
      dispatcher: Dispatcher(chains: assembly.chains, services: services, boot: core.beforeBoot),
      services: services,
      admission: core.admission)
    edge = EdgeServer(
      configuration: EdgeConfiguration(configuration.ocpp),
      eventLoops: configuration.ocpp.eventLoops ?? System.coreCount,
      bus: bus, sessions: services.sessions, logger: logger)
    api = APIServer(
      APIServices(
        services, metrics: registry,
        options: APIOptions(
          host: configuration.http.listen.host, port: configuration.http.listen.port, version: GatewayVersion.text),
        endpoints: assembly.chains.handlers.flatMap { $0.endpoints(services) } + plugins.endpoints),
      onListening: onListening)
    self.store = store
    // Shut down from the last to the first: stations first, so that what they are told can still be stored and seen.
    let parts: [any Service] =
      [LastSeenRecorder(sessions: services.sessions, services: services), services.background, plugins]
      + [ConfigurationWatch(file: file, logger: logger)]
      + assembly.chains.handlers.flatMap { $0.services(services) } + [api, edge]
    group = ServiceGroup(
      configuration: ServiceGroupConfiguration(
        services: parts.map { .init(service: $0) },
        gracefulShutdownSignals: [.sigterm, .sigint],
        logger: logger))
  }

  /// Serves until SIGTERM or SIGINT, then shuts down in order.
  ///
  /// - Throws: when an address can't be listened on.
  func run() async throws {
    do {
      try await group.run()
    } catch {
      await store.close()
      throw error
    }
    await store.close()
  }
}

extension GatewayConfiguration.IDTag {
  var record: IdTokenRecord {
    IdTokenRecord(
      id: idTag, type: type?.rawValue, status: IdTokenRecord.Status(rawValue: status.rawValue) ?? .invalid,
      expiryDate: expiryDate, expiresAt: expiryDate.flatMap { DateTime(rfc3339: $0)?.millisecondsSinceEpoch },
      parent: parentIDTag)
  }
}

extension EdgeConfiguration {
  init(_ ocpp: GatewayConfiguration.OCPP) {
    self.init()
    host = ocpp.listen.host
    port = ocpp.listen.port
    path = ocpp.path
    versions = ocpp.versions.map(\.version)
    missingSubprotocol = ocpp.missingSubprotocol == .ocpp16 ? .assume(.v16) : .refuse
    maximumStationIDLength = ocpp.maxStationIDLength
    maximumMessageSize = ocpp.maxMessageSize
    maximumFragments = ocpp.maxFragments
    allowsCompression = ocpp.compression
    maximumPendingCalls = ocpp.maxPendingCalls
    maximumWriteBuffer = ocpp.maxWriteBuffer
    handshakeTimeout = TimeAmount(ocpp.handshakeTimeout)
    pingInterval = TimeAmount(ocpp.pingInterval)
    maximumConnections = ocpp.maxConnections
    shutdownTimeout = TimeAmount(ocpp.shutdownTimeout)
  }
}
