import Foundation
import GRDBSQLite
import GatewayCore
import OCPPCodec
import Testing

@testable import GatewaySQLite

@Suite("Failures")
struct FailureTests {
  private struct Refusal: Error {}

  /// What fails in a group is undone by itself, and the others don't notice.
  @Test(arguments: [true, false])
  func failureIsItsOwn(_ isOnDisk: Bool) async throws {
    let folder = try TemporaryFolder()
    let store = try await SQLiteStore.open(
      SQLiteStoreConfiguration(isOnDisk ? .file(folder.file("gateway.db")) : .memory))
    let outcomes = await withTaskGroup { group in
      for number in 0..<300 {
        group.addTask {
          let start = try? Samples.start(number, station: "CP-\(number)")
          guard let start else { return (number, false) }
          let started = try? await store.writeMuch { writer in
            let started = try writer.start(start)
            if number % 7 == 3 { throw Refusal() }
            return started
          }
          return (number, started != nil)
        }
      }
      return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
    }
    for (number, succeeded) in outcomes { #expect(succeeded == (number % 7 != 3)) }
    let recorded = try await store.transactions(TransactionQuery(limit: 1000)).compactMap(\.idToken)
    #expect(Set(recorded) == Set((0..<300).filter { $0 % 7 != 3 }.map { "TAG-\($0)" }))
    // Keys that were given in what was undone aren't remembered.
    for number in 0..<300 {
      try await store.recordMeterValues(Samples.meterValues("[]", transaction: "\(number)"))
      _ = try await store.startTransaction(Samples.start(1000 + number, station: "CP-\(number)"))
      let station = try Samples.station("CP-\(number)")
      #expect(try await store.transactions(TransactionQuery(station: station)).allSatisfy { $0.station == station })
    }
    #expect(try await store.transactions(TransactionQuery(limit: 1000)).count == 300 - 43 + 300)
    await store.close()
  }

  @Test func undoneTokensAreNotRemembered() async throws {
    let store = try await SQLiteStore.open(SQLiteStoreConfiguration(.memory))
    await #expect(throws: StoreError.self) {
      try await store.writeMuch { writer in
        try writer.put([IdTokenRecord(id: "TAG")])
        throw Refusal()
      }
    }
    #expect(try await store.idToken("TAG") == nil)
    await store.close()
  }

  @Test func fullDatabaseRecovers() async throws {
    let folder = try TemporaryFolder()
    var configuration = SQLiteStoreConfiguration(.file(folder.file("gateway.db")))
    configuration.maximumSize = 500_000
    let store = try await SQLiteStore.open(configuration)
    let values = "[\"" + String(repeating: "x", count: 5000) + "\"]"
    var recorded = 0
    let error = await #expect(throws: StoreError.self) {
      while recorded < 1000 {
        try await store.recordMeterValues(Samples.meterValues(values))
        recorded += 1
      }
    }
    #expect(error?.code == .unavailable)
    #expect(error?.message.contains("the disk is full") == true)
    #expect((1..<100).contains(recorded))
    let health = await #expect(throws: StoreError.self) { try await store.checkHealth() }
    #expect(health?.message.contains("the disk is full") == true)
    // All who wait are told.
    let failed = await withTaskGroup { group in
      for _ in 0..<100 {
        group.addTask { (try? await store.recordMeterValues(Samples.meterValues(values))) == nil }
      }
      return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    #expect(failed == 100)
    #expect(try await store.meterValues(ofTransaction: "1", of: Samples.station(), limit: 1000).count == recorded)

    try await store.setMaximumSize(nil)
    try await store.checkHealth()
    for _ in 0..<100 { try await store.recordMeterValues(Samples.meterValues(values)) }
    #expect(try await store.meterValues(ofTransaction: "1", of: Samples.station(), limit: 1000).count == recorded + 100)
    await store.close()
  }

