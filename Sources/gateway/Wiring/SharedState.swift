import GatewayConfig
import GatewayCore
import GatewayHandlers
import GatewayRedis
import Logging
import NIOPosix
import ServiceLifecycle

/// What processes of one gateway share: a Redis, with the store and the bus.
struct SharedState {
  let store: RedisStore
  private let client: RedisClient
  private let waiter: RedisClient
  private let configuration: GatewayConfiguration
  private let keys: RedisKeys

  /// Connects to Redis.
  ///
  /// - Throws: ``StoreError`` with what to do.
  static func open(_ configuration: GatewayConfiguration, logger: Logger) async throws -> SharedState {
    let redis = RedisConfiguration(configuration.redis, name: configuration.id)
    let loops = MultiThreadedEventLoopGroup.singleton
    let client = try await RedisClient.connect(redis, on: loops.next(), logger: logger)
    do {
      let keys = RedisKeys(prefix: configuration.redis.prefix)
      let store = try await RedisStore.open(client, keys: keys, name: configuration.id)
      let waiter = try await RedisClient.connect(redis, on: loops.next(), logger: logger)
      return SharedState(
        store: store, client: client, waiter: waiter, configuration: configuration, keys: keys)
    } catch {
      await client.close()
      throw error
    }
  }

  /// What takes the messages of the stations of this process.
  ///
  /// - Throws: ``StoreError``
  func bus(_ dispatcher: Dispatcher, _ services: GatewayServices, admission: StationAdmission) async throws -> RedisBus
  {
    // What an earlier process of this name has left.
    try await EdgeReaper(client: client, keys: keys, logger: services.logger).reap(configuration.id)
    var options = EdgeBusConfiguration()
    options.sessionLease = configuration.redis.sessionLease
    options.callTimeout = configuration.ocpp.callTimeout
    options.pollInterval = configuration.redis.pollInterval
    return RedisBus(
      name: configuration.id, client: client, keys: keys, dispatcher: dispatcher, services: services,
      admission: admission, configuration: options)
  }

  /// What handles messages.
  func processor(_ dispatcher: Dispatcher, _ services: GatewayServices) -> any Service {
    var options = ProcessorConfiguration()
    options.lease = configuration.redis.processorLease
    return RedisProcessor(
      name: configuration.id, client: client, waiter: waiter, store: store, dispatcher: dispatcher,
      services: services, configuration: options)
  }

  /// What knows the stations of other processes.
  func mirror(_ dispatcher: Dispatcher, _ services: GatewayServices) -> any Service {
    SessionMirror(
      name: configuration.id, client: client, keys: keys, dispatcher: dispatcher, services: services)
  }

  /// What lets operators see what happens in other processes.
  ///
  /// - Parameter servesOperators: whether this one serves operators.
  func relay(_ services: GatewayServices, servesOperators: Bool) -> any Service {
    EventRelay(
      name: configuration.id, listens: servesOperators, client: client, keys: keys, services: services)
  }

  /// What ends the waiting of processes that died.
  func operations(_ services: GatewayServices) -> any Service {
    OperationReaper(store: store, services: services, lease: configuration.redis.processorLease)
  }

  /// How many messages wait for a processor; nil when Redis doesn't say.
  func backlog() async -> Int? { try? await WorkBacklog(client: client, keys: keys).count() }

  var endpoints: [Endpoint] { DeadLetterRoutes(DeadLetters(client: client, keys: keys)).endpoints }

  func close() async {
    await waiter.close()
    await store.close()
  }
}
