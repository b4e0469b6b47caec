import Foundation
import GatewayCore
import GatewayRedis
import GatewaySQLite
import RedisServer
import StoreContract
import Testing

@Suite("Backups")
struct BackupTests {
  private let folder = FileManager.default.temporaryDirectory.appending(component: "backup-\(UUID().uuidString)")

  init() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  private func database(_ name: String) -> String { folder.appending(component: name).path }

  private func redis(_ prefix: String) async throws -> (client: RedisClient, backup: RedisBackup) {
    let client = try await RedisFixture.connect(RedisFixture.configuration(SharedServer.shared.server()))
    return (client, try await RedisBackup(client, keys: RedisKeys(prefix: prefix)))
  }

  private func contents(of store: any BackupStore) async throws -> MemoryBackup {
    let backup = MemoryBackup()
    try await store.backUp(to: backup)
    return backup
  }

  @Test("from SQLite to Redis and back: all is there, and nothing else")
  func fromSQLite() async throws {
    let path = database("a.db")
    let store = try await SQLiteStore.open(SQLiteStoreConfiguration(.file(path)))
    try await StoreFilling.fill(store)
    // While the gateway has it open.
    let first = try await contents(of: SQLiteBackup(path: path))
    await store.close()
    let (client, redis) = try await redis("backup-a")
    try await redis.restore(from: first, isReplacing: false)
    let second = try await contents(of: redis)
    expectSame(first, second)
    let other = SQLiteBackup(path: database("b.db"))
    try await other.restore(from: second, isReplacing: false)
    expectSame(first, try await contents(of: other))
    await client.close()
  }

  @Test("from Redis to SQLite and back: all is there, and nothing else")
  func fromRedis() async throws {
    let (client, redis) = try await redis("backup-b")
    let store = try await RedisStore.open(client, keys: RedisKeys(prefix: "backup-b"))
    try await StoreFilling.fill(store)
    let first = try await contents(of: redis)
    // As if it had ended.
    _ = try await client.send(RedisCommand("DEL", "backup-b:state:{operations}:senders"))
    let sqlite = SQLiteBackup(path: database("c.db"))
    try await sqlite.restore(from: first, isReplacing: false)
    let second = try await contents(of: sqlite)
    expectSame(first, second)
    await #expect(throws: StoreError.self) { try await redis.restore(from: second, isReplacing: false) }
    try await redis.restore(from: second, isReplacing: true)
    expectSame(first, try await contents(of: redis))
    await client.close()
  }

  private func expectSame(_ one: MemoryBackup, _ other: MemoryBackup, location: SourceLocation = #_sourceLocation) {
    let (one, other) = (one.sections, other.sections)
    #expect(Set(one.keys) == Set(other.keys), sourceLocation: location)
    for (section, lines) in one {
      #expect(lines == other[section], "\(section)", sourceLocation: location)
    }
  }

  @Test("a restored store goes on where the other was", arguments: [true, false])
  func goesOn(_ isRedis: Bool) async throws {
    let path = database("source.db")
    let source = try await SQLiteStore.open(SQLiteStoreConfiguration(.file(path)))
    try await StoreFilling.fill(source)
    let backup = try await contents(of: SQLiteBackup(path: path))
    let store: any Store
    if isRedis {
      let (client, redis) = try await redis("backup-c")
      try await redis.restore(from: backup, isReplacing: false)
      store = try await RedisStore.open(client, keys: RedisKeys(prefix: "backup-c"))
    } else {
      try await SQLiteBackup(path: database("restored.db")).restore(from: backup, isReplacing: false)
      store = try await SQLiteStore.open(SQLiteStoreConfiguration(.file(database("restored.db"))))
    }
    try await compare(store, source)
    try await StoreFilling.checkThatItGoesOn(store)
    await store.close()
    await source.close()
  }

