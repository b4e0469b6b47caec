import GatewayCore

/// A command that changes something, in a commit.
struct RedisWrite: Sendable {
  var command: String
  /// Nil for one without a key, such as `PUBLISH`.
  var key: String?
  var arguments: [[UInt8]]

  init(_ command: String, _ key: String?, _ arguments: [[UInt8]]) {
    self.command = command
    self.key = key
    self.arguments = arguments
  }
}

/// What must hold for a commit beside what was read.
enum RedisGuard: Sendable {
  /// A field's number must be no greater than this, and then is this: whoever took the work later has the greater one,
  /// and from then on earlier ones commit nothing.
  case fence(key: String, field: String, token: Int64)
}

extension RedisWrite {
  /// How many digests a field keeps: of the latest writes.
  static let keptDigests = 16

  /// Lets the writes that follow be done but once: not when the field has the digest among its latest; else it is added.
  ///
  /// - Parameters:
  ///   - digest: of always the same length.
  ///   - count: how many writes are left out.
  static func once(_ key: String, _ field: String, _ digest: String, guarding count: Int) -> RedisWrite {
    let length = keptDigests * (digest.utf8.count + 1)
    return RedisWrite("once", key, [field, digest, String(count), String(length)].map { Array($0.utf8) })
  }
}

/// Checks and writes keys of one slot, all or nothing.
struct RedisCommit {
  enum Outcome: Int64 {
    case committed = 1
    /// Something that was read has changed.
    case conflict = 0
    /// Another has taken the work.
    case fenced = -1
  }

  var guards: [RedisGuard]
  var checks: [RedisUnit.Check]
  var writes: [RedisWrite]

  static let script = RedisScript(
    "commit",
    """
    local at = 0
    local function take() at = at + 1; return ARGV[at] end
    local function number() return tonumber(take()) end
    local fences = {}
    for index = 1, number() do
      local key, field, token = KEYS[number()], take(), take()
      local found = redis.call('HGET', key, field)
      if found and tonumber(found) > tonumber(token) then return -1 end
      if found ~= token then fences[index] = {key, field, token} end
    end
    for _ = 1, number() do
      local key, field, exists, value = KEYS[number()], take(), take(), take()
      local found = redis.call('HGET', key, field)
      if exists == '1' then
        if found ~= value then return 0 end
      elseif found then
        return 0
      end
    end
    for _, fence in pairs(fences) do redis.call('HSET', fence[1], fence[2], fence[3]) end
    local left = 0
    for _ = 1, number() do
      local name, key, arguments = take(), number(), {}
      for index = 1, number() do arguments[index] = take() end
      if left > 0 then
        left = left - 1
      elseif name == 'once' then
        local field, digest, count, length = unpack(arguments)
        local known = redis.call('HGET', KEYS[key], field) or ''
        if string.find(known, digest, 1, true) then
          left = tonumber(count)
        else
          redis.call('HSET', KEYS[key], field, string.sub(known .. digest .. ' ', -tonumber(length)))
        end
      elseif key == 0 then
        redis.call(name, unpack(arguments))
      else
        redis.call(name, KEYS[key], unpack(arguments))
      end
    end
    return 1
    """)

  func run(on client: RedisClient) async throws -> Outcome {
    var keys = KeyTable()
    var arguments: [any RedisArgument] = [guards.count]
    for case .fence(let key, let field, let token) in guards {
      arguments += [keys.index(of: key), field, token] as [any RedisArgument]
    }
    arguments.append(checks.count)
    for check in checks {
      arguments += [keys.index(of: check.key), check.field] as [any RedisArgument]
      arguments += [check.expected == nil ? 0 : 1, check.expected ?? []] as [any RedisArgument]
    }
    arguments.append(writes.count)
    for write in writes {
      arguments +=
        [write.command, write.key.map { keys.index(of: $0) } ?? 0, write.arguments.count]
        as [any RedisArgument]
      for argument in write.arguments { arguments.append(argument) }
    }
    let reply = try await client.run(Self.script, keys: keys.all, arguments: arguments)
    guard let outcome = reply.integer.flatMap(Outcome.init(rawValue:)) else {
      throw StoreError(.unavailable, "\(client.configuration.name) answered a commit with \(reply)")
    }
    return outcome
  }

  /// The script's keys, each once.
  private struct KeyTable {
    private(set) var all: [String] = []
    private var indices: [String: Int] = [:]

    /// From 1.
    mutating func index(of key: String) -> Int {
      if let known = indices[key] { return known }
      all.append(key)
      indices[key] = all.count
      return all.count
    }
  }
}
