import GatewayCore
import Synchronization
import Testing

@testable import GatewaySQLite

@Suite("Writing")
struct WriterTests {
  @Test func commitsAreDurable() async throws {
    let folder = try TemporaryFolder()
    let store = try await SQLiteStore.open(SQLiteStoreConfiguration(.file(folder.file("gateway.db"))))
    let settings = try await store.write { writer in
      try ["synchronous", "journal_mode"].map { name in
        try writer.connection.prepare("PRAGMA \(name)").row(of: "pragma") { $0.statement.shown(0) }
      }
    }
    // 2 is FULL: the log is on the disk before a commit returns.
    #expect(settings == ["2", "wal"])
    await store.close()
  }

  @Test func numberThatWasGivenIsNotGivenAgain() async throws {
    let numbers = Mutex([7, 7, 0, -1, Int(Int32.max) + 1, 7, 8, 8, 9])
    var configuration = SQLiteStoreConfiguration(.memory)
    configuration.transactionNumbers = { numbers.withLock { $0.isEmpty ? 7 : $0.removeFirst() } }
    let store = try await SQLiteStore.open(configuration)
    var given: [Int] = []
    for number in 0..<3 {
      given.append(try await store.startTransaction(Samples.start(number)).transaction)
    }
    #expect(given == [7, 8, 9])
    let error = await #expect(throws: StoreError.self) { try await store.startTransaction(Samples.start(4)) }
    #expect(error?.code == .unavailable)
    #expect(try await store.transactions(TransactionQuery()).count == 3)
    await store.close()
  }

  @Test func startsWithTheSameDigestAreTwo() async throws {
    let store = try await SQLiteStore.open(SQLiteStoreConfiguration(.memory))
    let first = try await store.startTransaction(Samples.start(1)).transaction
    // As if both had it: the second one takes the next.
    let second = try Samples.start(2)
    try await store.write { writer in
      let digest = StartDigest(second, token: ByteKey(IdTokenRecord.key(second.idTag)))
      try writer.connection.execute("UPDATE transactions SET start_digest = \(digest.value)")
    }
    let started = try await store.startTransaction(second)
    #expect(started.isRepeated == false)
    #expect(started.transaction != first)
    #expect(try await store.startTransaction(second).transaction == started.transaction)
    await store.close()
  }

  @Test(arguments: [1, 3, 1000])
  func fullQueueMakesCallersWait(_ capacity: Int) async throws {
    let folder = try TemporaryFolder()
    var configuration = SQLiteStoreConfiguration(.file(folder.file("gateway.db")))
    configuration.queueCapacity = capacity
    configuration.groupLimit = 2
    let store = try await SQLiteStore.open(configuration)
    try await withThrowingTaskGroup { group in
      for number in 0..<500 {
        group.addTask { _ = try await store.startTransaction(Samples.start(number)) }
      }
      try await group.waitForAll()
    }
    #expect(try await store.transactions(TransactionQuery(limit: 1000)).count == 500)
    await store.close()
  }

  @Test func aRefusedOperationIsNotDone() async throws {
    let names = Mutex<[String]>([])
    var configuration = SQLiteStoreConfiguration(.memory)
    configuration.beforeOperation = { operation in
      names.withLock { $0.append("\(operation)") }
      if "\(operation)".hasPrefix("startTransaction") { throw StoreError(.unavailable, "refused") }
    }
    let store = try SQLiteStore.inMemory(configuration)
    await #expect(throws: StoreError.self) { try await store.startTransaction(Samples.start(1)) }
    #expect(try await store.transactions(TransactionQuery()).isEmpty)
    #expect(names.withLock { $0 } == ["startTransaction(_:)", "transactions(_:)"])
    await store.close()
  }

  @Test func keysFollowTheMomentAndNeverRepeat() throws {
    let connection = SQLiteConnection(try SQLiteHandle.memory())
    try connection.execute("CREATE TABLE transactions (key INTEGER PRIMARY KEY)")
    var sequence = try TransactionKeySequence(connection)
    var keys: [Int64] = []
    for moment: Int64 in [5, 5, 6, 5, 5, .max, .min, 0, .max, 5] {
      let key = try sequence.next(at: moment)
      try connection.execute("INSERT INTO transactions VALUES (\(key))")
      keys.append(key)
    }
    #expect(Set(keys).count == keys.count)
    #expect(keys[0] < keys[1] && keys[1] < keys[3] && keys[3] < keys[4] && keys[4] < keys[9] && keys[9] < keys[2])
    #expect(keys[6] < keys[7] && keys[7] < keys[0] && keys[5] < keys[8])
    // And after opening again.
    sequence = try TransactionKeySequence(connection)
    #expect(!keys.contains(try sequence.next(at: 5)))
    #expect(!keys.contains(try sequence.next(at: .max)))
  }
}
