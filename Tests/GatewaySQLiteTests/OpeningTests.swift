import Foundation
import GRDBSQLite
import GatewayCore
import GatewaySQLite
import Testing

/// What can't be used is refused with what to do, and is afterwards as it was.
@Suite("Opening a database")
struct OpeningTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("gateway.db")
  }

  @Test func missingFileIsCreated() async throws {
    let store = try await SQLiteStore.open(SQLiteStoreConfiguration(.file(path)))
    _ = try await store.startTransaction(Samples.start())
    await store.close()
    // No log, no lock: one file, which can be copied.
    #expect(try folder.contents().keys.sorted() == ["gateway.db"])
  }

  @Test func emptyFileIsUsed() async throws {
    try Data().write(to: URL(fileURLWithPath: path))
    let store = try await SQLiteStore.open(SQLiteStoreConfiguration(.file(path)))
    await store.close()
  }

  @Test(arguments: ["a b%20ü?#&.db", "..x", "💡"])
  func oddNames(_ name: String) async throws {
    for _ in 0..<2 {
      let store = try await SQLiteStore.open(SQLiteStoreConfiguration(.file(folder.file(name))))
      _ = try await store.startTransaction(Samples.start())
      await store.close()
    }
    #expect(try folder.contents().keys.sorted() == [name])
  }

  @Test func otherFilesAreRefused() async throws {
    let texts = ["\u{89}PNG and so on", "x", String(repeating: "SQLite format 4\0", count: 1000)]
    for text in texts {
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
      try await expectRefusal(.corrupt, saying: "no SQLite database")
    }
  }

  @Test func anotherProgramsDatabaseIsRefused() async throws {
    try execute("CREATE TABLE photographs (name TEXT)")
    try await expectRefusal(.corrupt, saying: "another program")
  }

  @Test func newerDatabaseIsRefused() async throws {
    try await makeDatabase()
    try execute("INSERT INTO grdb_migrations VALUES ('99')")
    try await expectRefusal(.newer, saying: "newer gateway (schema 99)")
  }

  @Test func newerDatabaseWithLogIsRefused() async throws {
    try await makeDatabase()
    // A copy of file and log, as a killed gateway leaves them.
    let copy = try TemporaryFolder()
    try execute("PRAGMA journal_mode = WAL; INSERT INTO grdb_migrations VALUES ('99')") {
      for name in ["gateway.db", "gateway.db-wal"] {
        try FileManager.default.copyItem(atPath: folder.file(name), toPath: copy.file(name))
      }
    }
    let before = try copy.contents()
    #expect(before["gateway.db-wal"]?.isEmpty == false)
    let error = await #expect(throws: StoreError.self) {
      try await SQLiteStore.open(SQLiteStoreConfiguration(.file(copy.file("gateway.db"))))
    }
    #expect(error?.code == .newer)
    var after = try copy.contents()
    after["gateway.db-shm"] = nil
    #expect(after == before)
  }

  @Test func damagedDatabaseIsRefused() async throws {
    try await makeDatabase()
    var data = try Data(contentsOf: URL(fileURLWithPath: path))
    // Each page but the first.
    for page in stride(from: 4096, to: data.count, by: 4096) {
      data.replaceSubrange(page..<(page + 64), with: Data(repeating: 0xA5, count: 64))
    }
    try data.write(to: URL(fileURLWithPath: path))
    try await expectRefusal(.corrupt, saying: "is damaged; restore it from a backup")
  }

  @Test(arguments: [100, 512, 4095, 5000, 4096 * 5])
  func truncatedDatabaseIsRefused(_ length: Int) async throws {
    try await makeDatabase()
    let data = try Data(contentsOf: URL(fileURLWithPath: path))
    try data.prefix(length).write(to: URL(fileURLWithPath: path))
    try await expectRefusal(.corrupt, saying: "is damaged")
  }

  @Test func damagedHeaderIsRefused() async throws {
    try await makeDatabase()
    let data = try Data(contentsOf: URL(fileURLWithPath: path))
    for range in [16..<18, 18..<20, 44..<48, 100..<108] {
      var damaged = data
      damaged.replaceSubrange(range, with: Data(repeating: 0xFF, count: range.count))
      try damaged.write(to: URL(fileURLWithPath: path))
      try await expectRefusal(.corrupt, saying: "is damaged")
    }
  }

  @Test func missingFolderIsRefused() async throws {
    let error = await #expect(throws: StoreError.self) {
      try await SQLiteStore.open(SQLiteStoreConfiguration(.file(folder.file("missing/gateway.db"))))
    }
    #expect(error?.code == .unavailable)
    #expect(error?.message.contains("create it") == true)
    #expect(try folder.contents().isEmpty)
  }

  @Test(arguments: ["", "/", ".", "..", "/dev/null", "/proc/gateway.db", "/sys/gateway.db"])
  func placesThatTakeNoFileAreRefused(_ path: String) async throws {
    let error = await #expect(throws: StoreError.self) {
      try await SQLiteStore.open(SQLiteStoreConfiguration(.file(path)))
    }
    #expect(error?.code == .unavailable)
  }

  @Test func folderInPlaceOfFileIsRefused() async throws {
    let error = await #expect(throws: StoreError.self) {
      try await SQLiteStore.open(SQLiteStoreConfiguration(.file(folder.path)))
    }
    #expect(error?.code == .unavailable)
    #expect(error?.message.contains("is no file") == true)
  }

  @Test func folderWithoutWritePermissionIsRefused() async throws {
    try await makeDatabase()
    let before = try folder.contents()
    let path = path
    // Whoever runs the tests may be allowed everything; a child process gives that up.
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path)
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
    await #expect(processExitsWith: .success) { [path = path as String] in
      if geteuid() == 0 {
        #expect(setgid(65_534) == 0)
        #expect(setuid(65_534) == 0)
      } else {
        #expect(chmod(path, 0o444) == 0)
        #expect(chmod(String(path.prefix(path.count - "/gateway.db".count)), 0o555) == 0)
      }
      let error = await #expect(throws: StoreError.self) {
        try await SQLiteStore.open(SQLiteStoreConfiguration(.file(path)))
      }
      #expect(error?.code == .unavailable)
      #expect(error?.message.contains("give the gateway's user the right") == true)
    }
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path)
    #expect(try folder.contents() == before)
  }

  @Test func secondOpenerIsRefused() async throws {
    let store = try await SQLiteStore.open(SQLiteStoreConfiguration(.file(path)))
    let link = folder.file("link.db")
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
    for path in [path, link, folder.path + "/./gateway.db"] {
      let error = await #expect(throws: StoreError.self) {
        try await SQLiteStore.open(SQLiteStoreConfiguration(.file(path)))
      }
      #expect(error?.code == .unavailable)
      #expect(error?.message.contains("in use by another gateway (process \(getpid()))") == true)
    }
    _ = try await store.startTransaction(Samples.start())
    await store.close()
    let next = try await SQLiteStore.open(SQLiteStoreConfiguration(.file(path)))
    #expect(try await next.transactions(TransactionQuery()).count == 1)
    await next.close()
  }

  @Test func forgottenStoreLetsGo() async throws {
    var store: SQLiteStore? = try await SQLiteStore.open(SQLiteStoreConfiguration(.file(path)))
    _ = try await store?.startTransaction(Samples.start())
    store = nil
    for _ in 0..<500 {
      if let next = try? await SQLiteStore.open(SQLiteStoreConfiguration(.file(path))) {
        #expect(try await next.transactions(TransactionQuery()).count == 1)
        await next.close()
        return
      }
      try await Task.sleep(for: .milliseconds(10))
    }
    Issue.record("the file is still locked")
  }

  // MARK: Helpers

  private func makeDatabase() async throws {
    let store = try await SQLiteStore.open(SQLiteStoreConfiguration(.file(path)))
    for number in 0..<200 { _ = try await store.startTransaction(Samples.start(number)) }
    await store.close()
  }

  private func execute(_ sql: String, whileOpen body: () throws -> Void = {}) throws {
    var handle: OpaquePointer?
    #expect(sqlite3_open(path, &handle) == SQLITE_OK)
    defer { sqlite3_close(handle) }
    #expect(sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK)
    try body()
  }

  private func expectRefusal(
    _ code: StoreError.Code, saying text: String, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let before = try folder.contents()
    let error = await #expect(throws: StoreError.self, sourceLocation: sourceLocation) {
      try await SQLiteStore.open(SQLiteStoreConfiguration(.file(path)))
    }
    #expect(error?.code == code, sourceLocation: sourceLocation)
    #expect(error?.message.contains(text) == true, "\(String(describing: error))", sourceLocation: sourceLocation)
    #expect(try folder.contents() == before, sourceLocation: sourceLocation)
  }
}