  /// What lists tell, which indexes make.
  private func compare(_ store: any Store, _ source: any Store) async throws {
    for query in [
      TransactionQuery(), TransactionQuery(state: .active), TransactionQuery(state: .orphaned),
      TransactionQuery(idToken: "CHILD"), TransactionQuery(station: StationID("CP-2")),
    ] {
      let (one, other) = (try await store.transactions(query), try await source.transactions(query))
      #expect(one.map { "\($0.station) \($0.id)" } == other.map { "\($0.station) \($0.id)" }, "\(query)")
      #expect(!one.isEmpty)
    }
    for query in [StationQuery(), StationQuery(vendor: "ACME")] {
      #expect(try await store.stations(query) == source.stations(query))
    }
    for query in [
      OperationQuery(), OperationQuery(kind: "Reset"), OperationQuery(parent: "campaign-1"),
      OperationQuery(station: StationID("CS-1"), states: [.succeeded]),
    ] {
      #expect(try await store.operations(query).map(\.id) == source.operations(query).map(\.id), "\(query)")
    }
    for query in [ReservationQuery(), ReservationQuery(states: [.active]), ReservationQuery(idTag: "child")] {
      let (one, other) = (try await store.reservations(query), try await source.reservations(query))
      #expect(one.map { "\($0.station) \($0.id) \($0.state)" } == other.map { "\($0.station) \($0.id) \($0.state)" })
    }
    let progress = try await store.campaigns(in: [], after: nil, limit: 10).map { "\($0.id) \($0.progress)" }
    #expect(progress.count == 2)
    #expect(try await store.campaign("campaign-1")?.progress == source.campaign("campaign-1")?.progress)
    #expect(try await store.certificates(IssuedCertificateQuery()) == source.certificates(IssuedCertificateQuery()))
    #expect(try await store.localLists(after: nil, limit: 10) == source.localLists(after: nil, limit: 10))
    #expect(try await store.idTokenRevision() == source.idTokenRevision())
  }

  @Test("nothing is restored while a gateway works, or on a half restored state")
  func refusals() async throws {
    let (client, redis) = try await redis("backup-d")
    let broken = BrokenBackup()
    await #expect(throws: CancellationError.self) { try await redis.restore(from: broken, isReplacing: false) }
    let error = await #expect(throws: StoreError.self) {
      try await RedisStore.open(client, keys: RedisKeys(prefix: "backup-d"))
    }
    #expect(error?.message.contains("--replace") == true)
    await #expect(throws: StoreError.self) { try await redis.restore(from: MemoryBackup(), isReplacing: false) }
    await #expect(throws: StoreError.self) { try await redis.backUp(to: MemoryBackup()) }
    try await redis.restore(from: MemoryBackup(), isReplacing: true)
    #expect(try await redis.isEmpty())
    _ = try await client.send(RedisCommand("ZADD", "backup-d:state:{index}:edges", 9_000_000_000_000, "edge-1"))
    let busy = await #expect(throws: StoreError.self) {
      try await redis.restore(from: MemoryBackup(), isReplacing: true)
    }
    #expect(busy?.message.contains("edge-1") == true)
    await client.close()

    let path = database("d.db")
    let sqlite = SQLiteBackup(path: path)
    await #expect(throws: CancellationError.self) { try await sqlite.restore(from: broken, isReplacing: false) }
    #expect(try await sqlite.isEmpty())
    let store = try await SQLiteStore.open(SQLiteStoreConfiguration(.file(path)))
    await #expect(throws: StoreError.self) { try await sqlite.restore(from: MemoryBackup(), isReplacing: true) }
    await store.close()
    try await sqlite.restore(from: MemoryBackup(), isReplacing: true)
  }
}

/// Gives one record, and breaks.
private struct BrokenBackup: BackupSource {
  private final class Reader: BackupReader {
    private var hasGiven = false

    func next() throws -> BackupRecord? {
      guard !hasGiven else { throw CancellationError() }
      hasGiven = true
      return .idToken(IdTokenRecord(id: "A"))
    }
  }

  func open() -> any BackupReader { Reader() }
}
