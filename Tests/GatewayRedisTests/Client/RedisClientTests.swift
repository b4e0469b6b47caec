import GatewayCore
import GatewayRedis
import RedisServer
import Testing

@Suite("Redis client")
struct RedisClientTests {
  @Test("arguments and replies are any bytes")
  func binary() async throws {
    let server = try await RedisServer.start()
    let client = try await RedisFixture.connect(RedisFixture.configuration(server))
    let bytes = (0...255).map(UInt8.init) + Array("\r\n$3\r\n".utf8) + [0]
    #expect(try await client.send(RedisCommand("SET", bytes, bytes)) == .status("OK"))
    #expect(try await client.send(RedisCommand("GET", bytes)) == .string(bytes))
    #expect(try await client.send(RedisCommand("SET", "empty", "")) == .status("OK"))
    #expect(try await client.send(RedisCommand("GET", "empty")) == .string([]))
    #expect(try await client.send(RedisCommand("GET", "absent")) == .null)
    let large = [UInt8](repeating: 7, count: 3 << 20)
    _ = try await client.send(RedisCommand("SET", "large", large))
    #expect(try await client.send(RedisCommand("GET", "large")) == .string(large))
    await client.close()
  }

  @Test("replies of many callers find whoever asked")
  func pipelining() async throws {
    let server = try await RedisServer.start()
    let client = try await RedisFixture.connect(RedisFixture.configuration(server))
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for index in 0..<2000 {
        group.addTask { try await client.send(RedisCommand("ECHO", index)).integer == Int64(index) }
      }
      for try await isOwn in group { #expect(isOwn) }
    }
    let replies = try await client.pipeline([
      RedisCommand("SET", "a", 1), RedisCommand("LPUSH", "a", 2), RedisCommand("INCR", "a"),
    ])
    #expect(replies[0] == .status("OK"))
    #expect(replies[2] == .integer(2))
    guard case .error(let text) = replies[1] else { throw RedisServer.Failure(description: "\(replies[1])") }
    #expect(text.hasPrefix("WRONGTYPE"))
    await client.close()
  }

  @Test("an error reply says what to do")
  func errors() async throws {
    let server = try await RedisServer.start()
    let client = try await RedisFixture.connect(RedisFixture.configuration(server))
    _ = try await client.send(RedisCommand("SET", "a", 1))
    let error = await #expect(throws: StoreError.self) { try await client.send(RedisCommand("LPUSH", "a", 1)) }
    #expect(error?.code == .corrupt)
    #expect(error?.message.contains("key prefix") == true)
    _ = try await client.send(RedisCommand("CONFIG", "SET", "maxmemory", 1))
    let full = await #expect(throws: StoreError.self) { try await client.send(RedisCommand("SET", "b", 1)) }
    #expect(full?.code == .unavailable)
    #expect(full?.message.contains("raise maxmemory") == true)
    await client.close()
  }

  @Test("no more than the limit waits; the rest is refused at once")
  func bounds() async throws {
    let server = try await RedisServer.start()
    var configuration = RedisFixture.configuration(server)
    configuration.maximumInFlight = 10
    let client = try await RedisFixture.connect(configuration)
    server.suspend()
    let waiting = Task { try await client.pipeline((0..<10).map { RedisCommand("ECHO", $0) }) }
    try await RedisFixture.eventually { client.bytesInFlight > 0 ? () : nil }
    let error = await #expect(throws: StoreError.self) { try await client.send(RedisCommand("PING")) }
    #expect(error?.message.contains("too slow") == true)
    server.resume()
    #expect(try await waiting.value.count == 10)
    #expect(try await client.send(RedisCommand("PING")) == .status("PONG"))
    await client.close()
  }

  @Test("a server that doesn't answer is given up, and taken again when it does")
  func silence() async throws {
    let server = try await RedisServer.start()
    var configuration = RedisFixture.configuration(server)
    configuration.replyTimeout = .milliseconds(200)
    configuration.connectTimeout = .milliseconds(200)
    let client = try await RedisFixture.connect(configuration)
    server.suspend()
    let error = await #expect(throws: StoreError.self) { try await client.send(RedisCommand("PING")) }
    #expect(error?.code == .unavailable)
    server.resume()
    let pong = try await RedisFixture.eventually { try await client.send(RedisCommand("PING")) }
    #expect(pong == .status("PONG"))
    await client.close()
  }

  @Test("what was sent when the connection broke fails; then there is a new connection")
  func reconnect() async throws {
    let server = try await RedisServer.start(["appendonly yes", "appendfsync always"])
    let client = try await RedisFixture.connect(RedisFixture.configuration(server))
    _ = try await client.send(RedisCommand("SET", "a", "kept"))
    let blocked = Task { try await client.pipeline([RedisCommand("BLPOP", "nothing", 0)], timeout: .seconds(60)) }
    try await RedisFixture.eventually { client.bytesInFlight > 0 ? () : nil }
    server.kill()
    await #expect(throws: StoreError.self) { try await blocked.value }
    await #expect(throws: StoreError.self) { try await client.send(RedisCommand("PING")) }
    try await server.run()
    let value = try await RedisFixture.eventually(within: .seconds(5)) {
      try await client.send(RedisCommand("GET", "a"))
    }
    #expect(value.text == "kept")
    await client.close()
    let closed = await #expect(throws: StoreError.self) { try await client.send(RedisCommand("PING")) }
    #expect(closed?.code == .closed)
  }

  @Test("a connection that is cut is made anew at once")
  func cut() async throws {
    let server = try await RedisServer.start()
    let client = try await RedisFixture.connect(RedisFixture.configuration(server))
    let other = try await RedisFixture.connect(RedisFixture.configuration(server))
    for _ in 0..<20 {
      _ = try await other.send(RedisCommand("CLIENT", "KILL", "TYPE", "normal"))
      _ = try await RedisFixture.eventually(within: .seconds(2)) { try await client.send(RedisCommand("PING")) }
    }
    await client.close()
    await other.close()
  }

  @Test("a script is sent by its hash, and again when the server lost it")
  func scripts() async throws {
    let server = try await RedisServer.start()
    let client = try await RedisFixture.connect(RedisFixture.configuration(server))
    let script = RedisScript("sum", "return redis.call('INCRBY', KEYS[1], ARGV[1])")
    #expect(try await client.run(script, keys: ["n"], arguments: [2]) == .integer(2))
    _ = try await client.send(RedisCommand("SCRIPT", "FLUSH"))
    #expect(try await client.run(script, keys: ["n"], arguments: [3]) == .integer(5))
    #expect(try await client.run(script, keys: ["n"], arguments: [4]) == .integer(9))
    let broken = RedisScript("broken", "return redis.call('NOTHING')")
    let error = await #expect(throws: StoreError.self) { try await client.run(broken, keys: [], arguments: []) }
    #expect(error?.message.contains("broken") == true)
    await client.close()
  }

  @Test("another program on the port is told from Redis")
  func otherProtocol() async throws {
    let other = try await WrongServer.start()
    let error = await #expect(throws: StoreError.self) {
      try await RedisFixture.connect(RedisConfiguration(address: .network(host: "127.0.0.1", port: other.port)))
    }
    #expect(error?.description.contains("protocol of Redis") == true)
    try await other.stop()
  }
}
