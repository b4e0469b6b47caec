package import GatewayCore
import OCPPCodec

/// Messages that were given up, for operators to look at and to try again: the list `ocpp:dead`.
package struct DeadLetters: Sendable {
  /// A message that was given up.
  package struct Letter: Sendable, Equatable {
    package var id: String
    /// Why.
    package var reason: String
    /// How often it was tried.
    package var attempts: Int
    /// Milliseconds since the epoch.
    package var diedAt: Int64
    /// The element as it was taken from `ocpp:requests`.
    package var message: [UInt8]
  }

  let client: RedisClient
  let keys: RedisKeys
  private let clock: any GatewayClock

  package init(client: RedisClient, keys: RedisKeys, clock: any GatewayClock = SystemClock()) {
    self.client = client
    self.keys = keys
    self.clock = clock
  }

  func add(_ message: [UInt8], reason: String, attempts: Int) async throws {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("id", MessageID.make())
    writer.member("reason", reason)
    writer.member("attempts", attempts)
    writer.member("died_at", Int(clock.milliseconds))
    writer.member("message", String(decoding: message, as: UTF8.self))
    writer.endObject()
    _ = try await client.send(RedisCommand("LPUSH", keys.dead, writer.bytes))
  }

  /// The newest first.
  package func all(limit: Int) async throws -> [Letter] {
    try await client.send(RedisCommand("LRANGE", keys.dead, 0, max(limit, 1) - 1)).array?.compactMap { element in
      element.bytes.flatMap(Letter.init)
    } ?? []
  }

  /// Puts a letter's message back at the front of the queue.
  ///
  /// - Returns: whether there is such a letter.
  package func replay(_ id: String) async throws -> Bool {
    guard let (bytes, letter) = try await find(id) else { return false }
    // First there, then away: a crash in between leaves it twice, and handling it twice does nothing.
    _ = try await client.send(RedisCommand("RPUSH", keys.requests, letter.message))
    _ = try await client.send(RedisCommand("LREM", keys.dead, 1, bytes))
    return true
  }

  /// Forgets a letter.
  ///
  /// - Returns: whether there was one.
  package func remove(_ id: String) async throws -> Bool {
    guard let (bytes, _) = try await find(id) else { return false }
    return try await client.send(RedisCommand("LREM", keys.dead, 1, bytes)).integer == 1
  }

  private func find(_ id: String) async throws -> (bytes: [UInt8], letter: Letter)? {
    // Few, or something is very wrong; so they are looked through.
    var start = 0
    while true {
      let page = try await client.send(RedisCommand("LRANGE", keys.dead, start, start + 999)).array ?? []
      for case let bytes? in page.map(\.bytes) {
        if let letter = Letter(bytes), letter.id == id { return (bytes, letter) }
      }
      guard page.count == 1000 else { return nil }
      start += 1000
    }
  }
}

extension DeadLetters.Letter {
  init?(_ bytes: [UInt8]) {
    guard let value = try? bytes.withUnsafeBytes({ try JSONValue(parsing: $0) }), let id = value["id"]?.string,
      let message = value["message"]?.string
    else { return nil }
    self.id = id
    reason = value["reason"]?.string ?? ""
    attempts = value["attempts"]?.integer ?? 0
    diedAt = Int64(value["died_at"]?.integer ?? 0)
    self.message = Array(message.utf8)
  }
}
