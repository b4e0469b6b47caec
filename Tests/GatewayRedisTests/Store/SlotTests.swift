import GatewayCore
import OCPPCodec
import RedisServer
import StoreContract
import Testing

@testable import GatewayRedis

/// A server in cluster mode that has all slots refuses scripts that touch keys of several, declared or not.
@Suite("Each script touches keys of one slot")
struct SlotTests {
  private static let checks = StoreContract.checks

  private func connect() async throws -> RedisClient {
    try await RedisFixture.connect(RedisFixture.configuration(ClusterServer.shared.server()))
  }

  @Test("of the store", arguments: checks.indices)
  func store(_ index: Int) async throws {
    let keys = RedisKeys(prefix: "slots-\(index)")
    try await Self.checks[index].run(
      on: StoreFixture(isDurable: true) { RedisStore(try await connect(), keys: keys, name: "slots") })
  }

  @Test("of the bus")
  func bus() async throws {
    let client = try await connect()
    let keys = RedisKeys(prefix: "bus")
    let queue = WorkQueue(client: client, keys: keys, processor: "one", lease: 60_000)
    try await queue.live(isNew: true)
    for text in ["1", "2"] {
      let message = #"{"charge_point_id":"A","payload":[2,"\#(text)","Heartbeat",{}]}"#
      _ = try await client.send(RedisCommand("LPUSH", keys.requests, message))
    }
    try await queue.wait(client)
    let item = try #require(try await queue.take(10)?.first)
    #expect(try await queue.finish(item).next != nil)
    try await WorkReaper(queue: queue, logger: RedisFixture.silent).reap("one")
    #expect(try await WorkBacklog(client: client, keys: keys).count() == 1)

    let station = try #require(StationID("A"))
    let claim = SessionClaim(station: station, edge: "edge", keys: keys, lease: .seconds(5))
    let epoch = try await claim.take(version: .v16, remoteAddress: "-", at: 1, client)
    #expect(try await claim.release(epoch: epoch, client))
    await client.close()
  }

  @Test("of backups")
  func backup() async throws {
    let client = try await connect()
    let store = RedisStore(client, keys: RedisKeys(prefix: "slots-backup"), name: "slots")
    try await StoreFilling.fill(store)
    try await RedisBackup(store).backUp(to: NoBackup())
    await store.close()
  }

  private struct NoBackup: BackupSink {
    func write(_ record: BackupRecord) {}
  }
}

/// A server in cluster mode, with all slots, for many tests.
private actor ClusterServer {
  static let shared = ClusterServer()

  private var starting: Task<RedisServer, any Error>?

  func server() async throws -> RedisServer {
    if let starting { return try await starting.value }
    let task = Task {
      let server = try await RedisServer.start(["cluster-enabled yes", "cluster-port \(FreePort.find())"])
      let client = try await RedisFixture.connect(RedisFixture.configuration(server))
      _ = try await client.send(RedisCommand("CLUSTER", "ADDSLOTSRANGE", 0, 16383))
      // It takes a moment until it thinks that it is well.
      _ = try await RedisFixture.eventually { try await client.send(RedisCommand("SET", "slots-probe", 1)) }
      await client.close()
      return server
    }
    starting = task
    return try await task.value
  }
}
