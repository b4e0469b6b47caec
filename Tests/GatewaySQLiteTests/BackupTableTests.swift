import GRDB
import GatewayCore
import GatewaySQLite
import StoreContract
import Testing

@Suite("Tables of a backup")
struct BackupTableTests {
  /// What is no business state, or is there from the beginning.
  private static let others: Set<String> = ["grdb_migrations", "health"]

  private func counts(_ path: String) throws -> [String: Int] {
    try DatabaseQueue(path: path).read { database in
      let names = try String.fetchAll(
        database, sql: "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
      return try Dictionary(
        uniqueKeysWithValues: names.filter { !Self.others.contains($0) }.map { name in
          (name, try Int.fetchOne(database, sql: "SELECT count(*) FROM \(name)") ?? 0)
        })
    }
  }

  @Test("each table is in a backup: whoever adds one adds it to StoreFilling, and to the backup of both stores")
  func allTables() async throws {
    let folder = try TemporaryFolder()
    let store = try await SQLiteStore.open(SQLiteStoreConfiguration(.file(folder.file("a.db"))))
    try await StoreFilling.fill(store)
    await store.close()
    let records = MemoryBackup()
    try await SQLiteBackup(path: folder.file("a.db")).backUp(to: records)
    try await SQLiteBackup(path: folder.file("b.db")).restore(from: records, isReplacing: false)
    let counts = try counts(folder.file("a.db"))
    for (table, count) in counts { #expect(count > 0, "\(table)") }
    #expect(try self.counts(folder.file("b.db")) == counts)
  }
}
