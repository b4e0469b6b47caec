import GatewayCore

/// The messages that wait for a processor, and those that one works on.
///
/// All keys are of the slot of `ocpp:requests`:
/// - `next`: the oldest requests, moved there while a processor waits for some;
/// - `owners`: which processor works on a station's messages, by station; then further ones wait in `queue:{station}`, so
///   that a station's messages are handled in order;
/// - `inflight:{processor}`: what it works on, by station; `tokens:{processor}`: the fences of that;
/// - `processors`: when each processor's lease ends;
/// - `ready`: stations whose processor died, to be taken first; `suspects`: those of them whose message may have been
///   the reason, to be taken one at a time; `attempts`: how often, by station; `trials`: which one a processor tries.
struct WorkQueue: Sendable {
  /// A message to work on.
  struct Item: Sendable {
    /// The station, as the message names it.
    var name: String
    var message: [UInt8]
    /// Greater than that of whoever had the station before.
    var token: Int64
  }

  /// That the work on a message has ended.
  struct Finished: Sendable {
    /// The station's next one, if there is one.
    var next: Item?
  }

  let client: RedisClient
  let keys: RedisKeys
  /// This processor, under a name that none had before.
  let processor: String
  /// Milliseconds.
  let lease: Int64

  private var work: RedisSlot { keys.work }

  /// Takes messages of stations that nobody works on.
  ///
  /// - Returns: nil when the processor was taken for dead: it must begin anew under another name.
  func take(_ count: Int) async throws -> [Item]? {
    let reply = try await client.run(
      Self.take,
      keys: [
        work.key("processors"), keys.requests, work.key("next"), work.key("owners"), work.key("inflight:\(processor)"),
        work.key("ready"), work.key("suspects"), work.key("trials"), work.key("counters"),
        work.key("tokens:\(processor)"),
        work.key("unreadable"),
      ], arguments: [processor, count, work.key("queue:")])
    return reply.array?.compactMap(Self.item)
  }

  private static let take = RedisScript(
    "take work",
    """
    local processors, requests, following, owners, inflight = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
    local ready, suspects, trials, counters, tokens, unreadable = KEYS[6], KEYS[7], KEYS[8], KEYS[9], KEYS[10], KEYS[11]
    local processor, count, queue = ARGV[1], tonumber(ARGV[2]), ARGV[3]
    if not redis.call('ZSCORE', processors, processor) then return false end
    local taken = {}
    local function own(station, message)
      local token = redis.call('HINCRBY', counters, 'token', 1)
      redis.call('HSET', owners, station, processor)
      redis.call('HSET', inflight, station, message)
      redis.call('HSET', tokens, station, token)
      taken[#taken + 1] = {station, message, token}
    end
    while #taken < count do
      local station = redis.call('LPOP', ready)
      if not station then break end
      local message = redis.call('LPOP', queue .. station)
      if message then own(station, message) else redis.call('HDEL', owners, station) end
    end
    if #taken < count and redis.call('EXISTS', suspects) == 1 and not redis.call('HGET', trials, processor) then
      local station = redis.call('LPOP', suspects)
      local message = station and redis.call('LPOP', queue .. station)
      if message then
        own(station, message)
        redis.call('HSET', trials, processor, station)
      elseif station then
        redis.call('HDEL', owners, station)
      end
    end
    local looked = 0
    while #taken < count and looked < 4 * count do
      looked = looked + 1
      local message = redis.call('RPOP', following) or redis.call('RPOP', requests)
      if not message then break end
      local station = string.match(message, '^{"charge_point_id":"([^"\\\\]+)"')
      if not station then
        local isRead, envelope = pcall(cjson.decode, message)
        if isRead and type(envelope) == 'table' and type(envelope.charge_point_id) == 'string' then
          station = envelope.charge_point_id
        end
      end
      if not station or station == '' then
        redis.call('LPUSH', unreadable, message)
      elseif redis.call('HEXISTS', owners, station) == 1 then
        redis.call('RPUSH', queue .. station, message)
      else
        own(station, message)
      end
    end
    return taken
    """)

  /// Waits until there is a request, at most so long; it stays the next to be taken.
  ///
  /// - Parameter waiter: a client for nothing else, since its connection is blocked meanwhile.
  func wait(_ waiter: RedisClient) async throws {
    _ = try await waiter.pipeline(
      [RedisCommand("BLMOVE", keys.requests, work.key("next"), "RIGHT", "LEFT", 1)], timeout: .seconds(10))
  }

  /// Ends the work on a message.
  ///
  /// - Returns: the station's next one, if there is one.
  /// - Throws: ``StoreError``.
  func finish(_ item: Item) async throws -> Finished {
    let reply = try await client.run(
      Self.finish,
      keys: [
        work.key("owners"), work.key("inflight:\(processor)"), work.key("tokens:\(processor)"), work.key("attempts"),
        work.key("trials"), work.key("counters"), work.key("queue:\(item.name)"),
      ], arguments: [processor, item.name, item.token])
    return Finished(next: Self.item(reply))
  }

  private static let finish = RedisScript(
    "finish work",
    """
    local owners, inflight, tokens, attempts, trials, counters, queue = unpack(KEYS)
    local processor, station, token = unpack(ARGV)
    if redis.call('HGET', tokens, station) ~= token then return false end
    redis.call('HDEL', attempts, station)
    if redis.call('HGET', trials, processor) == station then redis.call('HDEL', trials, processor) end
    local message = redis.call('LPOP', queue)
    if not message then
      redis.call('HDEL', owners, station)
      redis.call('HDEL', inflight, station)
      redis.call('HDEL', tokens, station)
      return false
    end
    local following = redis.call('HINCRBY', counters, 'token', 1)
    redis.call('HSET', inflight, station, message)
    redis.call('HSET', tokens, station, following)
    return {station, message, following}
    """)

  /// What this processor works on as far as Redis knows: tokens by station.
  func held() async throws -> [String: Int64] {
    let reply = try await client.send(RedisCommand("HGETALL", work.key("tokens:\(processor)"))).array ?? []
    var held: [String: Int64] = [:]
    for index in stride(from: 0, to: reply.count - 1, by: 2) {
      if let name = reply[index].text, let token = reply[index + 1].integer { held[name] = token }
    }
    return held
  }

  /// A message that this processor works on; nil when it doesn't any more.
  func item(_ name: String, token: Int64) async throws -> Item? {
    let replies = try await client.values([
      RedisCommand("HGET", work.key("inflight:\(processor)"), name),
      RedisCommand("HGET", work.key("tokens:\(processor)"), name),
    ])
    guard let message = replies[0].bytes, replies[1].integer == token else { return nil }
    return Item(name: name, message: message, token: token)
  }

  private static func item(_ reply: RESPValue) -> Item? {
    guard let parts = reply.array, parts.count == 3, let name = parts[0].text, let message = parts[1].bytes,
      let token = parts[2].integer
    else { return nil }
    return Item(name: name, message: message, token: token)
  }

  /// Says that the processor lives, for the time of the lease.
  ///
  /// - Parameter isNew: whether it begins; else it isn't brought back once it was taken for dead.
  func live(isNew: Bool) async throws {
    _ = try await client.run(
      Self.live, keys: [work.key("processors")], arguments: [processor, lease, isNew ? 1 : 0])
  }

  private static let live = RedisScript(
    "processor lives",
    """
    local time = redis.call('TIME')
    local ends = time[1] * 1000 + math.floor(time[2] / 1000) + tonumber(ARGV[2])
    redis.call('ZADD', KEYS[1], ARGV[3] == '1' and 'NX' or 'XX', ends, ARGV[1])
    return 1
    """)
}
