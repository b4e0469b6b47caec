import GatewayCore
@testable import GatewayRedis
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

  @Test("a Redis Cluster is refused")
  func clusterMode() async throws {
    let server = try await RedisServer.start(["cluster-enabled yes", "cluster-port \(FreePort.find())"])
    let client = try await RedisFixture.connect(RedisFixture.configuration(server))
    let error = await #expect(throws: StoreError.self) { try await RedisStore.open(client) }
    #expect(error?.message.contains("cluster mode") == true)
    await client.close()
  }

  @Test("meter values that a station repeats are stored once, however late; others like them are stored")
  func repeatedMeterValues() async throws {
    let server = try await RedisServer.start()
    let store = try await RedisStore.open(RedisFixture.connect(RedisFixture.configuration(server)))
    let station = try #require(StationID("CP-1"))
    func record(_ value: Int, connector: Int = 1, at moment: Int64) async throws {
      try await store.recordMeterValues(
        MeterValuesRecord(
          station: station, evse: 0, connector: connector, transaction: "7",
          values: try #require(RawJSON(text: #"[{"sampledValue":[{"value":"\#(value)"}]}]"#)), receivedAt: moment))
    }
    for value in 1...20 { try await record(value, at: 1) }
    for day in 1...3 { try await record(20, at: Int64(day) * 86_400_000) }
    try await record(20, connector: 2, at: 2)
    let stored = try await store.meterValues(ofTransaction: "7", of: station, limit: 100)
    #expect(stored.count == 21)
    #expect(stored.map(\.receivedAt) == Array(repeating: 1, count: 20) + [2])
    await store.close()
  }

  @Test("operations of a sender that died become uncertain, those of others don't")
  func deadSender() async throws {
    let server = try await RedisServer.start()
    let stores = [
      try await RedisStore.open(RedisFixture.connect(RedisFixture.configuration(server))),
      try await RedisStore.open(RedisFixture.connect(RedisFixture.configuration(server))),
    ]
    let station = try #require(StationID("CP-1"))
    for (store, id) in zip(stores, ["a", "b"]) {
      try await store.createOperation(
        OperationRecord(
          id: id, kind: "Reset", station: station, state: .pending, details: try #require(RawJSON(text: "{}")),
          createdAt: 1, updatedAt: 1), reason: nil)
      _ = try await store.advanceOperation(OperationChange(id: id, state: .sent, moment: 2))
    }
    let senders = stores[0].operationSenders
    _ = try await senders.live(stores[0].sender, lease: 0)
    try await Task.sleep(for: .milliseconds(2))
    #expect(try await senders.expired() == [stores[0].sender])
    let count = try await stores[1].interruptOperations(of: stores[0].sender, reason: "died", at: 3)
    #expect(count == 1)
    #expect(try await stores[1].operation("a")?.state == .uncertain)
    #expect(try await stores[1].operation("a")?.history.last?.reason == "died")
    #expect(try await stores[1].operation("b")?.state == .sent)
    #expect(try await senders.expired().isEmpty)
    for store in stores { await store.close() }
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
