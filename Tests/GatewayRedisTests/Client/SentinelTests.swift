import GatewayCore
import GatewayRedis
import RedisServer
import Testing

@Suite("Sentinel")
struct SentinelTests {
  @Test("the master is found, and the new one after a failover", .timeLimit(.minutes(1)))
  func failover() async throws {
    let first = try await RedisServer.start()
    let second = try await RedisServer.start(["replicaof 127.0.0.1 \(first.port)"])
    let sentinel = try await RedisServer.start(
      [
        "sentinel monitor gateway 127.0.0.1 \(first.port) 1", "sentinel down-after-milliseconds gateway 300",
        "sentinel failover-timeout gateway 2000",
      ], isSentinel: true)
    var configuration = RedisConfiguration()
    let absent = RedisConfiguration.Address.network(host: "127.0.0.1", port: try FreePort.find())
    configuration.sentinel = .init(
      master: "gateway", addresses: [absent, .network(host: "127.0.0.1", port: sentinel.port)])
    let client = try await RedisFixture.connect(configuration)
    _ = try await client.send(RedisCommand("SET", "a", "kept"))
    _ = try await RedisFixture.eventually {
      let information = try await client.send(RedisCommand("INFO", "replication")).text
      return information?.contains("state=online") == true ? () : nil
    }
    let asked = try await RedisFixture.connect(RedisFixture.configuration(sentinel))
    _ = try await RedisFixture.eventually {
      let replicas = try await asked.send(RedisCommand("SENTINEL", "replicas", "gateway")).array
      return replicas?.isEmpty == false ? () : nil
    }
    first.kill()
    let value = try await RedisFixture.eventually(within: .seconds(30)) {
      try await client.pipeline([RedisCommand("SET", "b", 1), RedisCommand("GET", "a")]).last?.text
    }
    #expect(value == "kept")
    #expect(try await client.send(RedisCommand("INFO", "server")).text?.contains("tcp_port:\(second.port)") == true)
    await client.close()
    await asked.close()
  }

  @Test("a name that no sentinel knows is told")
  func unknown() async throws {
    let sentinel = try await RedisServer.start([], isSentinel: true)
    var configuration = RedisConfiguration()
    configuration.sentinel = .init(
      master: "nobody", addresses: [.network(host: "127.0.0.1", port: sentinel.port)])
    let error = await #expect(throws: StoreError.self) { try await RedisFixture.connect(configuration) }
    #expect(error?.message.contains("no sentinel knows where 'nobody' is") == true)
  }
}
