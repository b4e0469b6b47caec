import GatewayCore
import Synchronization

/// What an operation reads and changes of one slot: nothing is written until ``commit()``, which writes all of it, or
/// nothing when something that was read has changed meanwhile.
///
/// Reading sees what the unit itself is going to write.
final class RedisUnit: Sendable {
  struct Check: Sendable {
    var key: String
    var field: [UInt8]
    var expected: [UInt8]?
  }

  fileprivate struct State: Sendable {
    var checks: [Check] = []
    var writes: [RedisWrite] = []
    /// What fields will be, by key: the outer nil of a look-up means that the unit doesn't write it.
    var fields: [String: [[UInt8]: [UInt8]?]] = [:]
    var cleared: Set<String> = []
    var serialised: Set<String> = []
    var afterwards: [RedisCommand] = []
    var otherwise: [RedisCommand] = []
  }

  let slot: RedisSlot
  private let client: RedisClient
  private let state = Mutex(State())

  init(_ slot: RedisSlot, _ client: RedisClient) {
    self.slot = slot
    self.client = client
  }

  // MARK: Reading

  /// A field of a hash.
  func get(_ name: String, _ field: [UInt8]) async throws -> [UInt8]? {
    try await get([(name, field)])[0]
  }

  /// Fields of hashes, in one go.
  func get(_ names: [(name: String, field: [UInt8])]) async throws -> [[UInt8]?] {
    let places = names.map { (key: slot.key($0.name), field: $0.field) }
    let own = state.withLock { state in places.map { state.pending($0.key, $0.field) } }
    let asked = zip(places, own).filter { $0.1 == nil }.map(\.0)
    var replies = try await client.values(asked.map { RedisCommand("HGET", $0.key, $0.field) }).makeIterator()
    return state.withLock { state in
      zip(places, own).map { place, own in
        if let own { return own }
        let found = replies.next()?.bytes
        state.checks.append(Check(key: place.key, field: place.field, expected: found))
        return found
      }
    }
  }

  /// Takes what somebody else has read as if the unit had: it commits only if that is so still.
  func found(_ name: String, _ field: [UInt8], _ value: [UInt8]?) {
    let check = Check(key: slot.key(name), field: field, expected: value)
    state.withLock { $0.checks.append(check) }
  }

  /// All fields of a hash with their values; only for hashes that ``serialise(_:)`` guards.
  func getAll(_ name: String) async throws -> [(field: [UInt8], value: [UInt8])] {
    let key = slot.key(name)
    let reply = try await client.send(RedisCommand("HGETALL", key))
    let (fields, isCleared) = state.withLock { ($0.fields[key] ?? [:], $0.cleared.contains(key)) }
    var found: [(field: [UInt8], value: [UInt8])] = []
    let elements = isCleared ? [] : reply.array ?? []
    for index in stride(from: 0, to: elements.count - 1, by: 2) {
      guard let field = elements[index].bytes, let value = elements[index + 1].bytes, fields[field] == nil else {
        continue
      }
      found.append((field, value))
    }
    for (field, value) in fields { if let value { found.append((field, value)) } }
    return found
  }

  /// Lets operations on a part of the slot's state happen one after the other: one that commits later than another, and
  /// read before it, begins anew.
  func serialise(_ part: String) async throws {
    guard state.withLock({ $0.serialised.insert(part).inserted }) else { return }
    let version = try await get("versions", Array(part.utf8))
    let next = (version.flatMap { Int64(String(decoding: $0, as: UTF8.self)) } ?? 0) + 1
    set("versions", Array(part.utf8), Array(String(next).utf8))
  }

  // MARK: Writing

  func set(_ name: String, _ field: [UInt8], _ value: [UInt8]) {
    let key = slot.key(name)
    state.withLock { state in
      state.fields[key, default: [:]][field] = .some(value)
      state.writes.append(RedisWrite("HSET", key, [field, value]))
    }
  }

  func remove(_ name: String, _ field: [UInt8]) {
    let key = slot.key(name)
    state.withLock { state in
      state.fields[key, default: [:]][field] = .some(nil)
      state.writes.append(RedisWrite("HDEL", key, [field]))
    }
  }

  /// Removes a whole hash.
  func clear(_ name: String) {
    let key = slot.key(name)
    state.withLock { state in
      state.fields[key] = nil
      state.cleared.insert(key)
      state.writes.append(RedisWrite("DEL", key, []))
    }
  }

  /// Does something else to a key of the slot, such as `RPUSH`.
  func write(_ command: String, _ name: String, _ arguments: [[UInt8]]) {
    let key = slot.key(name)
    state.withLock { $0.writes.append(RedisWrite(command, key, arguments)) }
  }

  /// Lets the writes of the body be done but once: not when the field has the digest among its latest.
  func once(_ name: String, _ field: String, _ digest: String, _ body: () throws -> Void) rethrows {
    let place = state.withLock { state in
      state.writes.append(RedisWrite.once(slot.key(name), field, digest, guarding: 0))
      return state.writes.count
    }
    try body()
    state.withLock { state in
      state.writes[place - 1] = .once(slot.key(name), field, digest, guarding: state.writes.count - place)
    }
  }

  /// Sends a command when the unit is committed: for what is only superfluous until then, such as entries of an index.
  func afterwards(_ command: RedisCommand) {
    state.withLock { $0.afterwards.append(command) }
  }

  /// Sends a command when the unit is not committed: takes back what was written elsewhere for it.
  func otherwise(_ command: RedisCommand) {
    state.withLock { $0.otherwise.append(command) }
  }

  // MARK: Committing

  /// Whether there is something to write.
  var isEmpty: Bool { state.withLock { $0.writes.isEmpty } }

  /// Writes all, and what comes with it.
  ///
  /// - Parameters:
  ///   - guards: what must hold beside what was read.
  ///   - more: writes to keys of the same slot.
  /// - Returns: what became of it.
  func commit(guards: [RedisGuard] = [], with more: [RedisWrite] = []) async throws -> RedisCommit.Outcome {
    let (checks, writes) = state.withLock { ($0.checks, $0.writes + more) }
    guard !writes.isEmpty || !guards.isEmpty else { return .committed }
    let outcome = try await RedisCommit(guards: guards, checks: checks, writes: writes).run(on: client)
    // What these leave undone, readers pass over; and whatever is sent from here later comes after them.
    let commands = state.withLock { outcome == .committed ? $0.afterwards : $0.otherwise }
    if !commands.isEmpty { client.submit(commands) { _ in } }
    return outcome
  }
}

extension RedisUnit.State {
  /// What the unit makes of a field; nil: nothing.
  fileprivate func pending(_ key: String, _ field: [UInt8]) -> [UInt8]?? {
    if let own = fields[key]?[field] { return .some(own) }
    return cleared.contains(key) ? .some(nil) : nil
  }
}

extension RedisClient {
  /// Sends commands together, none of which may fail.
  func values(_ commands: [RedisCommand]) async throws -> [RESPValue] {
    let replies = try await pipeline(commands)
    for (command, reply) in zip(commands, replies) {
      if case .error(let text) = reply {
        throw RedisFailure.replied(text, to: command.name, by: configuration.name)
      }
    }
    return replies
  }
}
