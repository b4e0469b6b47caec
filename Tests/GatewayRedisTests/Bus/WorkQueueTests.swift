@testable import GatewayRedis
import GatewayCore
import RedisServer
import Testing

@Suite("Work queue")
struct WorkQueueTests {
  private let server: RedisServer
  private let client: RedisClient
  private let keys = RedisKeys()

  init() async throws {
    server = try await RedisServer.start()
    client = try await RedisFixture.connect(RedisFixture.configuration(server))
  }

  private func queue(_ name: String, lease: Int64 = 60_000) async throws -> WorkQueue {
    let queue = WorkQueue(client: client, keys: keys, processor: name, lease: lease)
    try await queue.live(isNew: true)
    return queue
  }

  private func push(_ station: String, _ text: String) async throws {
    let message = #"{"charge_point_id":"\#(station)","payload":[2,"\#(text)","Heartbeat",{}]}"#
    _ = try await client.send(RedisCommand("LPUSH", keys.requests, message))
  }

  private func ids(_ items: [WorkQueue.Item]?) -> [String] {
    (items ?? []).compactMap { BusEnvelope($0.message).flatMap { FrameHead($0.payload)?.id } }
  }

  /// The work of processors whose lease has ended is given to others.
  private func reap() async throws {
    try await WorkReaper(queue: queue("reaper"), logger: RedisFixture.silent).reap()
  }

  @Test("one station's messages go one by one, in order, to whoever has the station; others to anybody")
  func order() async throws {
    let one = try await queue("one")
    let two = try await queue("two")
    for text in ["a1", "a2", "a3"] { try await push("A", text) }
    try await push("B", "b1")
    let first = try await one.take(1)
    #expect(ids(first) == ["a1"])
    #expect(ids(try await two.take(10)) == ["b1"])
    try await push("A", "a4")
    #expect(ids(try await two.take(10)) == [])
    var item = try #require(first?.first)
    for expected in ["a2", "a3", "a4"] {
      let next = try #require(try await one.finish(item).next)
      #expect(ids([next]) == [expected])
      #expect(next.token > item.token)
      item = next
    }
    #expect(try await one.finish(item).next == nil)
    try await push("A", "a5")
    #expect(ids(try await two.take(10)) == ["a5"])
  }

  @Test("what nobody has taken is the backlog")
  func backlog() async throws {
    let one = try await queue("one")
    let backlog = WorkBacklog(client: client, keys: keys)
    for station in ["A", "B", "C"] { try await push(station, "1") }
    #expect(try await backlog.count() == 3)
    _ = try await one.take(1)
    #expect(try await backlog.count() == 2)
  }

  @Test("a message that came while a processor waited is the next")
  func waiting() async throws {
    let one = try await queue("one")
    let waiter = try await RedisFixture.connect(RedisFixture.configuration(server))
    async let waited: Void = one.wait(waiter)
    try await push("A", "a1")
    try await waited
    try await push("A", "a2")
    #expect(ids(try await one.take(10)) == ["a1"])
    await waiter.close()
  }

  @Test("a dead processor's work is done by others, before what came later")
  func death() async throws {
    let dead = try await queue("dead", lease: 1)
    for text in ["a1", "a2"] { try await push("A", text) }
    let lost = try #require(try await dead.take(10)?.first)
    try await Task.sleep(for: .milliseconds(20))
    try await reap()
    #expect(try await dead.take(10) == nil)
    let one = try await queue("one")
    let item = try #require(try await one.take(10)?.first)
    #expect(ids([item]) == ["a1"])
    #expect(item.token > lost.token)
    #expect(try await dead.finish(lost).next == nil)
    #expect(ids([try #require(try await one.finish(item).next)]) == ["a2"])
  }

  @Test("a poison message is given up after three deaths, and takes no innocents along")
  func poison() async throws {
    for station in ["A", "B", "C"] { try await push(station, station) }
    try await push("A", "A2")
    var deaths = 0
    var done: [String] = []
    // Processors that die with A's first message, and do all others when they get them.
    for round in 0..<20 {
      let processor = try await queue("p\(round)", lease: 1)
      let items = try #require(try await processor.take(10))
      if items.isEmpty { break }
      if ids(items).contains("A") {
        deaths += 1
      } else {
        for item in items {
          var next: WorkQueue.Item? = item
          while let item = next {
            done += ids([item])
            next = try await processor.finish(item).next
          }
        }
      }
      try await Task.sleep(for: .milliseconds(20))
      try await reap()
    }
    #expect(deaths == 3)
    #expect(done.sorted() == ["A2", "B", "C"])
    let letters = DeadLetters(client: client, keys: keys)
    let letter = try #require(try await letters.all(limit: 10).first)
    #expect(try await letters.all(limit: 10).count == 1)
    #expect(letter.attempts == 3)
    #expect(letter.reason.contains("3 processors died"))
    #expect(FrameHead(try #require(BusEnvelope(letter.message)).payload)?.id == "A")

    #expect(try await letters.replay(letter.id))
    #expect(try await letters.replay(letter.id) == false)
    #expect(try await letters.all(limit: 10).isEmpty)
    #expect(ids(try await queue("last").take(10)) == ["A"])
  }

  @Test("what names no station becomes a dead letter", arguments: ["no JSON", #"[2,"1","Heartbeat",{}]"#, "{}"])
  func unreadable(_ message: String) async throws {
    _ = try await client.send(RedisCommand("LPUSH", keys.requests, message))
    try await push("A", "a1")
    let one = try await queue("one")
    #expect(ids(try await one.take(10)) == ["a1"])
    try await reap()
    let letter = try #require(try await DeadLetters(client: client, keys: keys).all(limit: 10).first)
    #expect(letter.message == Array(message.utf8))
    #expect(try await DeadLetters(client: client, keys: keys).remove(letter.id))
  }

  @Test("a commit of somebody who was taken for dead changes nothing")
  func fence() async throws {
    let slot = keys.station(try #require(StationID("A")))
    func commit(_ token: Int64, _ value: String) async throws -> RedisCommit.Outcome {
      let unit = RedisUnit(slot, client)
      unit.set("test", Array("field".utf8), Array(value.utf8))
      return try await unit.commit(guards: [.fence(key: slot.key("session"), field: "fence", token: token)])
    }
    #expect(try await commit(5, "five") == .committed)
    #expect(try await commit(6, "six") == .committed)
    #expect(try await commit(5, "late") == .fenced)
    #expect(try await commit(6, "again") == .committed)
    #expect(try await client.send(RedisCommand("HGET", slot.key("test"), "field")).text == "again")
  }

  @Test("a commit that read what has changed since is a conflict")
  func conflict() async throws {
    let slot = keys.station(try #require(StationID("A")))
    let one = RedisUnit(slot, client)
    let two = RedisUnit(slot, client)
    let field = Array("field".utf8)
    #expect(try await one.get("test", field) == nil)
    #expect(try await two.get("test", field) == nil)
    one.set("test", field, [1])
    two.set("test", field, [2])
    #expect(try await one.get("test", field) == [1])
    #expect(try await one.commit() == .committed)
    #expect(try await two.commit() == .conflict)
  }
}
