import GatewayRedis
import NIOPosix
import RedisServer
import Synchronization
import Testing

@Suite("Redis subscriber")
struct RedisSubscriberTests {
  private final class Heard: Sendable {
    let listenings = Mutex(0)
    let messages = Mutex<[String]>([])
  }

  @Test("messages are heard, and after a break it is told and listens again")
  func listening() async throws {
    let server = try await RedisServer.start()
    let heard = Heard()
    let subscriber = try await RedisSubscriber.listen(
      to: ["a", "b"], RedisFixture.configuration(server), on: RedisFixture.group.next(), logger: RedisFixture.silent
    ) { event in
      switch event {
      case .listening: heard.listenings.withLock { $0 += 1 }
      case .message(let channel, let bytes):
        heard.messages.withLock { $0.append("\(channel):\(String(decoding: bytes, as: UTF8.self))") }
      }
    }
    try await RedisFixture.eventually { heard.listenings.withLock { $0 } == 1 ? () : nil }
    let client = try await RedisFixture.connect(RedisFixture.configuration(server))
    #expect(try await client.send(RedisCommand("PUBLISH", "b", "one")).integer == 1)
    try await RedisFixture.eventually { heard.messages.withLock { $0 } == ["b:one"] ? () : nil }
    _ = try await client.send(RedisCommand("CLIENT", "KILL", "TYPE", "pubsub"))
    try await RedisFixture.eventually { heard.listenings.withLock { $0 } == 2 ? () : nil }
    #expect(try await client.send(RedisCommand("PUBLISH", "a", "two")).integer == 1)
    try await RedisFixture.eventually { heard.messages.withLock { $0 } == ["b:one", "a:two"] ? () : nil }
    await subscriber.close()
    await client.close()
  }
}
