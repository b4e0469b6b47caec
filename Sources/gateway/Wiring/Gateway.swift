import GatewayAPI
import GatewayConfig
import GatewayConformance
import GatewayCore
import GatewayEdge
import GatewayHandlers
import GatewayPluginHost
import GatewaySQLite
import Logging
import NIOCore
import NIOPosix
import OCPPCodec
import ServiceLifecycle
import UnixSignals

/// All parts of a gateway in one process, put together.
struct Gateway {
  /// Nil when the process has no such role.
  let edge: EdgeServer?
  let store: any Store
  private let shared: SharedState?
  let group: ServiceGroup

  /// Opens the store and puts the parts together; nothing is served yet.
  ///
  /// - Parameters:
  ///   - file: the configuration's, to be watched.
  ///   - roles: what the process does; all of it unless the store is shared.
  /// - Throws: ``StoreError`` when the store can't be opened, `PluginError` when a plugin can't be started.
  init(
    _ assembly: Assembly,
    file: String?,
    roles: Set<Role> = Roles.all.set,
    logger: Logger,
    onListening: @escaping @Sendable (_ port: Int) async -> Void
  ) async throws {
    let configuration = assembly.configuration
    let clock = SystemClock()
    let registry = PrometheusRegistry()
    let metrics = GatewayMetrics(factory: registry)
    shared = configuration.store.usesRedis ? try await SharedState.open(configuration, logger: logger) : nil
    let store: any Store =
      if let shared { shared.store } else {
        try await SQLiteStore.open(SQLiteStoreConfiguration(configuration.store.location))
      }
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
      // An edge alone hands messages on as they are.
      if roles != [.edge] { try await plugins.start(PluginEnvironment(services)) }
    } catch {
      await Self.close(shared, store)
      throw error
    }
    let core = assembly.handlers.core.general
    let ledger = ConformanceLedger()
    let conformance = ConformanceEngine(assembly.conformance, ledger: ledger, metrics: metrics, logger: logger)
    let dispatcher = Dispatcher(
      chains: assembly.chains, services: services, boot: core.beforeBoot, conformance: conformance,
      // With a shared store a processor begins anew with the whole message.
      stall: shared == nil ? StallPolicy() : StallPolicy(limit: .zero))
    let admission = StationAdmission(
      core.admission,
      authentication: AuthenticationPolicy(
        requiresCredentials: configuration.ocpp.requiresCredentials, organization: configuration.ocpp.organization),
      services: services)
    var distribution: [any Service] = []
    let bus: any Bus
    if let shared {
      distribution.append(shared.relay(services, servesOperators: roles.contains(.api)))
      if roles != [.edge] { distribution += [shared.mirror(dispatcher, services), shared.operations(services)] }
      if roles.contains(.processor) { distribution.append(shared.processor(dispatcher, services)) }
      let shared = try await shared.bus(dispatcher, services, admission: admission)
      if roles.contains(.edge) { distribution.append(shared) }
      bus = shared
    } else {
      bus = DirectBus(dispatcher: dispatcher, services: services, admission: admission)
    }
    let recorder =
      try roles.contains(.edge)
      ? Self.recorder(configuration, clock: clock, metrics: registry, logger: logger) : nil
    let recorded: any Bus = recorder.map { RecordingBus(bus, recorder: $0) } ?? bus
    edge =
      roles.contains(.edge)
      ? EdgeServer(
        configuration: EdgeConfiguration(configuration.ocpp),
        eventLoops: configuration.ocpp.eventLoops ?? System.coreCount,
        bus: recorded, sessions: services.sessions, tls: assembly.tls, logger: logger) : nil
    let api = APIServer(
      APIServices(
        services, metrics: registry,
        options: APIOptions(
          host: configuration.http.listen.host, port: configuration.http.listen.port, version: GatewayVersion.text,
          servesOperators: roles.contains(.api), access: AccessControl(configuration.http)),
        endpoints: assembly.chains.handlers.flatMap { $0.endpoints(services) } + plugins.endpoints
          + (shared?.endpoints ?? []),
        processEndpoints: ConformanceEndpoints(ledger, gateway: configuration.id).endpoints,
        backlog: { [shared] in await shared?.backlog() ?? 0 }),
      onListening: onListening)
    if roles.contains(.api), configuration.http.tokens.isEmpty, !configuration.http.listen.isLoopback {
      logger.warning(
        "anybody who reaches this address may command stations",
        metadata: ["listen": "\(configuration.http.listen)", "hint": "set http.tokens, or listen on 127.0.0.1"])
    }
    self.store = store
    // Shut down from the last to the first: stations first, so that what they are told can still be stored and seen.
    let parts: [any Service] =
      [LastSeenRecorder(sessions: services.sessions, services: services), services.background, plugins]
      + [ConfigurationWatch(file: file, logger: logger)] + (recorder.map { [$0] } ?? [])
      + (roles.contains(.processor)
        ? assembly.chains.handlers.flatMap { $0.services(services) }
          + [StoreUpkeep(StoreUpkeep.Retention(configuration.store.retention), services)] : []) + distribution
      + [api] + (edge.map { [$0] } ?? [])
    group = ServiceGroup(
      configuration: ServiceGroupConfiguration(
        services: parts.map { .init(service: $0) },
        gracefulShutdownSignals: [.sigterm, .sigint],
        logger: logger))
  }

  /// - Returns: nil when nothing is to be recorded.
  /// - Throws: ``TraceProblem`` when nothing can be.
  private static func recorder(
    _ configuration: GatewayConfiguration, clock: any GatewayClock, metrics: PrometheusRegistry, logger: Logger
  ) throws(TraceProblem) -> TrafficRecorder? {
    guard let options = RecorderOptions(configuration.record, gateway: configuration.id) else { return nil }
    return try TrafficRecorder(options, clock: clock, metrics: RecorderMetrics(factory: metrics), logger: logger)
  }

  /// Serves until SIGTERM or SIGINT, then shuts down in order.
  ///
  /// - Throws: when an address can't be listened on.
  func run() async throws {
    do {
      try await group.run()
    } catch {
      await Self.close(shared, store)
      throw error
    }
    await Self.close(shared, store)
  }

  private static func close(_ shared: SharedState?, _ store: any Store) async {
    if let shared { await shared.close() } else { await store.close() }
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

extension AccessControl {
  init(_ http: GatewayConfiguration.HTTP) {
    self.init(
      http.tokens.map { token in
        Token(name: token.name, role: token.role == .write ? .write : .read, text: token.token.revealed())
      },
      openHealth: http.openHealth, openMetrics: http.openMetrics)
  }
}

extension TLSOptions {
  init(_ tls: GatewayConfiguration.TLS) {
    self.init(
      host: tls.listen.host, port: tls.listen.port, certificate: tls.certificate.value, key: tls.key.value,
      clientCertificates: ClientCertificates(rawValue: tls.clientCertificates.rawValue) ?? .require,
      clientAuthorities: tls.clientAuthorities?.value)
  }
}

extension EdgeConfiguration {
  init(_ ocpp: GatewayConfiguration.OCPP) {
    self.init()
    allowsPlaintext = ocpp.plaintext
    tls = ocpp.tls.map { TLSOptions($0) }
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