  /// The system refuses to make files larger, as a full disk does.
  @Test func fullDiskRecovers() async throws {
    let folder = try TemporaryFolder()
    let path = folder.file("gateway.db")
    await #expect(processExitsWith: .success) { [path = path as String] in
      signal(SIGXFSZ, SIG_IGN)
      let store = try await SQLiteStore.open(SQLiteStoreConfiguration(.file(path)))
      try await store.recordMeterValues(Samples.meterValues("[0]"))
      var limit = rlimit()
      getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
      let unlimited = limit
      limit.rlim_cur = 300_000
      #expect(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
      let values = "[\"" + String(repeating: "x", count: 300) + "\"]"
      var recorded = 1
      let error = await #expect(throws: StoreError.self) {
        while recorded < 1000 {
          try await store.recordMeterValues(Samples.meterValues(values))
          recorded += 1
        }
      }
      #expect(error?.code == .unavailable)
      await #expect(throws: StoreError.self) { try await store.checkHealth() }
      #expect(try await store.meterValues(ofTransaction: "1", of: Samples.station(), limit: 1000).count == recorded)
      limit = unlimited
      #expect(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
      try await store.checkHealth()
      for _ in 0..<20 { try await store.recordMeterValues(Samples.meterValues(values)) }
      let after = try await store.meterValues(ofTransaction: "1", of: Samples.station(), limit: 1000)
      #expect(after.count == recorded + 20)
      await store.close()
    }
  }

  /// A row that the gateway didn't write is named, and the store goes on.
  @Test(arguments: [
    ("UPDATE transactions SET state = 'lost'", "table transactions, row "),
    ("UPDATE transactions SET meter_start = 'many'", "meter_start is \"many\""),
    ("UPDATE transactions SET id_token = CAST(x'FF' AS TEXT)", "id_token"),
    ("UPDATE transactions SET authorization = 'Maybe'", "authorization"),
    ("UPDATE stations SET id = 'a/b' WHERE version IS NULL", "station is \"a/b\""),
  ])
  func damagedRowIsNamed(_ sql: String, _ text: String) async throws {
    let store = try await SQLiteStore.open(SQLiteStoreConfiguration(.memory))
    _ = try await store.startTransaction(Samples.start())
    try await store.write { try $0.connection.execute(sql) }
    let error = await #expect(throws: StoreError.self) { try await store.transactions(TransactionQuery()) }
    #expect(error?.code == .corrupt)
    #expect(error?.message.contains(text) == true, "\(String(describing: error))")
    #expect(error?.message.contains("table transactions, row ") == true)
    _ = try await store.startTransaction(Samples.start(2, station: "CP-2"))
    await store.close()
  }

  @Test(arguments: [
    ("UPDATE stations SET version = '3'", "version"), ("UPDATE stations SET boot = '{'", "boot"),
    ("UPDATE stations SET registration = ''", "registration"),
  ])
  func damagedStationIsNamed(_ sql: String, _ column: String) async throws {
    let store = try await SQLiteStore.open(SQLiteStoreConfiguration(.memory))
    let station = try Samples.station()
    try await store.recordConnection(
      StationConnectionRecord(station: station, version: .v16, remoteAddress: "", connectedAt: 0))
    try await store.write { try $0.connection.execute(sql) }
    let error = await #expect(throws: StoreError.self) { try await store.station(station) }
    #expect(error?.code == .corrupt)
    #expect(error?.message.contains("table stations, row 1: \(column) is") == true, "\(String(describing: error))")
    await store.close()
  }

  @Test func damagedTokensAndEventsAreNamed() async throws {
    let store = try await SQLiteStore.open(SQLiteStoreConfiguration(.memory))
    try await store.write {
      try $0.connection.execute("INSERT INTO id_tokens (key, id, status) VALUES ('tag-1', 'TAG-1', 'Fine')")
    }
    let error = await #expect(throws: StoreError.self) { try await store.startTransaction(Samples.start()) }
    #expect(error?.code == .corrupt)
    #expect(error?.message.contains("table id_tokens, row tag-1: status is \"Fine\"") == true)
    _ = try await store.recordTransactionEvent(Samples.event(0))
    try await store.write { writer in
      try writer.connection.execute("UPDATE transactions SET state = 'x'")
      writer.eventTransactions = CommittedCache(capacity: 10)
    }
    await #expect(throws: StoreError.self) { try await store.recordTransactionEvent(Samples.event(1)) }
    // The event of the damaged transaction was undone, so it can come again.
    try await store.write { try $0.connection.execute("UPDATE transactions SET state = 'active'") }
    #expect(try await store.recordTransactionEvent(Samples.event(1)).isRepeated == false)
    await store.close()
  }
}
