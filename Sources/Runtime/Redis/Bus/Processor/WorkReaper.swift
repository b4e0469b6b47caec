import GatewayCore
import Logging
import OCPPCodec

/// Gives the work of dead processors to others.
///
/// Which of its messages made a processor die can't be told. So all it had are suspects: they are tried one at a time, and
/// only the one that is tried when a processor dies counts that as a failure. After three it is dead.
struct WorkReaper: Sendable {
  static let attempts = 3

  let queue: WorkQueue
  let logger: Logger

  /// Takes the work from processors whose lease has ended, or from this one, which ends.
  ///
  /// - Parameter processor: nil: those that are dead.
  func reap(_ processor: String? = nil) async throws {
    let (client, keys) = (queue.client, queue.keys)
    let work = keys.work
    let names: [String]
    if let processor {
      names = [processor]
    } else {
      names = try await LeaseTable(key: work.key("processors"), client: client).expired()
    }
    for name in names {
      let reply = try await client.run(
        Self.reap,
        keys: [
          work.key("processors"), work.key("inflight:\(name)"), work.key("tokens:\(name)"), work.key("owners"),
          work.key("attempts"), work.key("trials"), work.key("ready"), work.key("suspects"), work.key("dying"),
        ], arguments: [name, work.key("queue:"), Self.attempts, processor == nil ? 1 : 0])
      if processor == nil { FaultPoint.reaping.pass() }
      let count = reply.integer ?? 0
      if processor == nil {
        logger.warning(
          "work of a dead processor is given to others", metadata: ["processor": "\(name)", "messages": "\(count)"])
      }
    }
    try await bury()
  }

  private static let reap = RedisScript(
    "reap work",
    """
    local processors, inflight, tokens, owners, attempts, trials, ready, suspects, dying = unpack(KEYS)
    local processor, queue, limit, isDead = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4] == '1'
    if isDead then
      local time = redis.call('TIME')
      local ends = redis.call('ZSCORE', processors, processor)
      if not ends or tonumber(ends) > time[1] * 1000 + math.floor(time[2] / 1000) then return 0 end
    end
    redis.call('ZREM', processors, processor)
    local trial = redis.call('HGET', trials, processor)
    local work = redis.call('HGETALL', inflight)
    for index = 1, #work, 2 do
      local station, message = work[index], work[index + 1]
      local isSuspect = isDead and (not trial or trial == station)
      local failures = isSuspect and redis.call('HINCRBY', attempts, station, 1) or 0
      if failures >= limit then
        redis.call('HDEL', attempts, station)
        redis.call('HSET', dying, redis.sha1hex(message), message)
        if redis.call('EXISTS', queue .. station) == 1 then
          redis.call('HSET', owners, station, '')
          redis.call('LPUSH', ready, station)
        else
          redis.call('HDEL', owners, station)
        end
      else
        redis.call('LPUSH', queue .. station, message)
        redis.call('HSET', owners, station, '')
        if isSuspect then
          redis.call('RPUSH', suspects, station)
        else
          redis.call('LPUSH', ready, station)
        end
      end
    end
    redis.call('DEL', inflight, tokens)
    redis.call('HDEL', trials, processor)
    return #work / 2
    """)

  /// Puts into `ocpp:dead`, which is of another slot, what is to go there; what was put there before a crash may be put
  /// there again.
  private func bury() async throws {
    let (client, work) = (queue.client, queue.keys.work)
    let dying = try await client.send(RedisCommand("HGETALL", work.key("dying"))).array ?? []
    let letters = DeadLetters(client: client, keys: queue.keys)
    for index in stride(from: 0, to: dying.count - 1, by: 2) {
      guard let field = dying[index].bytes, let message = dying[index + 1].bytes else { continue }
      let reason = "\(Self.attempts) processors died while they handled it"
      try await letters.add(message, reason: reason, attempts: Self.attempts)
      logger.error("message given up", metadata: ["reason": "\(reason)"])
      _ = try await client.send(RedisCommand("HDEL", work.key("dying"), field))
    }
    while let message = try await client.send(RedisCommand("LINDEX", work.key("unreadable"), -1)).bytes {
      try await letters.add(message, reason: "it names no station", attempts: 0)
      _ = try await client.send(RedisCommand("RPOP", work.key("unreadable")))
    }
  }
}
