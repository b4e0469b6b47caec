import GatewayCore
import GatewayRedis
import OCPPCodec
import RedisServer
import Testing

@Suite("Store on Redis")
struct RedisStoreTests {
  @Test("a server that may evict keys is refused", arguments: ["allkeys-lru", "volatile-ttl"])
  func eviction(_ policy: String) async throws {
    let server = try await RedisServer.start(["maxmemory-policy \(policy)"])
    let client = try await RedisFixture.connect(RedisFixture.configuration(server))
    let error = await #expect(throws: StoreError.self) { try await RedisStore.open(client) }
    #expect(error?.message.contains("maxmemory-policy noeviction") == true)
    await client.close()
  }

  @Test("nothing of the business state expires, and nothing is found by scanning")
  func noExpiry() async throws {
    let server = try await RedisServer.start()
    let store = try await RedisStore.open(RedisFixture.connect(RedisFixture.configuration(server)))
    let station = try #require(StationID("CP-1"))
    try await store.recordConnection(
      StationConnectionRecord(station: station, version: .v16, remoteAddress: "-", connectedAt: 1))
    let started = try await store.startTransaction(
      TransactionStart(
        station: station, connector: 1, idTag: "A", meterStart: 0, reservation: nil, timestamp: "1", startedAt: 1,
        receivedAt: 1, policy: AuthorizationPolicy(acceptsUnknownTokens: true)))
    _ = try await store.transactions(TransactionQuery())
    _ = try await store.stations(StationQuery())
    _ = try await store.transaction(String(started.transaction), of: station)
    let client = try await RedisFixture.connect(RedisFixture.configuration(server))
    for key in try await client.send(RedisCommand("KEYS", "*")).array ?? [] {
      let name = try #require(key.text)
      #expect(try await client.send(RedisCommand("TTL", name)).integer == -1, "\(name)")
    }
    let calls = try await client.send(RedisCommand("INFO", "commandstats")).text ?? ""
    #expect(!calls.contains("cmdstat_scan"))
    #expect(!calls.contains("cmdstat_sort"))
    #expect(calls.contains("cmdstat_keys:calls=1,"))
    await client.close()
    await store.close()
  }
}
