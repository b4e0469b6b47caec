import GatewayCore

/// What a station's slot holds, read in one piece: a commit is in it wholly, or not at all.
///
/// Transactions that have ended are left out, since there may be very many; each of them is read in one piece later, and
/// only those that were there when the rest was read.
struct StationSnapshot {
  /// The fields `record` and `seen`.
  let station: [RESPValue]
  let registration: [UInt8]?
  let passwords: [UInt8]?
  let connectors: [[UInt8]]
  let variables: [[UInt8]]
  let settings: [[UInt8]]
  let unbootedSettings: Set<String>
  let desiredSettings: [[UInt8]]
  /// The newest first.
  let settingChanges: [[UInt8]]
  let chargingProfiles: [UInt8]?
  let certificates: [UInt8]?
  let localList: [UInt8]?
  let localListEntries: [[UInt8]]
  let reservations: [[UInt8]]
  let securityEvents: [[UInt8]]
  /// The ids that meter values were sent of, of transactions or not.
  let heard: [String]
  /// The oldest first.
  let readings: [[UInt8]]
  /// The names of transactions, the oldest first.
  let names: [String]
  /// Those that are active.
  let active: [String: StoredTransaction]

  init(_ slot: RedisSlot, _ client: RedisClient) async throws {
    let names = [
      "station", "decisions", "connectors", "variables", "settings", "unbooted-settings", "desired-settings",
      "setting-changes", "charging", "certificates", "local-list", "local-list-entries", "reservations",
      "security-events", "heard", "readings", "order", "transactions",
    ]
    let reply = try await client.run(
      Self.script, keys: names.map(slot.key), arguments: [slot.key("")] as [any RedisArgument])
    guard let parts = reply.array, parts.count == 19 else {
      throw StoreError(.corrupt, "\(slot.key("")) can't be read")
    }
    func all(_ index: Int) -> [[UInt8]] { (parts[index].array ?? []).compactMap(\.bytes) }
    station = parts[0].array ?? []
    registration = parts[1].bytes
    passwords = parts[2].bytes
    connectors = all(3)
    variables = all(4)
    settings = all(5)
    unbootedSettings = Set(parts[6].texts)
    desiredSettings = all(7)
    settingChanges = all(8)
    chargingProfiles = parts[9].bytes
    certificates = parts[10].bytes
    localList = parts[11].bytes
    localListEntries = all(12)
    reservations = all(13)
    securityEvents = all(14)
    heard = parts[15].texts
    readings = all(16)
    self.names = parts[17].texts
    active = try StoredTransaction.read(parts[18], in: slot)
  }

  private static let script = RedisScript(
    "station's snapshot",
    """
    local slot, call = ARGV[1], redis.call
    local names, active = {}, {}
    \(StoredTransaction.take)
    for _, member in ipairs(call('ZRANGE', KEYS[17], 0, -1)) do
      local name = string.match(member, '^[^:]*:[^:]*:(.*)$')
      local document = name and call('HGET', KEYS[18], name)
      if document then
        names[#names + 1] = name
        if #active < 200 and string.find(document, '"state":"active"', 1, true) then active[#active + 1] = take(name) end
      end
    end
    return {
      call('HMGET', KEYS[1], 'record', 'seen'), call('HGET', KEYS[2], 'registration'), call('HGET', KEYS[2], 'passwords'),
      call('HVALS', KEYS[3]), call('HVALS', KEYS[4]), call('HVALS', KEYS[5]), call('HKEYS', KEYS[6]),
      call('HVALS', KEYS[7]), call('LRANGE', KEYS[8], 0, -1), call('HGET', KEYS[9], 'profiles'),
      call('HGET', KEYS[10], 'installed'), call('HGET', KEYS[11], 'record'), call('HVALS', KEYS[12]),
      call('HVALS', KEYS[13]), call('ZRANGE', KEYS[14], 0, -1), call('HKEYS', KEYS[15]), call('LRANGE', KEYS[16], 0, -1),
      names, active}
    """)
}

/// A transaction with all that was sent of it, as it is stored.
struct StoredTransaction {
  let document: TransactionDocument
  let heard: Int64?
  let events: [Int: EventDocument]
  let values: [MeterValuesDocument]

  /// Reads transactions, each in one piece.
  static func read(_ names: [String], in slot: RedisSlot, _ client: RedisClient) async throws -> [String: Self] {
    let reply = try await client.run(
      script, keys: [slot.key("transactions")], arguments: [slot.key("")] + names as [any RedisArgument])
    return try read(reply, in: slot)
  }

  fileprivate static func read(_ reply: RESPValue, in slot: RedisSlot) throws -> [String: Self] {
    var found: [String: Self] = [:]
    for element in reply.array ?? [] {
      guard let parts = element.array, parts.count == 5, let name = parts[0].text, let bytes = parts[1].bytes else {
        continue
      }
      let place = slot.key("transactions")
      var events: [Int: EventDocument] = [:]
      let fields = parts[3].array ?? []
      for index in stride(from: 0, to: fields.count - 1, by: 2) {
        guard let number = fields[index].integer, let bytes = fields[index + 1].bytes else { continue }
        events[Int(number)] = try RedisDocument.read(bytes, in: place)
      }
      found[name] = Self(
        document: try RedisDocument.read(bytes, in: place), heard: parts[2].integer, events: events,
        values: try (parts[4].array ?? []).compactMap(\.bytes).map { try RedisDocument.read($0, in: place) })
    }
    return found
  }

  /// A function for scripts, which have `slot` and `call`. Names begin with a letter that says what they are; meter values
  /// of orphans are those of the id alone.
  fileprivate static let take = """
    local function take(name)
      local id, isOrphan = string.sub(name, 2), string.sub(name, 1, 1) == 'o'
      return {
        name, call('HGET', slot .. 'transactions', name), not isOrphan and call('HGET', slot .. 'heard', id) or false,
        isOrphan and {} or call('HGETALL', slot .. 'events:' .. id),
        isOrphan and {} or call('LRANGE', slot .. 'values:' .. id, 0, -1)}
    end
    """

  private static let script = RedisScript(
    "transactions of a station",
    """
    local slot, call = ARGV[1], redis.call
    \(take)
    local found = {}
    for index = 2, #ARGV do found[#found + 1] = take(ARGV[index]) end
    return found
    """)
}
